// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// No mistake to make: what an error path forgets to give back goes back by itself.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.bytes = [0; 64];
    }
}

pub fn misuse_case(buffer: Buffer, full: bool) -> Option<Buffer> {
    if full {
        #[cfg(not(misuse))]
        drop(buffer);
        return None;
    }
    Some(buffer)
}
