# SPDX-License-Identifier: GPL-2.0-or-later
# What linux-config-6.1 and linux-headers-6.1.0-56-common (6.1.192-2, Debian 12) say. README.md: the lines, and what is left out.
#
# both architectures
#   -fstack-protector-strong             CONFIG_STACKPROTECTOR_STRONG=y
#   -ftrivial-auto-var-init=zero         CONFIG_INIT_STACK_ALL_ZERO=y
#   -fconserve-stack                     Makefile, every kernel by gcc
# amd64
#   -mharden-sls=all                     CONFIG_SLS=y: int3 behind each return and indirect jump
#   -mindirect-branch=thunk -register, -mretpoline      CONFIG_RETPOLINE=y; the thunk in the object, not the kernel's own
#   -mindirect-branch-cs-prefix          CONFIG_RETPOLINE=y
#   -fno-jump-tables                     CONFIG_RETPOLINE=y, gcc (clang's -mretpoline has it built in)
#   -mno-red-zone                        arch/x86/Makefile: interrupts use the same stack
#   -mpreferred-stack-boundary=3, -mstack-alignment=8   arch/x86/Makefile: frames of 8 bytes
# arm64
#   -fno-omit-frame-pointer -fno-optimize-sibling-calls CONFIG_FRAME_POINTER=y
#   -mbranch-protection=pac-ret+leaf     CONFIG_ARM64_PTR_AUTH_KERNEL=y
#   -fpatchable-function-entry=2         CONFIG_DYNAMIC_FTRACE_WITH_REGS=y: two nops before each function's code
role := hardening
order := 4
guarantee := none
base := raw
profiles := kernel
summary := raw as Debian's own kernel is compiled
cflags := -fstack-protector-strong -ftrivial-auto-var-init=zero $(if $(filter x86_64,$(ARCH)),-mharden-sls=all -mindirect-branch-cs-prefix -mno-red-zone,-fno-omit-frame-pointer -fno-optimize-sibling-calls -mbranch-protection=pac-ret+leaf -fpatchable-function-entry=2)
cflags_gcc := -fconserve-stack $(if $(filter x86_64,$(ARCH)),-mindirect-branch=thunk -mindirect-branch-register -fno-jump-tables -mpreferred-stack-boundary=3)
cflags_clang-19 := $(if $(filter x86_64,$(ARCH)),-mretpoline -mstack-alignment=8)
