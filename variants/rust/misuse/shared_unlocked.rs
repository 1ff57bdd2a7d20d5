// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0277]
// A counter without a lock is given to another CPU.
#![no_std]

#[path = "../contract.rs"]
mod contract;

use core::cell::Cell;

fn on_other_cpu(_work: impl Fn() + Send) {}

pub fn misuse_case(counter: &Cell<u32>) {
    let count = || counter.set(counter.get() + 1);

    #[cfg(misuse)]
    on_other_cpu(count);
    #[cfg(not(misuse))]
    on_other_cpu(|| {});
    #[cfg(not(misuse))]
    count();
}
