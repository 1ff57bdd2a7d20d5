// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: a length is cut to 16 bits by `as`.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(length: u32, field: &mut u16) -> bool {
    #[cfg(misuse)]
    {
        *field = length as u16;
        true
    }
    #[cfg(not(misuse))]
    u16::try_from(length).map(|n| *field = n).is_ok()
}
