// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: this operation will panic at runtime
// A constant index is one too large for its table.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(table: &[u32; 4]) -> u32 {
    #[cfg(misuse)]
    return table[4];
    #[cfg(not(misuse))]
    return table[3];
}
