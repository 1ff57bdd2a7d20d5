# SPDX-License-Identifier: GPL-2.0-or-later
# As in Linux 6.1, scripts/Makefile.ubsan, with CONFIG_UBSAN, CONFIG_UBSAN_BOUNDS, CONFIG_UBSAN_TRAP and
# (clang) CONFIG_UBSAN_LOCAL_BOUNDS: clang's `bounds` is its array-bounds and its local-bounds.
role := hardening
order := 1
guarantee := none
base := raw
summary := raw, every index into an array of known length checked by the compiler (CONFIG_UBSAN_BOUNDS, CONFIG_UBSAN_TRAP)
cflags_gcc := -fsanitize=bounds -fsanitize-undefined-trap-on-error
cflags_clang-19 := -fsanitize=bounds -fsanitize-trap=bounds
