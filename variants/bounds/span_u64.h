/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spans of 64-bit words, for rings and tables: the second half of span.h, which includes it and
 * says what holds for all spans. Not to be included by itself.
 */
#ifndef MEMTAX_BOUNDS_SPAN_U64_H
#define MEMTAX_BOUNDS_SPAN_U64_H

struct span_u64 {
	const uint64_t *p;
	size_t n; /* words */
};

struct mspan_u64 {
	uint64_t *p;
	size_t n; /* words */
};

/* The trusted constructors: the caller vouches for p[0] .. p[n - 1]. */
SPAN_INLINE struct span_u64 span_u64_of(const uint64_t *p, size_t n)
{
	return (struct span_u64){ .p = p, .n = n };
}

SPAN_INLINE struct mspan_u64 mspan_u64_of(uint64_t *p, size_t n)
{
	return (struct mspan_u64){ .p = p, .n = n };
}

/* The same words, read-only. */
SPAN_INLINE struct span_u64 mspan_u64_read(struct mspan_u64 s)
{
	return (struct span_u64){ .p = s.p, .n = s.n };
}

/* out = s[off, off + n); false and empty if that is not inside. */
SPAN_CHECKED bool span_u64_sub(struct span_u64 s, size_t off, size_t n, struct span_u64 *out)
{
	if (!span_in_range(off, n, s.n)) {
		*out = span_u64_of(NULL, 0);
		return false;
	}
	off = span_upto(off, s.n);
	*out = (struct span_u64){ .p = s.p + off, .n = span_behind(off, n, s.n) };
	return true;
}

SPAN_CHECKED bool mspan_u64_sub(struct mspan_u64 s, size_t off, size_t n, struct mspan_u64 *out)
{
	if (!span_in_range(off, n, s.n)) {
		*out = mspan_u64_of(NULL, 0);
		return false;
	}
	off = span_upto(off, s.n);
	*out = (struct mspan_u64){ .p = s.p + off, .n = span_behind(off, n, s.n) };
	return true;
}

/* Split the first `n` words off `rest` into `out`. */
SPAN_CHECKED bool span_u64_take(struct span_u64 *rest, size_t n, struct span_u64 *out)
{
	if (!span_fits(n, rest->n)) {
		*out = span_u64_of(NULL, 0);
		return false;
	}
	n = span_upto(n, rest->n);
	*out = (struct span_u64){ .p = rest->p, .n = n };
	*rest = (struct span_u64){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool mspan_u64_take(struct mspan_u64 *rest, size_t n, struct mspan_u64 *out)
{
	if (!span_fits(n, rest->n)) {
		*out = mspan_u64_of(NULL, 0);
		return false;
	}
	n = span_upto(n, rest->n);
	*out = (struct mspan_u64){ .p = rest->p, .n = n };
	*rest = (struct mspan_u64){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool span_u64_get(struct span_u64 s, size_t i, uint64_t *value)
{
	*value = 0;
	if (!span_in_range(i, 1, s.n))
		return false;
	*value = s.p[span_index(i, s.n)];
	return true;
}

SPAN_CHECKED bool mspan_u64_put(struct mspan_u64 s, size_t i, uint64_t value)
{
	if (!span_in_range(i, 1, s.n))
		return false;
	s.p[span_index(i, s.n)] = value;
	return true;
}

/*
 * Copy all of `src` to the head of `dst` (the two do not overlap); false, with nothing written, if
 * it does not fit. The pieces of a ring that wraps are two such copies.
 */
SPAN_CHECKED bool mspan_u64_copy(struct mspan_u64 dst, struct span_u64 src)
{
	if (!span_fits(src.n, dst.n))
		return false;
	if (src.n)
		__builtin_memcpy(dst.p, src.p, span_upto(src.n, dst.n) * sizeof(*src.p));
	return true;
}

#endif
