// SPDX-License-Identifier: GPL-2.0-or-later
//! A received buffer, as an owner: whoever has it may read its bytes, and when its owner ends it is
//! given back, whichever way.
#![forbid(unsafe_code)]

use core::cell::Cell;

/// Where buffers come from: knows whether one is not given back yet (sk_rmem_alloc).
pub struct Socket {
    held: Cell<bool>,
}

impl Socket {
    pub const fn new() -> Self {
        Socket {
            held: Cell::new(false),
        }
    }

    /// One at a time: None while another one is held.
    #[inline]
    pub fn recv<'s>(&'s self, bytes: &'s [u8]) -> Option<Buffer<'s>> {
        if self.held.replace(true) {
            return None;
        }
        Some(Buffer {
            bytes,
            socket: self,
        })
    }
}

/// struct sk_buff. Not Clone: there is one owner.
pub struct Buffer<'s> {
    bytes: &'s [u8],
    socket: &'s Socket,
}

impl Buffer<'_> {
    #[inline]
    pub fn bytes(&self) -> &[u8] {
        self.bytes
    }
}

/// kfree_skb(), of which only the socket's account is modelled.
impl Drop for Buffer<'_> {
    #[inline]
    fn drop(&mut self) {
        self.socket.held.set(false);
    }
}
