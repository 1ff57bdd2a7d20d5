// SPDX-License-Identifier: GPL-2.0-or-later
//! rx, rust-unsafe: the receive path of the row rust with an unchecked pool, queue and table of
//! tokens (rx_skb.rs). The parsing is that of the row rust: its checks are the protocol's own, and
//! a kernel author keeps those in any language.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[path = "../rust/contract.rs"]
mod contract;
#[path = "../rust/rx_dissect.rs"]
mod rx_dissect;
#[path = "../rust/rx_flow.rs"]
mod rx_flow;
#[path = "../rust/rx_shell.rs"]
mod rx_shell;
mod rx_skb;
#[path = "../rust/rx_wire.rs"]
mod rx_wire;
