// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0507]
// Who only borrows a buffer makes itself a second owner.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

/// The network has it from here on.
pub fn send(buffer: Buffer) -> usize {
    buffer.bytes.len()
}

pub fn misuse_case(buffer: &Buffer) -> usize {
    #[cfg(misuse)]
    return send(*buffer);
    #[cfg(not(misuse))]
    return buffer.bytes.len();
}
