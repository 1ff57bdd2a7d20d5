/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copying 64-bit words: what every row uses where its bursts are short and their length varies, so
 * that rows differ in what they check and not in how they copy. In kernel profile gcc-12 makes a
 * call or `rep movs` of such a memcpy(), either of which costs more than the burst.
 */
#ifndef MEMTAX_CONTRACT_WORDS_H
#define MEMTAX_CONTRACT_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* Copy n words; the two do not overlap. It checks nothing, like memcpy(). */
static inline __attribute__((always_inline)) void
memtax_copy_words(uint64_t *restrict to, const uint64_t *restrict from, size_t n)
{
	for (; n >= 4; n -= 4, to += 4, from += 4) {
		to[0] = from[0];
		to[1] = from[1];
		to[2] = from[2];
		to[3] = from[3];
	}
	if (n & 2) {
		to[0] = from[0];
		to[1] = from[1];
		to += 2;
		from += 2;
	}
	if (n & 1)
		to[0] = from[0];
}

#endif
