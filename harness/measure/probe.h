/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two loops of known work, timed between samples.
 *
 * A chain of dependent adds takes one core cycle an add on every core of interest, neighbour or
 * not: it turns ticks into core cycles. Independent adds fill the core's issue slots: when a
 * sibling hardware thread runs, they take longer while the chain does not. Their quotient tells
 * whether the core is shared (harness/stats/contention.h decides).
 */
#ifndef MEMTAX_MEASURE_PROBE_H
#define MEMTAX_MEASURE_PROBE_H

#include <stdint.h>

enum {
#if defined(__aarch64__)
	/* The architected timer may count only 24 million ticks a second: run for some 500 of them.
	 */
	PROBE_SCALE = 16,
#else
	PROBE_SCALE = 1,
#endif
	PROBE_DEPENDENT_ADDS = 4096 * PROBE_SCALE, /* adds in the chain: as many core cycles */
	PROBE_WIDE_ADDS = 12288 * PROBE_SCALE,	   /* independent adds, six streams */
};

struct probe {
	uint64_t wide, dependent; /* ticks */
};

/* Runs both loops once (about 2 us); touches no memory. */
struct probe probe_take(void);

/*
 * Core cycles per tick, from the chain: the fastest of many tries, since a disturbance only ever
 * adds ticks. Takes about 2 ms.
 */
double probe_cycles_per_tick(void);

#endif
