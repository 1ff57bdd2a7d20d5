# SPDX-License-Identifier: GPL-2.0-or-later
role := peer
summary := DPDK's rte_ring, single producer and single consumer, inline from its headers
packages := dpdk-dev
requires := /usr/include/dpdk/rte_ring.h
cflags := -isystem /usr/include/dpdk -isystem /usr/include/x86_64-linux-gnu/dpdk -isystem /usr/include/aarch64-linux-gnu/dpdk -include rte_config.h
