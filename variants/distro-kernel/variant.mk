# SPDX-License-Identifier: GPL-2.0-or-later
role := hardening
order := 4
guarantee := none
base := raw
profiles := kernel
summary := raw as Debian's own kernel is compiled
cflags := -fstack-protector-strong -ftrivial-auto-var-init=zero $(if $(filter x86_64,$(shell uname -m)),-mharden-sls=all -mindirect-branch-cs-prefix -mno-red-zone,-fno-omit-frame-pointer -fno-optimize-sibling-calls -mbranch-protection=pac-ret+leaf -fpatchable-function-entry=2)
cflags_gcc := -fconserve-stack $(if $(filter x86_64,$(shell uname -m)),-mindirect-branch=thunk -mindirect-branch-register -fno-jump-tables -mpreferred-stack-boundary=3)
cflags_clang-19 := $(if $(filter x86_64,$(shell uname -m)),-mretpoline -mstack-alignment=8)
