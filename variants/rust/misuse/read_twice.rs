// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: what a peer can change is checked by one reading and used by another.
#![no_std]

#[path = "../contract.rs"]
mod contract;

use core::sync::atomic::AtomicU32;

use contract::peer_load;

pub fn misuse_case(count: &AtomicU32, most: u32) -> Option<u32> {
    let there = peer_load(count);

    if there > most {
        return None;
    }
    #[cfg(misuse)]
    let there = peer_load(count);
    Some(there)
}
