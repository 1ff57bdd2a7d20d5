// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: usage of an `unsafe` block
// A module that forbids unsafe code reads a pointer all the same.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub mod path {
    #![forbid(unsafe_code)]

    #[cfg(misuse)]
    pub fn first(words: &[u32]) -> u32 {
        // SAFETY: none.
        unsafe { *words.as_ptr() }
    }

    #[cfg(not(misuse))]
    pub fn first(words: &[u32]) -> u32 {
        words.first().copied().unwrap_or(0)
    }
}

pub fn misuse_case(words: &[u32]) -> u32 {
    path::first(words)
}
