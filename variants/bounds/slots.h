/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots: a power-of-two array of 64-bit words that is addressed by free-running indices.
 *
 * The array is kept as a pointer and a mask, its number of words being mask + 1. For every index i,
 * whoever chose it, (i & mask) <= mask: a masked index needs no check, and mask - (i & mask) + 1,
 * the number of words up to the end, is at least 1 and cannot wrap. What remains to be checked is
 * whether a whole run fits before the end, which code that copies runs must test anyway.
 */
#ifndef MEMTAX_BOUNDS_SLOTS_H
#define MEMTAX_BOUNDS_SLOTS_H

#include "harness/contract/words.h"
#include "variants/bounds/span.h"

#define SLOTS_COLD static __attribute__((noinline, cold))

struct slots {
	uint64_t *word;
	uint32_t mask;
};

/* The trusted constructor: the caller vouches for the words that `s` covers. */
SPAN_INLINE struct slots slots_of(struct mspan_u64 s)
{
	span_invariant(s.n > 0 && s.n <= UINT32_MAX && (s.n & (s.n - 1)) == 0);
	return (struct slots){ .word = s.p, .mask = (uint32_t)s.n - 1 };
}

SPAN_INLINE uint32_t slots_count(struct slots s)
{
	return s.mask + 1;
}

/* The words from number `at` on up to the end; at <= mask. Nothing is checked: see above. */
SPAN_INLINE struct mspan_u64 slots_to_end(struct slots s, uint32_t at)
{
	return mspan_u64_of(s.word + at, s.mask - at + 1);
}

/* Copy all of `from` to the head of `to`, which must have room for it. */
SPAN_INLINE void slots_copy(struct mspan_u64 to, struct span_u64 from)
{
	span_invariant(span_fits(from.n, to.n));
	memtax_copy_words(to.p, from.p, from.n);
}

/* The run wraps: what fits up to the end of the slots, then the rest at their start. */
SLOTS_COLD void slots_put_wrapped(struct slots s, uint32_t at, struct span_u64 src)
{
	struct mspan_u64 end = slots_to_end(s, at);
	struct mspan_u64 start = mspan_u64_of(s.word, at); /* up to where the run began */
	struct span_u64 head;

	span_invariant(span_u64_take(&src, end.n, &head));
	slots_copy(end, head);
	slots_copy(start, src);
}

/* Write src to the slots from `index` on; it is not longer than there are slots. */
SPAN_INLINE void slots_put(struct slots s, uint32_t index, struct span_u64 src)
{
	struct mspan_u64 end = slots_to_end(s, index & s.mask);

	/* One word always fits: end.n >= 1. */
	if (src.n == 1 || span_fits(src.n, end.n))
		memtax_copy_words(end.p, src.p, src.n);
	else
		slots_put_wrapped(s, index & s.mask, src);
}

SLOTS_COLD void slots_get_wrapped(struct slots s, uint32_t at, struct mspan_u64 dst)
{
	struct span_u64 end = mspan_u64_read(slots_to_end(s, at));
	struct span_u64 start = span_u64_of(s.word, at), rest;
	struct mspan_u64 head;

	span_invariant(mspan_u64_take(&dst, end.n, &head));
	slots_copy(head, end);
	span_invariant(span_u64_take(&start, dst.n, &rest));
	slots_copy(dst, rest);
}

/* Fill dst from the slots from `index` on; it is not longer than there are slots. */
SPAN_INLINE void slots_get(struct slots s, uint32_t index, struct mspan_u64 dst)
{
	struct span_u64 end = mspan_u64_read(slots_to_end(s, index & s.mask));

	if (dst.n == 1 || span_fits(dst.n, end.n))
		memtax_copy_words(dst.p, end.p, dst.n);
	else
		slots_get_wrapped(s, index & s.mask, dst);
}

#endif
