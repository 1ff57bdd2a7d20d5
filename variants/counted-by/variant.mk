# SPDX-License-Identifier: GPL-2.0-or-later
# ubsan-bounds with what the kernel added for __counted_by: -fstrict-flex-arrays=3 (df8fc4e934c1), by which
# an array at the end of a structure is as long as it says. gcc 12 has neither.
role := hardening
order := 2
guarantee := none
base := raw
toolchains := clang-19
summary := raw as ubsan-bounds, where __counted_by could say more: no array of the three paths has its count beside it
cflags := -fsanitize=bounds -fsanitize-trap=bounds -fstrict-flex-arrays=3
