// SPDX-License-Identifier: GPL-2.0-or-later
//! `ring` in safe Rust: the difference of two indices is a count only once it has been compared
//! with the number of slots, and from then on it is the length of a slice. The ring is in
//! `ring_ends.rs` and `ring_slots.rs`, which forbid unsafe code; `ring_shell.rs` is the C side.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod contract;
mod ring_contract;
mod ring_ends;
mod ring_shell;
mod ring_slots;
