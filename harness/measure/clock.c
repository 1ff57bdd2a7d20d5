// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/clock.h"

#include <time.h>

uint64_t clock_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

#if defined(__aarch64__)
double clock_tick_hz(void)
{
	uint64_t hz;

	__asm__("mrs %0, cntfrq_el0" : "=r"(hz));
	return (double)hz;
}
#else
static uint64_t raw_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_RAW, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

double clock_tick_hz(void)
{
	enum { WINDOW_NS = 20000000 };
	uint64_t start_ns = raw_ns(), start = clock_begin(), end_ns, end;

	do {
		end_ns = raw_ns();
		end = clock_begin();
	} while (end_ns - start_ns < WINDOW_NS);
	return (double)(end - start) * 1e9 / (double)(end_ns - start_ns);
}
#endif
