// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0505]
// A view of a buffer is read when the buffer is somebody else's.
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
    let header = &buffer.bytes[..4];
    let first = header[0];

    send(buffer);
    #[cfg(misuse)]
    let first = first.max(header[0]);
    first
}
