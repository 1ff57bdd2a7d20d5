// SPDX-License-Identifier: GPL-2.0-or-later
//! `ring` in Rust with unchecked access: the ring of the row rust, whose slots are a pointer and a
//! mask here, as in C. What the compiler took on trust is in `ring_slots.rs`, and why; the
//! comparisons with the peer's index stay, for nothing would be sound without them.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[path = "../rust/contract.rs"]
mod contract;
#[path = "../rust/ring_contract.rs"]
mod ring_contract;
#[path = "../rust/ring_ends.rs"]
mod ring_ends;
#[path = "../rust/ring_shell.rs"]
mod ring_shell;
mod ring_slots;
