// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0063]
// A slot that is used again keeps the flags of its last user.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub struct Slot {
    pub page: u32,
    pub flags: u32,
}

pub fn misuse_case(slot: &mut Slot, page: u32) {
    *slot = Slot {
        page,
        #[cfg(not(misuse))]
        flags: 0,
    };
}
