// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust: the receive path in safe Rust. rx_skb.rs has buffers and the op, rx_dissect.rs the
//! parsing; rx_shell.rs is the C side. See workloads/rx/README.md for the algorithm.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod contract;
mod rx_dissect;
mod rx_flow;
mod rx_shell;
mod rx_skb;
mod rx_wire;
