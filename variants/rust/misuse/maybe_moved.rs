// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0382]
// A buffer is handed over on one of two paths, and looked at after both.
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

pub fn misuse_case(buffer: Buffer, now: bool) -> u8 {
    if now {
        send(buffer);
        #[cfg(not(misuse))]
        return 0;
    }
    buffer.bytes[0]
}
