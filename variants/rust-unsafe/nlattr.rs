// SPDX-License-Identifier: GPL-2.0-or-later
//! Netlink attributes, rust-unsafe: af_netlink's receive loop. The kernel code it is modelled on
//! stands in workloads/nlattr/README.md. It is the row rust, but for tb[] and the walk, which are
//! read without subscript checks: nlattr_attr.rs, whose head says what is left to proof by comment.
//! Checks of lengths from the wire and of policy stay as they are there: without them nothing
//! would be sound.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[path = "../rust/contract.rs"]
mod contract;
mod nlattr_attr;
#[path = "../rust/nlattr_buffer.rs"]
mod nlattr_buffer;
#[path = "../rust/nlattr_kind.rs"]
mod nlattr_kind;
#[path = "../rust/nlattr_link.rs"]
mod nlattr_link;
#[path = "../rust/nlattr_message.rs"]
mod nlattr_message;
#[path = "../rust/nlattr_ops.rs"]
mod nlattr_ops;
#[path = "../rust/nlattr_policy.rs"]
mod nlattr_policy;
#[path = "../rust/nlattr_route.rs"]
mod nlattr_route;
#[path = "../rust/nlattr_shell.rs"]
mod nlattr_shell;
#[path = "../rust/nlattr_uapi.rs"]
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
