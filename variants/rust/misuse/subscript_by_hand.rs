// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: an index that a stranger chose. Nothing is read, but the machine stops.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(table: &[u32], index: usize) -> Option<u32> {
    #[cfg(misuse)]
    return Some(table[index]);
    #[cfg(not(misuse))]
    return table.get(index).copied();
}
