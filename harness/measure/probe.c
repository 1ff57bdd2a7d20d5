// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/probe.h"

#include "harness/measure/clock.h"

/*
 * 64 adds a turn: the loop's own branch and count hide behind the chain. The operand is a
 * register: some cores (Golden Cove and later) add small constants at rename, for no cycles.
 */
static uint64_t dependent_ticks(uint64_t adds)
{
	uint64_t a = 1, one = 1, start = clock_begin();

	for (uint64_t i = 0; i < adds / 64; i++) {
#if defined(__x86_64__)
		__asm__ volatile(".rept 64\n\tadd %1, %0\n\t.endr" : "+r"(a) : "r"(one) : "cc");
#else
		__asm__ volatile(".rept 64\n\tadd %0, %0, %1\n\t.endr" : "+r"(a) : "r"(one));
#endif
	}
	return clock_end() - start;
}

static uint64_t wide_ticks(void)
{
	uint64_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, one = 1, start = clock_begin();

	for (int i = 0; i < PROBE_WIDE_ADDS / 48; i++) {
#if defined(__x86_64__)
		__asm__ volatile(".rept 8\n\tadd %6, %0\n\tadd %6, %1\n\tadd %6, %2\n\t"
				 "add %6, %3\n\tadd %6, %4\n\tadd %6, %5\n\t.endr"
				 : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f)
				 : "r"(one)
				 : "cc");
#else
		__asm__ volatile(".rept 8\n\tadd %0, %0, %6\n\tadd %1, %1, %6\n\t"
				 "add %2, %2, %6\n\tadd %3, %3, %6\n\tadd %4, %4, %6\n\t"
				 "add %5, %5, %6\n\t.endr"
				 : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f)
				 : "r"(one));
#endif
	}
	return clock_end() - start;
}

struct probe probe_take(void)
{
	return (struct probe){ .wide = wide_ticks(),
			       .dependent = dependent_ticks(PROBE_DEPENDENT_ADDS) };
}

double probe_cycles_per_tick(void)
{
	/* Long enough for the timer's own ticks to be under 0.1 %. */
	enum { TRIES = 60, ADDS = 65536 * PROBE_SCALE };
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t ticks = dependent_ticks(ADDS);

		if (ticks < best)
			best = ticks;
	}
	return (double)ADDS / (double)best;
}
