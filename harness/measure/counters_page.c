// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading one event's counter page from user space: the protocol of struct perf_event_mmap_page
 * (include/uapi/linux/perf_event.h). The kernel writes the page on this thread's own CPU only, so
 * a compiler barrier is all the ordering there is to ask for.
 */
#include <linux/perf_event.h>
#include "harness/measure/counters_impl.h"

enum { TRIES = 1000 };

static inline void compiler_barrier(void)
{
	__asm__ volatile("" ::: "memory");
}

static int64_t sign_extended(uint64_t value, unsigned int width)
{
	return (int64_t)(value << (64 - width)) >> (64 - width);
}

const char *counters_page_read(const struct perf_event_mmap_page *shared,
			       uint64_t (*pmc)(uint32_t index), struct counters_point *point)
{
	const volatile struct perf_event_mmap_page *page = shared;

	for (int try = 0; try < TRIES; try++) {
		uint32_t lock = page->lock, index;
		unsigned int width;
		uint64_t raw, value;
		int64_t idle;

		compiler_barrier();
		idle = (int64_t)(page->time_enabled - page->time_running);
		index = page->index;
		width = page->pmc_width;
		value = (uint64_t)page->offset;
		if (page->cap_user_rdpmc && index && width && width <= 64)
			raw = pmc(index);
		else
			index = raw = 0;
		compiler_barrier();
		/* Odd: the kernel is in the middle of it. */
		if ((lock & 1) || page->lock != lock)
			continue;
		if (!index)
			return counters_void_unscheduled;
		point->value = value + (uint64_t)sign_extended(raw, width);
		point->idle = (uint64_t)idle;
		return NULL;
	}
	return "the kernel kept changing the counter page";
}

#if defined(__x86_64__)

bool counters_pmc_readable(uint32_t index)
{
	return index != 0;
}

uint64_t counters_pmc(uint32_t index)
{
	uint32_t lo, hi;

	__asm__ volatile("rdpmc" : "=a"(lo), "=d"(hi) : "c"(index - 1));
	return (uint64_t)hi << 32 | lo;
}

#elif defined(__aarch64__)

/* Index 32 is the cycle counter, n below it event counter n - 1 (Linux, Documentation/arch/arm64/
 * perf.rst); later ones are not known here. */
enum { CYCLE_COUNTER = 32 };

bool counters_pmc_readable(uint32_t index)
{
	return index >= 1 && index <= CYCLE_COUNTER;
}

/* A register's number is part of the instruction: one function for each. */
#define EVENT_COUNTER(n)                                                                           \
	static uint64_t event_counter_##n(void)                                                    \
	{                                                                                          \
		uint64_t value;                                                                    \
                                                                                                   \
		__asm__ volatile("mrs %0, pmevcntr" #n "_el0" : "=r"(value));                      \
		return value;                                                                      \
	}
EVENT_COUNTER(0)
EVENT_COUNTER(1)
EVENT_COUNTER(2)
EVENT_COUNTER(3)
EVENT_COUNTER(4)
EVENT_COUNTER(5)
EVENT_COUNTER(6)
EVENT_COUNTER(7)
EVENT_COUNTER(8)
EVENT_COUNTER(9)
EVENT_COUNTER(10)
EVENT_COUNTER(11)
EVENT_COUNTER(12)
EVENT_COUNTER(13)
EVENT_COUNTER(14)
EVENT_COUNTER(15)
EVENT_COUNTER(16)
EVENT_COUNTER(17)
EVENT_COUNTER(18)
EVENT_COUNTER(19)
EVENT_COUNTER(20)
EVENT_COUNTER(21)
EVENT_COUNTER(22)
EVENT_COUNTER(23)
EVENT_COUNTER(24)
EVENT_COUNTER(25)
EVENT_COUNTER(26)
EVENT_COUNTER(27)
EVENT_COUNTER(28)
EVENT_COUNTER(29)
EVENT_COUNTER(30)

static uint64_t cycle_counter(void)
{
	uint64_t value;

	__asm__ volatile("mrs %0, pmccntr_el0" : "=r"(value));
	return value;
}

uint64_t counters_pmc(uint32_t index)
{
	/* As many as a PMU has at most; the last is index 32. */
	static uint64_t (*const counter[])(void) = {
		event_counter_0,  event_counter_1,  event_counter_2,  event_counter_3,
		event_counter_4,  event_counter_5,  event_counter_6,  event_counter_7,
		event_counter_8,  event_counter_9,  event_counter_10, event_counter_11,
		event_counter_12, event_counter_13, event_counter_14, event_counter_15,
		event_counter_16, event_counter_17, event_counter_18, event_counter_19,
		event_counter_20, event_counter_21, event_counter_22, event_counter_23,
		event_counter_24, event_counter_25, event_counter_26, event_counter_27,
		event_counter_28, event_counter_29, event_counter_30, cycle_counter,
	};

	return counter[index - 1]();
}

#endif
