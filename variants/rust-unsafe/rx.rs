// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: the receive path with unchecked access where a test was made before. rx_skb.rs
//! has buffers and the op, rx_dissect.rs and rx_layer4.rs the parsing; rx_shell.rs is the C side.
//! See workloads/rx/README.md for the algorithm.
//!
//! What a stranger sends (frames, descriptors, verdicts) is tested as in `rust`. Left to proof by
//! comment: that these tests cover the accesses behind them (parsing), that the counts of the pool
//! and the queue are right, and that C code uses a token as workloads/rx/rx.h says: a token is the
//! buffer's address, as of a `ForeignOwnable` in the kernel, and a stale or forged one is undefined
//! behaviour here as it is in C.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[path = "../rust/contract.rs"]
mod contract;
mod rx_dissect;
#[path = "../rust/rx_flow.rs"]
mod rx_flow; // as in rust: there is nothing unchecked to gain
mod rx_layer4;
mod rx_shell;
mod rx_skb;
mod rx_wire;
