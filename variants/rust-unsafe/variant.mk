# SPDX-License-Identifier: GPL-2.0-or-later
role := reference
order := 2
guarantee := none
summary := rust, with unchecked access where a kernel author would write it, each with its SAFETY comment
toolchains := rustc
