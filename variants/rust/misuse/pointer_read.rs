// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0133]
// A bare pointer, which nobody vouches for, is read.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(word: &u32, beside: *const u32) -> u32 {
    if beside.is_null() {
        return 0;
    }
    #[cfg(misuse)]
    let word = word.max(&*beside);
    *word
}
