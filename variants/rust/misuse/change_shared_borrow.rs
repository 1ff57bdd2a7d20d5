// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0594]
// What was borrowed to be read is written.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(buffer: &Buffer) -> u8 {
    #[cfg(misuse)]
    {
        buffer.bytes[0] = 0;
    }
    buffer.bytes[0]
}
