// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: silent
// Not seen: an index is published before what it points to, by an order too weak.
#![no_std]

#[path = "../contract.rs"]
mod contract;

use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

pub fn misuse_case(slot: &AtomicU64, index: &AtomicU32, word: u64) {
    slot.store(word, Ordering::Relaxed);
    #[cfg(misuse)]
    index.store(1, Ordering::Relaxed);
    #[cfg(not(misuse))]
    index.store(1, Ordering::Release);
}
