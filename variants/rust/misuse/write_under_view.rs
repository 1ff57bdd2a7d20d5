// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0506]
// A buffer is filled anew while there is a view of what was in it.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(buffer: &mut Buffer) -> u8 {
    let header = &buffer.bytes[..4];
    let first = header[0];

    buffer.bytes = [0; 64];
    #[cfg(misuse)]
    let first = first.max(header[0]);
    first
}
