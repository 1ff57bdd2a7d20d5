# SPDX-License-Identifier: GPL-2.0-or-later
# Compilers, profiles and alignments. A cell is built for every combination.

TOOLCHAINS := $(if $(shell command -v gcc),gcc) $(if $(shell command -v clang-19),clang-19)
PROFILES   := kernel user
comma      := ,

# SANITIZE=-fsanitize=...: the program and the cells checked as they run (`make sanitize`). The
# program holds one compiler's run-time library, so the cells are by that compiler too.
SANITIZE ?=
ifneq ($(SANITIZE),)
TOOLCHAINS := gcc
endif

ALIGNMENTS := aligned natural

# The compiler of the harness itself; `make test CC=clang-19` is part of CI.
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := $(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),g++)
endif

# Hosted on purpose: with -ffreestanding a 4-byte memcpy becomes a call in the hot loop.
# No protection that a distribution's compiler may turn on by itself: rows state their own.
CELL_CFLAGS := -std=gnu11 -fPIC -fvisibility=hidden -g0 -I. \
	-fno-stack-protector -U_FORTIFY_SOURCE -fno-asynchronous-unwind-tables \
	-ffunction-sections -Werror -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wpointer-arith -Wundef -Wvla
ifeq ($(shell uname -m),x86_64)
CELL_CFLAGS += -fcf-protection=none
endif

CELL_CFLAGS += $(SANITIZE)

CFLAGS_kernel := -O2 -fno-strict-aliasing -fno-strict-overflow \
	-fno-delete-null-pointer-checks -fno-common -mgeneral-regs-only
CFLAGS_user   := -O3 -march=native

# Every loop begins a cache line, in every row: otherwise half of the rows of a short loop straddle a
# fetch line by chance. gcc leaves loops that it believes short unaligned, unless told.
CFLAGS_aligned_gcc      := -falign-functions=64 -falign-loops=64 --param=align-loop-iterations=1 \
	-falign-jumps=16
CFLAGS_aligned_clang-19 := -falign-functions=64 -falign-loops=64
CFLAGS_natural_gcc      :=
CFLAGS_natural_clang-19 :=

# gcc says which memory it found used after a consuming call; clang says it of capabilities.
CFLAGS_toolchain_gcc      := -Wuse-after-free=3
CFLAGS_toolchain_clang-19 := -Wthread-safety

# $(call cell_flags,toolchain,profile,alignment)
cell_flags = $(CELL_CFLAGS) $(CFLAGS_$(2)) $(CFLAGS_$(3)_$(1)) $(CFLAGS_toolchain_$(1))
