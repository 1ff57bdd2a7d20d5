# SPDX-License-Identifier: GPL-2.0-or-later
# How Rust cells are compiled: as the kernel compiles Rust (the KBUILD_RUSTFLAGS of the top
# Makefile and of arch/x86/Makefile), as far as rustc takes it for this machine's own target.

# Overflow checks as the kernel's default has them (CONFIG_RUST_OVERFLOW_CHECKS=y); no debug
# assertions (CONFIG_RUST_DEBUG_ASSERTIONS=n).
RUST_FLAGS := --edition=2021 --crate-type=lib -C panic=abort -C codegen-units=1 -C debuginfo=0 \
	-C embed-bitcode=n -C force-unwind-tables=n -C relocation-model=pic -C overflow-checks=y \
	-C debug-assertions=n -C symbol-mangling-version=v0 -D warnings

# No vector registers in the kernel profile: its target is a soft-float one. For a hosted target
# rustc takes the same switches with a warning that it will not do so for ever; when it does not any
# more, the vectorisers are off all the same, and 16-byte copies go through xmm registers
# (docs/decisions/0012-rust-as-the-kernel-builds-it.md).
RUST_SOFT_FLOAT := -C target-feature=-sse,-sse2,+soft-float
RUST_TAKES_SOFT_FLOAT := $(if $(filter rustc,$(TOOLCHAINS)),$(if $(filter x86_64,$(ARCH)),\
	$(shell has=$$(rustc --print cfg $(RUST_SOFT_FLOAT) 2>/dev/null) && \
		case "$$has" in (*sse2*) ;; (*) echo yes ;; esac)))
RUST_kernel := -C opt-level=2 -C no-vectorize-loops -C no-vectorize-slp \
	$(if $(RUST_TAKES_SOFT_FLOAT),$(RUST_SOFT_FLOAT))
RUST_user   := -C opt-level=3 $(if $(CROSS),,-C target-cpu=native)

RUST_aligned := -C llvm-args=-align-all-functions=6 -C llvm-args=-align-loops=64

# $(call rust_flags,profile,alignment)
rust_flags = $(RUST_FLAGS) $(RUST_$(1)) $(RUST_$(2))

# What rustc's own core library brings to a cell: what is called when a check fails. It is linked
# beside every cell like the memory functions, so that a cell's object is its crate and no more.
RUST_LIB := $(if $(filter rustc,$(TOOLCHAINS)),$(shell rustc --print target-libdir $(TARGET_rustc)))
