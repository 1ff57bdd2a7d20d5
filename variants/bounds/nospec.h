/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A check does not stop a processor from going on as if it had succeeded: what was fetched by an
 * index out of range leaves its trace in the cache (Spectre v1, CVE-2017-5753), and a check that is
 * new is a place for that which is new. The kernel's answer is array_index_nospec()
 * (include/linux/nospec.h): after the comparison the index goes through a mask, which is computed
 * from the same two numbers without a branch and is zero where the comparison would have failed.
 *
 * Here it is compiled with -DSPAN_NOSPEC alone (the row bounds-nospec); else these functions are
 * nothing, and the object of `bounds` is the same byte for byte. Constants are not masked: nobody
 * else chose them.
 */
#ifndef MEMTAX_BOUNDS_NOSPEC_H
#define MEMTAX_BOUNDS_NOSPEC_H

#include <stddef.h>

/* All ones if index < size, else 0: asm/barrier.h of the kernel's arch/x86 and arch/arm64. */
static inline __attribute__((always_inline)) size_t nospec_mask(size_t index, size_t size)
{
	size_t mask;

#if defined(__x86_64__)
	/* "r" for the kernel's "g", for which clang sends the size through memory. */
	__asm__ volatile("cmp %1, %2; sbb %0, %0" : "=r"(mask) : "r"(size), "r"(index) : "cc");
#elif defined(__aarch64__)
	__asm__ volatile("cmp %1, %2\n\tsbc %0, xzr, xzr"
			 : "=r"(mask)
			 : "r"(index), "Ir"(size)
			 : "cc");
	__asm__ volatile("hint #20" : : : "memory"); /* csdb */
#else
#error "no mask for this architecture"
#endif
	return mask;
}

/*
 * span_index(): `index`, which has been found to be less than `size`; 0 where the processor only
 * supposes so. span_upto(): `want`, which has been found to be at most `have`. span_behind(): what
 * has been found to fit behind `off`, which is a constant or has been through span_upto(). Without
 * SPAN_NOSPEC they are the bare expression and no function, for gcc arranges code around an inlined
 * function that does nothing otherwise.
 */
#ifdef SPAN_NOSPEC
static inline __attribute__((always_inline)) size_t span_index(size_t index, size_t size)
{
	return __builtin_constant_p(index) ? index : index & nospec_mask(index, size);
}

static inline __attribute__((always_inline)) size_t span_upto(size_t want, size_t have)
{
	return span_index(want, have + 1);
}

/*
 * Behind a constant the limit is all of `have`: have - off wraps where the check has failed. So no
 * more than constants of the source is reached beyond a span, as by a constant index itself.
 */
static inline __attribute__((always_inline)) size_t span_behind(size_t off, size_t want,
								size_t have)
{
	return span_upto(want, __builtin_constant_p(off) ? have : have - off);
}

/* For an index that is used more than once. */
#define span_index_set(index, size) ((index) = span_index(index, size))
#else
#define span_index(index, size) (index)
#define span_index_set(index, size) ((void)0)
#define span_upto(want, have) (want)
#define span_behind(off, want, have) (want)
#endif

#endif
