# SPDX-License-Identifier: GPL-2.0-or-later
# Compilers, profiles and alignments. A cell is built for every combination.

# clang-14 builds the baseline alone: how far raw C moves between two LLVMs stands beside every
# ratio of Rust's, whose LLVM is a third one.
COMMAND_gcc      := $(CROSS)gcc
COMMAND_clang-19 := clang-19
COMMAND_clang-14 := clang-14
# A rustc without a core library for what is built for does not count.
COMMAND_rustc    := $(if $(CROSS),$(if $(wildcard $(shell rustc --print target-libdir --target=$(ARCH)-unknown-linux-gnu 2>/dev/null)),rustc),rustc)
TOOLCHAINS := $(foreach t,gcc clang-19 clang-14 rustc,$(if $(COMMAND_$(t)),$(if $(shell command -v $(COMMAND_$(t))),$(t))))
# Those that build a variant that does not say which.
TOOLCHAINS_USUAL := gcc clang-19

# The program that compiles a language by a toolchain: $(COMPILER_$(language)_$(toolchain)).
COMPILER_c_gcc        := $(strip $(CROSS)gcc $(TARGET_gcc))
COMPILER_c_clang-19   := $(strip clang-19 $(TARGET_clang))
COMPILER_c_clang-14   := $(strip clang-14 $(TARGET_clang))
COMPILER_cpp_gcc      := $(strip $(CROSS)g++ $(TARGET_gcc))
COMPILER_cpp_clang-19 := $(strip clang++-19 $(TARGET_clang))
COMPILER_rs_rustc     := $(strip mk/rustc.sh $(TARGET_rustc))
# What links its cells, and compiles what is linked beside them.
LINKER_gcc      := $(COMPILER_c_gcc)
LINKER_clang-19 := $(COMPILER_c_clang-19)
LINKER_clang-14 := $(COMPILER_c_clang-14)
LINKER_rustc    := $(COMPILER_c_gcc)
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
CC := $(CROSS)gcc
endif
ifeq ($(origin CXX),default)
CXX := $(if $(findstring clang,$(CC)),$(subst clang,clang++,$(CC)),$(CROSS)g++)
endif
TARGET_CC := $(if $(findstring clang,$(CC)),$(TARGET_clang),$(TARGET_gcc))

# Hosted on purpose: with -ffreestanding a 4-byte memcpy becomes a call in the hot loop.
# No protection that a distribution's compiler may turn on by itself: rows state their own.
CELL_FLAGS := -fPIC -fvisibility=hidden -g0 -I. \
	-fno-stack-protector -U_FORTIFY_SOURCE -fno-asynchronous-unwind-tables \
	-ffunction-sections -Werror -Wall -Wextra -Wshadow -Wpointer-arith -Wundef -Wvla
ifeq ($(ARCH),x86_64)
CELL_FLAGS += -fcf-protection=none
endif
CELL_FLAGS += $(SANITIZE)

FLAGS_c   := -std=gnu11 -Wstrict-prototypes -Wmissing-prototypes
# What a kernel could switch on: no exceptions, no run-time type information, no guards of statics.
FLAGS_cpp := -std=gnu++20 -fno-exceptions -fno-rtti -fno-threadsafe-statics

CFLAGS_kernel := -O2 -fno-strict-aliasing -fno-strict-overflow \
	-fno-delete-null-pointer-checks -fno-common
# (A cross compiler has no machine to be native to: its architecture as it was first.)
CFLAGS_user   := -O3 $(if $(CROSS),,-march=native)

# No vector registers in the kernel. (<span> does not compile with clang's -mgeneral-regs-only.)
FLAGS_kernel_c   := -mgeneral-regs-only
FLAGS_kernel_cpp := -mgeneral-regs-only
ifeq ($(ARCH),x86_64)
FLAGS_kernel_cpp_clang-19 := -mno-sse -mno-mmx -msoft-float
endif

# Every loop begins a cache line, in every row: otherwise half of the rows of a short loop straddle a
# fetch line by chance. gcc leaves loops that it believes short unaligned, unless told.
CFLAGS_aligned_gcc      := -falign-functions=64 -falign-loops=64 --param=align-loop-iterations=1 \
	-falign-jumps=16
CFLAGS_aligned_clang-19 := -falign-functions=64 -falign-loops=64
CFLAGS_aligned_clang-14 := -falign-functions=64 -falign-loops=64

# gcc says which memory it found used after a consuming call; clang says it of capabilities. What gcc
# guesses of variables that may not be set depends on what it inlined: off, as in kernels since 5.7
# (Debian 12: linux-headers-6.1.0-56-common, Makefile line 1058).
CFLAGS_toolchain_gcc      := -Wuse-after-free=3 -Wno-maybe-uninitialized
CFLAGS_toolchain_clang-19 := -Wthread-safety

# Flags of a C or C++ cell: $(call c_flags,toolchain,profile,alignment,language)
c_flags = $(FLAGS_$(4)) $(CELL_FLAGS) $(CFLAGS_$(2)) \
	$(if $(filter kernel,$(2)),$(or $(FLAGS_kernel_$(4)_$(1)),$(FLAGS_kernel_$(4)))) \
	$(CFLAGS_$(3)_$(1)) $(CFLAGS_toolchain_$(1))

include mk/rust.mk

# $(call cell_flags,toolchain,profile,alignment,language)
cell_flags = $(strip $(if $(filter rs,$(4)),$(call rust_flags,$(2),$(3)),$(call c_flags,$(1),$(2),$(3),$(4))))
