// SPDX-License-Identifier: GPL-2.0-or-later
//! `nlattr` in safe Rust: an attribute is a slice of its message, a level what was found in one
//! slice, and the buffer an owner that all of them borrow. The parsing is in modules that forbid
//! unsafe code; `nlattr_shell.rs` is the C side.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

mod contract;
mod nlattr_attr;
mod nlattr_buffer;
mod nlattr_kind;
mod nlattr_link;
mod nlattr_message;
mod nlattr_ops;
mod nlattr_policy;
mod nlattr_route;
mod nlattr_shell;
mod nlattr_uapi;
