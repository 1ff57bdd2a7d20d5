/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The timer: TSC on x86-64, the architected virtual counter on aarch64. A tick is one count of it.
 * clock_begin() and clock_end() keep the timed code from drifting over the edges: nothing older is
 * still running when the first returns, nothing timed is still running when the second reads.
 */
#ifndef MEMTAX_MEASURE_CLOCK_H
#define MEMTAX_MEASURE_CLOCK_H

#include <stdint.h>

#if defined(__x86_64__)
#define CLOCK_PROVIDER "tsc"
static inline uint64_t clock_begin(void)
{
	uint32_t lo, hi;

	__asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(lo), "=d"(hi)::"memory");
	return (uint64_t)hi << 32 | lo;
}
static inline uint64_t clock_end(void)
{
	return clock_begin();
}
#elif defined(__aarch64__)
#define CLOCK_PROVIDER "cntvct"
static inline uint64_t clock_begin(void)
{
	uint64_t ticks;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks)::"memory");
	return ticks;
}
static inline uint64_t clock_end(void)
{
	uint64_t ticks;

	/* The barrier waits for loads and stores too: they are part of what is timed. */
	__asm__ volatile("dsb ish\n\tisb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks)::"memory");
	return ticks;
}
#else
#error "memtax measures on x86-64 and aarch64"
#endif

/* Ticks per second, from the architecture where it says so, else against CLOCK_MONOTONIC_RAW
 * (takes 20 ms). */
double clock_tick_hz(void);

/* Nanoseconds of CLOCK_MONOTONIC, for budgets and progress; never for a figure. */
uint64_t clock_now_ns(void);

#endif
