// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0382]
// A buffer is handed over, and looked at afterwards.
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

pub fn misuse_case(buffer: Buffer) -> u8 {
    let first = buffer.bytes[0];

    send(buffer);
    #[cfg(misuse)]
    let first = first.max(buffer.bytes[0]);
    first
}
