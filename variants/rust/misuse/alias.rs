// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0499]
// One buffer is written through two names.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(buffer: &mut Buffer) {
    #[cfg(misuse)]
    let (head, tail) = (&mut buffer.bytes[..8], &mut buffer.bytes[4..]);
    #[cfg(not(misuse))]
    let (head, tail) = buffer.bytes.split_at_mut(8);

    head.fill(1);
    tail.fill(2);
}
