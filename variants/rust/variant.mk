# SPDX-License-Identifier: GPL-2.0-or-later
role := reference
order := 1
guarantee := initialisation
summary := safe Rust as one would write it for the kernel: no_std, no crates, overflow checks; unsafe in the C shell alone
toolchains := rustc
