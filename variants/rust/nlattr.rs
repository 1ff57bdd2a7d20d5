// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust: af_netlink's receive loop. The kernel code it is modelled on stands in
//! workloads/nlattr/README.md. All of it is safe code but for the C shell, nlattr_shell.rs.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod contract;
mod nlattr_attr;
mod nlattr_buffer;
mod nlattr_kind;
mod nlattr_link;
mod nlattr_message;
mod nlattr_ops;
mod nlattr_policy;
mod nlattr_route;
mod nlattr_shell;
mod nlattr_uapi;

use nlattr_attr::nlattr_result;
use nlattr_buffer::{Buffer, Socket};
use nlattr_message::{front, message, pull, Receiver};
use nlattr_uapi::NLMSG_MIN_TYPE;

/// netlink_rcv_skb(): the buffer is given back as this returns.
fn buffer(r: &mut Receiver, skb: Buffer<'_>, mut digest: u64) -> u64 {
    let mut left = skb.bytes();
    let mut more = front(left);

    while let Ok(Some(nlh)) = more {
        if nlh.nlmsg_type >= NLMSG_MIN_TYPE {
            digest = nlattr_result(digest, message(r, &nlh));
        }
        left = pull(left, nlh.nlmsg_len);
        more = front(left);
    }
    if let Err(err) = more {
        digest = nlattr_result(digest, Err(err));
    }
    digest
}

fn hot<'b>(r: &mut Receiver, socket: &Socket, batch: impl Iterator<Item = &'b [u8]>) -> u64 {
    batch.fold(0, |digest, bytes| match socket.recv(bytes) {
        Some(skb) => buffer(r, skb, digest),
        None => digest,
    })
}
