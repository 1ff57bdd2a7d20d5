// SPDX-License-Identifier: GPL-2.0-or-later
//! `nlattr` with unchecked access: the receiver of the row rust, whose attributes are read through
//! tb[] without asking again whether they lie in their message (nlattr_attr.rs). The policies and
//! the lengths of the wire are checked as there: those are the protocol's own checks.
#![no_std]
#![deny(unsafe_op_in_unsafe_fn)]

#[path = "../rust/contract.rs"]
mod contract;
mod nlattr_attr;
#[path = "../rust/nlattr_buffer.rs"]
mod nlattr_buffer;
#[path = "../rust/nlattr_kind.rs"]
mod nlattr_kind;
#[path = "../rust/nlattr_link.rs"]
mod nlattr_link;
#[path = "../rust/nlattr_message.rs"]
mod nlattr_message;
#[path = "../rust/nlattr_ops.rs"]
mod nlattr_ops;
#[path = "../rust/nlattr_policy.rs"]
mod nlattr_policy;
#[path = "../rust/nlattr_route.rs"]
mod nlattr_route;
#[path = "../rust/nlattr_shell.rs"]
mod nlattr_shell;
#[path = "../rust/nlattr_uapi.rs"]
mod nlattr_uapi;
