// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0308]
// A slice of bytes is taken for one of words.
#![no_std]

#[path = "../contract.rs"]
mod contract;

fn last(words: &[u64]) -> Option<u64> {
    words.last().copied()
}

pub fn misuse_case(message: &[u8], table: &[u64; 4]) -> Option<u64> {
    #[cfg(misuse)]
    let words = message;
    #[cfg(not(misuse))]
    let words = table;

    if message.is_empty() || table[0] == 0 {
        return None;
    }
    last(words)
}
