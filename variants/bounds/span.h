/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Spans: a pointer and the number of elements that may be touched through it.
 *
 *   struct span       read-only bytes          struct span_u64    read-only 64-bit words
 *   struct mspan      writable bytes           struct mspan_u64   writable 64-bit words
 *
 * Rules of use, each of them learned by measuring (variants/bounds/README.md):
 *  1. A span's length is the number of *valid* elements, not the capacity of the buffer behind it.
 *  2. Check once: take a sub-span (span_take, span_sub) or pull a header (span_pull), then iterate
 *     to the sub-span's own length. A separate counter keeps a check in every iteration.
 *  3. Untrusted input fails by return value. span_bug() is for broken invariants of our own.
 *  4. Nothing is read or written before the check that covers it; no function moves a span, or
 *     writes through one, when it fails. What it would have handed out is empty, zero or NULL then,
 *     so that a caller who forgets the result still cannot touch memory.
 *  5. The only ways from a pointer and a length to a span are span_of(), mspan_of() and their _u64
 *     forms. What they are told is trusted: these calls are the discipline's trusted base.
 *
 * Every range check of this header is made in one of two functions, span_fits() and
 * span_in_range(). Everything else here is built on them. What a cell compares by hand and relies
 * on it says through span_check().
 */
#ifndef MEMTAX_BOUNDS_SPAN_H
#define MEMTAX_BOUNDS_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "variants/bounds/nospec.h"

#define SPAN_INLINE static inline __attribute__((always_inline))
#define SPAN_CHECKED static inline __attribute__((always_inline, warn_unused_result))

struct span {
	const uint8_t *p;
	size_t n; /* bytes */
};

struct mspan {
	uint8_t *p;
	size_t n; /* bytes */
};

/* ---- broken invariants ---------------------------------------------------------------------- */

/* An invariant of our own is broken: stop here. Never reached by untrusted input alone. */
__attribute__((noreturn, cold)) SPAN_INLINE void span_bug(void)
{
	__builtin_trap();
}

/* State what must hold; costs a test where the compiler cannot prove it. */
SPAN_INLINE void span_invariant(bool holds)
{
	if (__builtin_expect(!holds, 0))
		span_bug();
}

/*
 * A comparison that the code around it relies on, where none of the checks below says it. Written
 * so that checks can be told from other comparisons: seeded builds leave each out in turn.
 */
SPAN_CHECKED bool span_check(bool holds)
{
	return holds;
}

/* ---- the two checks ------------------------------------------------------------------------- */

/* Are there `want` elements in `have`? */
SPAN_CHECKED bool span_fits(size_t want, size_t have)
{
	if (__builtin_expect(want > have, 0))
		return false;
	return true;
}

/* Is [off, off + want) inside [0, have)? No sum is formed, so nothing can wrap. */
SPAN_CHECKED bool span_in_range(size_t off, size_t want, size_t have)
{
	if (__builtin_expect(off > have, 0) || __builtin_expect(want > have - off, 0))
		return false;
	return true;
}

/* ---- bytes, read-only ----------------------------------------------------------------------- */

/* The trusted constructor: the caller vouches for [p, p + n). */
SPAN_INLINE struct span span_of(const void *p, size_t n)
{
	return (struct span){ .p = p, .n = n };
}

SPAN_INLINE struct span span_empty(void)
{
	return (struct span){ .p = NULL, .n = 0 };
}

/* out = s[off, off + n); false and empty if that is not inside. */
SPAN_CHECKED bool span_sub(struct span s, size_t off, size_t n, struct span *out)
{
	if (!span_in_range(off, n, s.n)) {
		*out = span_empty();
		return false;
	}
	off = span_upto(off, s.n);
	*out = (struct span){ .p = s.p + off, .n = span_behind(off, n, s.n) };
	return true;
}

/* Split the first `n` bytes off `rest` into `out`. */
SPAN_CHECKED bool span_take(struct span *rest, size_t n, struct span *out)
{
	if (!span_fits(n, rest->n)) {
		*out = span_empty();
		return false;
	}
	n = span_upto(n, rest->n);
	*out = (struct span){ .p = rest->p, .n = n };
	*rest = (struct span){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

/* Drop the first `n` bytes. */
SPAN_CHECKED bool span_skip(struct span *rest, size_t n)
{
	if (!span_fits(n, rest->n))
		return false;
	n = span_upto(n, rest->n);
	*rest = (struct span){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

/* The first `n` bytes, or all of them if there are fewer. Cannot fail. */
SPAN_INLINE struct span span_first(struct span s, size_t n)
{
	return (struct span){ .p = s.p, .n = span_upto(span_fits(n, s.n) ? n : s.n, s.n) };
}

/* What is left after the first `n` bytes, or nothing if there are fewer. Cannot fail. */
SPAN_INLINE struct span span_rest(struct span s, size_t n)
{
	size_t skip = span_upto(span_fits(n, s.n) ? n : s.n, s.n);

	return (struct span){ .p = s.p + skip, .n = s.n - skip };
}

/*
 * Header pull: a pointer to the first `n` bytes, which leave `rest`; NULL if there are fewer. For
 * structs of fixed size: `h = span_pull(&rest, sizeof(*h))`, after which every field of *h is in
 * bounds. Declare such structs __attribute__((packed, may_alias)) where the bytes may be unaligned.
 */
SPAN_CHECKED const void *span_pull(struct span *rest, size_t n)
{
	const uint8_t *p = rest->p;

	if (!span_fits(n, rest->n))
		return NULL;
	*rest = (struct span){ .p = p + n, .n = rest->n - n };
	return p;
}

/* The same without taking the bytes off. */
SPAN_CHECKED const void *span_peek(struct span s, size_t n)
{
	return span_fits(n, s.n) ? s.p : NULL;
}

/* ---- fixed widths, read --------------------------------------------------------------------- */

/*
 * NOLINT below: an empty span is {NULL, 0}, and clang-analyzer does not always connect the two.
 */

SPAN_CHECKED bool span_get_u8(struct span s, size_t off, uint8_t *value)
{
	*value = 0;
	if (!span_in_range(off, sizeof(*value), s.n))
		return false;
	*value = s.p[span_index(off, s.n)];
	return true;
}

/* Host byte order, any alignment. */
SPAN_CHECKED bool span_get_u16(struct span s, size_t off, uint16_t *value)
{
	*value = 0;
	if (!span_in_range(off, sizeof(*value), s.n))
		return false;
	/* NOLINTNEXTLINE(clang-analyzer-unix.cstring.NullArg) */
	__builtin_memcpy(value, s.p + span_index(off, s.n), sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_u32(struct span s, size_t off, uint32_t *value)
{
	*value = 0;
	if (!span_in_range(off, sizeof(*value), s.n))
		return false;
	/* NOLINTNEXTLINE(clang-analyzer-unix.cstring.NullArg) */
	__builtin_memcpy(value, s.p + span_index(off, s.n), sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_u64(struct span s, size_t off, uint64_t *value)
{
	*value = 0;
	if (!span_in_range(off, sizeof(*value), s.n))
		return false;
	/* NOLINTNEXTLINE(clang-analyzer-unix.cstring.NullArg) */
	__builtin_memcpy(value, s.p + span_index(off, s.n), sizeof(*value));
	return true;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define SPAN_BIG_ENDIAN 0
#else
#define SPAN_BIG_ENDIAN 1
#endif

/* Host from big endian, and back. */
SPAN_INLINE uint16_t span_be16(uint16_t v)
{
	return SPAN_BIG_ENDIAN ? v : __builtin_bswap16(v);
}

SPAN_INLINE uint32_t span_be32(uint32_t v)
{
	return SPAN_BIG_ENDIAN ? v : __builtin_bswap32(v);
}

SPAN_INLINE uint64_t span_be64(uint64_t v)
{
	return SPAN_BIG_ENDIAN ? v : __builtin_bswap64(v);
}

/* Host from little endian, and back. */
SPAN_INLINE uint16_t span_le16(uint16_t v)
{
	return SPAN_BIG_ENDIAN ? __builtin_bswap16(v) : v;
}

SPAN_INLINE uint32_t span_le32(uint32_t v)
{
	return SPAN_BIG_ENDIAN ? __builtin_bswap32(v) : v;
}

SPAN_INLINE uint64_t span_le64(uint64_t v)
{
	return SPAN_BIG_ENDIAN ? __builtin_bswap64(v) : v;
}

SPAN_CHECKED bool span_get_be16(struct span s, size_t off, uint16_t *value)
{
	bool ok = span_get_u16(s, off, value);

	*value = span_be16(*value);
	return ok;
}

SPAN_CHECKED bool span_get_be32(struct span s, size_t off, uint32_t *value)
{
	bool ok = span_get_u32(s, off, value);

	*value = span_be32(*value);
	return ok;
}

SPAN_CHECKED bool span_get_be64(struct span s, size_t off, uint64_t *value)
{
	bool ok = span_get_u64(s, off, value);

	*value = span_be64(*value);
	return ok;
}

SPAN_CHECKED bool span_get_le16(struct span s, size_t off, uint16_t *value)
{
	bool ok = span_get_u16(s, off, value);

	*value = span_le16(*value);
	return ok;
}

SPAN_CHECKED bool span_get_le32(struct span s, size_t off, uint32_t *value)
{
	bool ok = span_get_u32(s, off, value);

	*value = span_le32(*value);
	return ok;
}

SPAN_CHECKED bool span_get_le64(struct span s, size_t off, uint64_t *value)
{
	bool ok = span_get_u64(s, off, value);

	*value = span_le64(*value);
	return ok;
}

/* ---- bytes, writable ------------------------------------------------------------------------ */

/* The trusted constructor: the caller vouches for [p, p + n). */
SPAN_INLINE struct mspan mspan_of(void *p, size_t n)
{
	return (struct mspan){ .p = p, .n = n };
}

SPAN_INLINE struct mspan mspan_empty(void)
{
	return (struct mspan){ .p = NULL, .n = 0 };
}

/* The same bytes, read-only. */
SPAN_INLINE struct span mspan_read(struct mspan s)
{
	return (struct span){ .p = s.p, .n = s.n };
}

/* out = s[off, off + n); false and empty if that is not inside. */
SPAN_CHECKED bool mspan_sub(struct mspan s, size_t off, size_t n, struct mspan *out)
{
	if (!span_in_range(off, n, s.n)) {
		*out = mspan_empty();
		return false;
	}
	off = span_upto(off, s.n);
	*out = (struct mspan){ .p = s.p + off, .n = span_behind(off, n, s.n) };
	return true;
}

/* Split the first `n` bytes off `rest` into `out`: a cursor for builders. */
SPAN_CHECKED bool mspan_take(struct mspan *rest, size_t n, struct mspan *out)
{
	if (!span_fits(n, rest->n)) {
		*out = mspan_empty();
		return false;
	}
	n = span_upto(n, rest->n);
	*out = (struct mspan){ .p = rest->p, .n = n };
	*rest = (struct mspan){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

/* Drop the first `n` bytes. */
SPAN_CHECKED bool mspan_skip(struct mspan *rest, size_t n)
{
	if (!span_fits(n, rest->n))
		return false;
	n = span_upto(n, rest->n);
	*rest = (struct mspan){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

/* Header pull, writable: see span_pull(). */
SPAN_CHECKED void *mspan_pull(struct mspan *rest, size_t n)
{
	uint8_t *p = rest->p;

	if (!span_fits(n, rest->n))
		return NULL;
	*rest = (struct mspan){ .p = p + n, .n = rest->n - n };
	return p;
}

/* Copy all of `src` to the head of `dst`; false, with nothing written, if it does not fit. */
SPAN_CHECKED bool mspan_copy(struct mspan dst, struct span src)
{
	if (!span_fits(src.n, dst.n))
		return false;
	if (src.n) /* an empty span may be {NULL, 0} */
		__builtin_memcpy(dst.p, src.p, span_upto(src.n, dst.n));
	return true;
}

/* ---- fixed widths, written ------------------------------------------------------------------ */

SPAN_CHECKED bool mspan_put_u8(struct mspan s, size_t off, uint8_t value)
{
	if (!span_in_range(off, sizeof(value), s.n))
		return false;
	s.p[span_index(off, s.n)] = value;
	return true;
}

/* Host byte order, any alignment; for others: mspan_put_u16(s, off, span_be16(value)). */
SPAN_CHECKED bool mspan_put_u16(struct mspan s, size_t off, uint16_t value)
{
	if (!span_in_range(off, sizeof(value), s.n))
		return false;
	__builtin_memcpy(s.p + span_index(off, s.n), &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool mspan_put_u32(struct mspan s, size_t off, uint32_t value)
{
	if (!span_in_range(off, sizeof(value), s.n))
		return false;
	__builtin_memcpy(s.p + span_index(off, s.n), &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool mspan_put_u64(struct mspan s, size_t off, uint64_t value)
{
	if (!span_in_range(off, sizeof(value), s.n))
		return false;
	__builtin_memcpy(s.p + span_index(off, s.n), &value, sizeof(value));
	return true;
}

/* The same for words; the checks are those of here. */
#include "variants/bounds/span_u64.h"

#ifdef MEMTAX_DROP
#include "variants/bounds/span_drop.h"
#endif

#endif
