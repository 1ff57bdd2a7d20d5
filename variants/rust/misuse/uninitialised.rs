// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0381]
// A variable is read that one of two paths has not set.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(message: &[u8]) -> u8 {
    let length;

    if let Some(first) = message.first() {
        length = *first;
    } else {
        #[cfg(not(misuse))]
        return 0;
    }
    length
}
