// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0609]
// It is not asked whether there was a buffer.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// A buffer of a pool. It cannot be copied: whoever has it owns it.
pub struct Buffer {
    bytes: [u8; 64],
}

fn alloc(free: &mut u32) -> Option<Buffer> {
    *free = free.checked_sub(1)?;
    Some(Buffer { bytes: [0; 64] })
}

pub fn misuse_case(free: &mut u32) -> Option<u8> {
    #[cfg(misuse)]
    let buffer = alloc(free);
    #[cfg(not(misuse))]
    let buffer = alloc(free)?;

    Some(buffer.bytes[0])
}
