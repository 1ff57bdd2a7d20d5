# SPDX-License-Identifier: GPL-2.0-or-later
# What is built for: this machine, or the architecture of a cross compiler's prefix,
#
#   make CROSS=aarch64-linux-gnu- all     into build-aarch64/
#
# whose C library and libraries come from Debian packages that `make CROSS=... deps` unpacks beside
# the build folders (mk/sysroot.sh): the machine's own packages stay as they are.

CROSS ?=
ARCH    := $(if $(CROSS),$(firstword $(subst -, ,$(CROSS))),$(shell uname -m))
TRIPLET := $(CROSS:%-=%)
# (Debian's name for the architecture is dpkg's.)
DEBIAN_ARCH := $(patsubst x86_64,amd64,$(patsubst aarch64,arm64,$(ARCH)))
SYSROOT := $(if $(CROSS),$(CURDIR)/build-sysroot/$(ARCH))
TARGET_gcc   := $(if $(CROSS),--sysroot=$(SYSROOT))
TARGET_clang := $(if $(CROSS),--target=$(TRIPLET) --sysroot=$(SYSROOT))
TARGET_rustc := $(if $(CROSS),--target=$(ARCH)-unknown-linux-gnu)

# What programs are built against; and what a guest under system emulation runs beside them: a
# kernel that counts, a shell, the linker that makes layouts, callgrind.
GUEST := $(if $(CROSS),$(CURDIR)/build-sysroot/$(ARCH)-guest)
SYSROOT_PACKAGES := libc6-dev libgcc-12-dev libstdc++-12-dev linux-libc-dev \
	libbenchmark-dev libpfm4-dev libjansson-dev libgsl-dev libmd4c-html0-dev libmd4c-dev \
	libmd-dev libcmocka-dev libck-dev libdpdk-dev libmnl-dev
GUEST_PACKAGES := linux-image-cloud-$(DEBIAN_ARCH) busybox-static binutils-$(TRIPLET) valgrind
