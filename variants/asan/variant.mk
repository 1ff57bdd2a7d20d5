# SPDX-License-Identifier: GPL-2.0-or-later
# As scripts/Makefile.kasan has it for CONFIG_KASAN_GENERIC, CONFIG_KASAN_INLINE and CONFIG_KASAN_STACK, but
# for the shadow's place and for where reports go: here to the compiler's own run-time library.
role := hardening
order := 6
guarantee := none
base := raw
summary := raw under AddressSanitizer, the nearest to KASAN outside a kernel; in a process of its own, beside raw
runtime := asan
packages := libasan8 libclang-rt-19-dev
cflags := -fsanitize=address -fno-sanitize-recover=address
cflags_gcc := --param asan-stack=1 --param asan-globals=1 --param asan-use-after-return=0 --param asan-instrumentation-with-call-threshold=10000
cflags_clang-19 := -mllvm -asan-stack=1 -mllvm -asan-globals=1 -fsanitize-address-use-after-return=never -mllvm -asan-instrumentation-with-call-threshold=10000
