# SPDX-License-Identifier: GPL-2.0-or-later
role := peer
summary := Concurrency Kit's ck_ring, single producer and single consumer, inline from its header
packages := libck-dev
requires := /usr/include/ck_ring.h
