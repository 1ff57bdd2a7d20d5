# SPDX-License-Identifier: GPL-2.0-or-later
# CONFIG_STACKPROTECTOR_STRONG, CONFIG_INIT_STACK_ALL_ZERO, CONFIG_ZERO_CALL_USED_REGS (Linux 6.1, Makefile).
role := hardening
order := 3
guarantee := none
base := raw
summary := raw with stack guards, automatic variables zeroed, and registers zeroed on return
cflags := -fstack-protector-strong -ftrivial-auto-var-init=zero -fzero-call-used-regs=used-gpr
