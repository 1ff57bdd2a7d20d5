// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: an index is a pointer without a lifetime. What it names is another buffer now.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

pub fn misuse_case(pool: &mut [Buffer], number: usize, next: Buffer) -> Option<u8> {
    let first = pool.get(number)?.bytes[0];

    *pool.get_mut(number)? = next;
    #[cfg(misuse)]
    let first = first.max(pool.get(number)?.bytes[0]);
    Some(first)
}
