/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded random numbers for generators and checks: xorshift64* (Vigna 2016, "An experimental
 * exploration of Marsaglia's xorshift generators, scrambled"). The same seed gives the same
 * sequence on every machine. Not for statistics (those use GSL) and not for secrets.
 */
#ifndef MEMTAX_CONTRACT_RANDOM_H
#define MEMTAX_CONTRACT_RANDOM_H

#include <stdint.h>

struct memtax_random {
	uint64_t state; /* never 0 */
};

static inline uint64_t memtax_random_next(struct memtax_random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * UINT64_C(0x2545f4914f6cdd1d);
}

/* Any seed will do, 0 and small ones included: it is spread by one round of splitmix64. */
static inline struct memtax_random memtax_random_seeded(uint64_t seed)
{
	uint64_t z = seed + UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return (struct memtax_random){ .state = z ? z : 1 };
}

/* Uniform in [0, n) for n >= 1 (by multiplication; the bias is below n / 2^32). */
static inline uint32_t memtax_random_below(struct memtax_random *r, uint32_t n)
{
	return (uint32_t)(((memtax_random_next(r) >> 32) * n) >> 32);
}

#endif
