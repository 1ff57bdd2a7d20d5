# SPDX-License-Identifier: GPL-2.0-or-later
role := peer
summary := DPDK's rte_ring, single producer and single consumer, inline from its headers
packages := dpdk-dev
requires := /usr/include/dpdk/rte_ring.h
cflags := -isystem $(SYSROOT)/usr/include/dpdk -isystem $(SYSROOT)/usr/include/$(ARCH)-linux-gnu/dpdk -include rte_config.h
