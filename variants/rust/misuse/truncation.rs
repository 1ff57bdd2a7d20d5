// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0308]
// A length that may not fit is stored in a field of 16 bits.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub fn misuse_case(length: u32, field: &mut u16) -> bool {
    #[cfg(misuse)]
    {
        *field = length;
        true
    }
    #[cfg(not(misuse))]
    u16::try_from(length).map(|n| *field = n).is_ok()
}
