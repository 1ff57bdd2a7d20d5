// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0515]
// A view outlives the buffer, which ends with the function.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

#[cfg(misuse)]
pub fn misuse_case(buffer: Buffer) -> &'static [u8] {
    &buffer.bytes[..4]
}

#[cfg(not(misuse))]
pub fn misuse_case(buffer: &Buffer) -> &[u8] {
    &buffer.bytes[..4]
}
