// SPDX-License-Identifier: GPL-2.0-or-later
//! A received buffer, as an owner: whoever has it may read its bytes, and when its owner ends it is
//! given back, whichever way.
#![forbid(unsafe_code)]

use core::cell::Cell;

/// Where buffers come from: counts those that are not given back yet (sk_rmem_alloc).
pub struct Socket {
    held: Cell<u32>,
}

impl Socket {
    pub const fn new() -> Self {
        Socket { held: Cell::new(0) }
    }

    #[inline]
    pub fn recv<'s>(&'s self, bytes: &'s [u8]) -> Buffer<'s> {
        self.held.set(self.held.get() + 1);
        Buffer {
            bytes,
            socket: self,
        }
    }

    pub fn held(&self) -> u32 {
        self.held.get()
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

/// kfree_skb(), of which only the socket's count is modelled.
impl Drop for Buffer<'_> {
    #[inline]
    fn drop(&mut self) {
        self.socket.held.set(self.socket.held.get() - 1);
    }
}
