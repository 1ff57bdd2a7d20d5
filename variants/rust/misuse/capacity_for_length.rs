// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: the slice is that of the buffer, not of what was received into it.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(buffer: &Buffer, received: usize) -> Option<&[u8]> {
    #[cfg(misuse)]
    let received = buffer.bytes.len().max(received);

    buffer.bytes.get(..received)
}
