// SPDX-License-Identifier: GPL-2.0-or-later
/* Work of known effect on the counters, for the self test of counters_probe(). */
#include <sys/mman.h>
#include "harness/measure/counters_impl.h"

enum {
	LINE = 64,	      /* bytes; a smaller real line only means more misses */
	PAGE = 4096,	      /* bytes */
	WALK_PAGES = 4096,    /* more than a second-level TLB has entries: 16 MiB */
	RANDOM_TURNS = 65536, /* no predictor learns a period of 2^64 - 1 */
	CODE_PASSES = 16,
};

/* Two instructions a turn: COUNTERS_LOOP_INSTRUCTIONS. */
static void loop(uint64_t turns)
{
#if defined(__x86_64__)
	__asm__ volatile("1:\tdec %0\n\tjnz 1b" : "+r"(turns)::"cc");
#elif defined(__aarch64__)
	__asm__ volatile("1:\tsubs %0, %0, #1\n\tb.ne 1b" : "+r"(turns)::"cc");
#endif
}

static void random_branches(void)
{
	uint64_t x = UINT64_C(0x9e3779b97f4a7c15);

	for (int i = 0; i < RANDOM_TURNS; i++) {
		x ^= x >> 12;
		x ^= x << 25;
		x ^= x >> 27;
		if (x & 1)
			__asm__ volatile("nop"); /* keeps the branch a branch */
	}
}

static inline void flush_line(const void *p)
{
#if defined(__x86_64__)
	__asm__ volatile("clflush (%0)" ::"r"(p) : "memory");
#elif defined(__aarch64__)
	__asm__ volatile("dc civac, %0" ::"r"(p) : "memory");
#endif
}

static inline void full_barrier(void)
{
#if defined(__x86_64__)
	__asm__ volatile("mfence" ::: "memory");
#elif defined(__aarch64__)
	__asm__ volatile("dsb ish" ::: "memory");
#endif
}

/* One line of each page, another in each, so that they do not all fall into one cache set. */
static inline size_t walk_offset(size_t page)
{
	return page * PAGE + page % (PAGE / LINE) * LINE;
}

static int walk(void)
{
	size_t size = (size_t)WALK_PAGES * PAGE;
	volatile unsigned char *base =
		mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return -1;
	madvise((void *)base, size, MADV_NOHUGEPAGE); /* a wish: huge pages would spare the TLB */
	for (size_t i = 0; i < WALK_PAGES; i++)
		base[walk_offset(i)] = 1;
	for (size_t i = 0; i < WALK_PAGES; i++)
		flush_line((const void *)(base + walk_offset(i)));
	full_barrier();
	for (size_t i = 0; i < WALK_PAGES; i++)
		(void)base[walk_offset(i)];
	munmap((void *)base, size);
	return 0;
}

/* A jump per cache line over 256 KiB. */
void counters_much_code(void);
#if defined(__x86_64__)
#define JUMP "jmp"
#elif defined(__aarch64__)
#define JUMP "b"
#endif
__asm__(".pushsection .text.counters_much_code, \"ax\", %progbits\n"
	"	.balign 64\n"
	"	.globl counters_much_code\n"
	"	.hidden counters_much_code\n"
	"	.type counters_much_code, %function\n"
	"counters_much_code:\n"
	"	.rept 4096\n"
	"	" JUMP " 1f\n"
	"	.balign 64\n"
	"1:\n"
	"	.endr\n"
	"	ret\n"
	"	.size counters_much_code, . - counters_much_code\n"
	"	.popsection\n");

int counters_do_work(enum counters_work work)
{
	switch (work) {
	case COUNTERS_WORK_LOOP:
		loop(COUNTERS_LOOP_TURNS);
		return 0;
	case COUNTERS_WORK_RANDOM:
		random_branches();
		return 0;
	case COUNTERS_WORK_WALK:
		return walk();
	case COUNTERS_WORK_CODE:
		for (int i = 0; i < CODE_PASSES; i++)
			counters_much_code();
		return 0;
	}
	return -1;
}
