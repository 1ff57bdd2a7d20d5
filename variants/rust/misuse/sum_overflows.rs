// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: two lengths of a stranger's are added. Nothing wraps, but the machine stops.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(offset: u32, length: u32) -> Option<u32> {
    #[cfg(misuse)]
    return Some(offset + length);
    #[cfg(not(misuse))]
    return offset.checked_add(length);
}
