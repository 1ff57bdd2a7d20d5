// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: a buffer is neither given back nor handed on. forget() is safe.
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

pub fn misuse_case(buffer: Buffer) -> u8 {
    let first = buffer.bytes[0];

    #[cfg(misuse)]
    core::mem::forget(buffer);
    #[cfg(not(misuse))]
    drop(buffer);
    first
}
