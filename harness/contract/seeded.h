/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a seeded build changes in a cell. Every `hot` passes its digest through memtax_seeded()
 * as it returns; in the objects that are timed this is nothing.
 *
 * -DMEMTAX_SLOW=k adds k dependent one-cycle instructions per segment. The sampler makes a segment
 * wait for the digest of the one before, so they cost k cycles less what the processor gets done
 * meanwhile: the slowdown that `memtax calibrate` aims (harness/cli/calibrate_slow.c) and looks
 * for. They add to the digest and take it away again: its value is unchanged.
 */
#ifndef MEMTAX_CONTRACT_SEEDED_H
#define MEMTAX_CONTRACT_SEEDED_H

#include <stdint.h>

#ifndef MEMTAX_SLOW
#define MEMTAX_SLOW 0
#endif

static inline uint64_t memtax_seeded(uint64_t digest)
{
#if MEMTAX_SLOW > 0 && defined(__x86_64__)
	__asm__ volatile(".rept %c2\n\tadd %1, %0\n\t.endr\n\tsub %2, %0"
			 : "+r"(digest)
			 : "r"(UINT64_C(1)), "i"(MEMTAX_SLOW - 1)
			 : "cc");
#elif MEMTAX_SLOW > 0 && defined(__aarch64__)
	__asm__ volatile(".rept %c2\n\tadd %0, %0, %1\n\t.endr\n\tsub %0, %0, %3"
			 : "+r"(digest)
			 : "r"(UINT64_C(1)), "i"(MEMTAX_SLOW - 1), "r"((uint64_t)MEMTAX_SLOW - 1));
#endif
	return digest;
}

#endif
