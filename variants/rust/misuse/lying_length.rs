// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: the shell makes a slice that is longer than its buffer. Its word is taken.
#![no_std]

#[path = "../contract.rs"]
mod contract;

/// # Safety
/// `n` bytes can be read at `message`.
pub unsafe fn misuse_case(message: *const u8, n: usize) -> u8 {
    #[cfg(misuse)]
    let n = n + 1;
    // SAFETY: the caller's; and with misuse, a lie.
    let message = unsafe { core::slice::from_raw_parts(message, n) };

    message.last().copied().unwrap_or(0)
}
