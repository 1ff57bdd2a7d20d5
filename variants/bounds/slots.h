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

#define SLOTS_OUT_OF_LINE static __attribute__((noinline, cold))

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

/* Any run: what fits up to the end of the slots, then the rest at their start. */
SLOTS_OUT_OF_LINE void slots_put_run(struct slots s, uint32_t at, struct span_u64 src)
{
	struct mspan_u64 end = slots_to_end(s, at);
	struct mspan_u64 start = mspan_u64_of(s.word, at); /* up to where the run began */
	size_t n = src.n < end.n ? src.n : end.n;
	struct span_u64 head;

	span_invariant(span_u64_take(&src, n, &head));
	slots_copy(end, head);
	slots_copy(start, src);
}

/*
 * Does a run of n words fit before the end, and is it to be copied in place? One word always fits
 * (end >= 1); a run of known length may; what else there is goes out of line.
 */
SPAN_INLINE bool slots_in_place(size_t n, size_t end)
{
	return __builtin_expect(n == 1 || (__builtin_constant_p(n) && n <= end), 1);
}

/* Write src to the slots from `index` on; it is not longer than there are slots. */
SPAN_INLINE void slots_put(struct slots s, uint32_t index, struct span_u64 src)
{
	struct mspan_u64 end = slots_to_end(s, index & s.mask);

	if (slots_in_place(src.n, end.n))
		memtax_copy_words(end.p, src.p, src.n);
	else
		slots_put_run(s, index & s.mask, src);
}

SLOTS_OUT_OF_LINE void slots_get_run(struct slots s, uint32_t at, struct mspan_u64 dst)
{
	struct span_u64 end = mspan_u64_read(slots_to_end(s, at));
	struct span_u64 start = span_u64_of(s.word, at);
	size_t n = dst.n < end.n ? dst.n : end.n;
	struct mspan_u64 head;
	struct span_u64 src;

	span_invariant(mspan_u64_take(&dst, n, &head));
	span_invariant(span_u64_take(&end, n, &src));
	slots_copy(head, src);
	span_invariant(span_u64_take(&start, dst.n, &src));
	slots_copy(dst, src);
}

/* Fill dst from the slots from `index` on; it is not longer than there are slots. */
SPAN_INLINE void slots_get(struct slots s, uint32_t index, struct mspan_u64 dst)
{
	struct span_u64 end = mspan_u64_read(slots_to_end(s, index & s.mask));

	if (slots_in_place(dst.n, end.n))
		memtax_copy_words(dst.p, end.p, dst.n);
	else
		slots_get_run(s, index & s.mask, dst);
}

#endif
