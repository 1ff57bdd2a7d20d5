// SPDX-License-Identifier: GPL-2.0-or-later
// expect rustc: error[E0004]
// One of the verdicts is not handled.
#![no_std]

#[path = "../contract.rs"]
mod contract;

pub enum Verdict {
    Accept,
    Drop,
    Stolen,
}

pub fn misuse_case(verdict: Verdict) -> u32 {
    match verdict {
        Verdict::Accept => 1,
        Verdict::Drop => 0,
        #[cfg(not(misuse))]
        Verdict::Stolen => 0,
    }
}
