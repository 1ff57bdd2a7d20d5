// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0382]
// A buffer is given back twice.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(buffer: Buffer) {
    drop(buffer);
    #[cfg(misuse)]
    drop(buffer);
}

impl Drop for Buffer {
    fn drop(&mut self) {
        self.bytes = [0; 64];
    }
}
