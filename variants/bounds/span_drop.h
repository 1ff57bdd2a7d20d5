/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded builds only (-DMEMTAX_DROP=n; included by span.h): every call of a checking function of
 * span.h has a number, and call number n is made without its check. 0 leaves out none, and must
 * give the code that is timed; -1 leaves out all. With -DMEMTAX_DROP_LIST, preprocessing alone says
 * which number is where.
 *
 * First each function without its check, in the order of span.h; then what chooses between the two.
 * The condition is a constant: the call that is not chosen is gone before optimisation begins.
 */
#ifndef MEMTAX_BOUNDS_SPAN_DROP_H
#define MEMTAX_BOUNDS_SPAN_DROP_H

SPAN_INLINE void span_invariant_dropped(bool holds)
{
	(void)holds;
}

SPAN_CHECKED bool span_check_dropped(bool holds)
{
	(void)holds;
	return true;
}

SPAN_CHECKED bool span_fits_dropped(size_t want, size_t have)
{
	(void)want;
	(void)have;
	return true;
}

SPAN_CHECKED bool span_in_range_dropped(size_t off, size_t want, size_t have)
{
	(void)off;
	(void)want;
	(void)have;
	return true;
}

SPAN_CHECKED bool span_sub_dropped(struct span s, size_t off, size_t n, struct span *out)
{
	*out = (struct span){ .p = s.p + off, .n = n };
	return true;
}

SPAN_CHECKED bool span_take_dropped(struct span *rest, size_t n, struct span *out)
{
	*out = (struct span){ .p = rest->p, .n = n };
	*rest = (struct span){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool span_skip_dropped(struct span *rest, size_t n)
{
	*rest = (struct span){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED const void *span_pull_dropped(struct span *rest, size_t n)
{
	const void *p = rest->p;

	*rest = (struct span){ .p = rest->p + n, .n = rest->n - n };
	return p;
}

SPAN_INLINE struct span span_first_dropped(struct span s, size_t n)
{
	return (struct span){ .p = s.p, .n = n };
}

SPAN_INLINE struct span span_rest_dropped(struct span s, size_t n)
{
	return (struct span){ .p = s.p + n, .n = s.n - n };
}

SPAN_CHECKED const void *span_peek_dropped(struct span s, size_t n)
{
	(void)n;
	return s.p;
}

SPAN_CHECKED bool span_get_u8_dropped(struct span s, size_t off, uint8_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_u16_dropped(struct span s, size_t off, uint16_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_u32_dropped(struct span s, size_t off, uint32_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_u64_dropped(struct span s, size_t off, uint64_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	return true;
}

SPAN_CHECKED bool span_get_be16_dropped(struct span s, size_t off, uint16_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_be16(*value);
	return true;
}

SPAN_CHECKED bool span_get_be32_dropped(struct span s, size_t off, uint32_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_be32(*value);
	return true;
}

SPAN_CHECKED bool span_get_be64_dropped(struct span s, size_t off, uint64_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_be64(*value);
	return true;
}

SPAN_CHECKED bool span_get_le16_dropped(struct span s, size_t off, uint16_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_le16(*value);
	return true;
}

SPAN_CHECKED bool span_get_le32_dropped(struct span s, size_t off, uint32_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_le32(*value);
	return true;
}

SPAN_CHECKED bool span_get_le64_dropped(struct span s, size_t off, uint64_t *value)
{
	__builtin_memcpy(value, s.p + off, sizeof(*value));
	*value = span_le64(*value);
	return true;
}

SPAN_CHECKED bool mspan_sub_dropped(struct mspan s, size_t off, size_t n, struct mspan *out)
{
	*out = (struct mspan){ .p = s.p + off, .n = n };
	return true;
}

SPAN_CHECKED bool mspan_take_dropped(struct mspan *rest, size_t n, struct mspan *out)
{
	*out = (struct mspan){ .p = rest->p, .n = n };
	*rest = (struct mspan){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool mspan_skip_dropped(struct mspan *rest, size_t n)
{
	*rest = (struct mspan){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED void *mspan_pull_dropped(struct mspan *rest, size_t n)
{
	void *p = rest->p;

	*rest = (struct mspan){ .p = rest->p + n, .n = rest->n - n };
	return p;
}

SPAN_CHECKED bool mspan_copy_dropped(struct mspan dst, struct span src)
{
	if (src.n)
		__builtin_memcpy(dst.p, src.p, src.n);
	return true;
}

SPAN_CHECKED bool mspan_put_u8_dropped(struct mspan s, size_t off, uint8_t value)
{
	__builtin_memcpy(s.p + off, &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool mspan_put_u16_dropped(struct mspan s, size_t off, uint16_t value)
{
	__builtin_memcpy(s.p + off, &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool mspan_put_u32_dropped(struct mspan s, size_t off, uint32_t value)
{
	__builtin_memcpy(s.p + off, &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool mspan_put_u64_dropped(struct mspan s, size_t off, uint64_t value)
{
	__builtin_memcpy(s.p + off, &value, sizeof(value));
	return true;
}

SPAN_CHECKED bool span_u64_sub_dropped(struct span_u64 s, size_t off, size_t n,
				       struct span_u64 *out)
{
	*out = (struct span_u64){ .p = s.p + off, .n = n };
	return true;
}

SPAN_CHECKED bool span_u64_take_dropped(struct span_u64 *rest, size_t n, struct span_u64 *out)
{
	*out = (struct span_u64){ .p = rest->p, .n = n };
	*rest = (struct span_u64){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool mspan_u64_sub_dropped(struct mspan_u64 s, size_t off, size_t n,
					struct mspan_u64 *out)
{
	*out = (struct mspan_u64){ .p = s.p + off, .n = n };
	return true;
}

SPAN_CHECKED bool mspan_u64_take_dropped(struct mspan_u64 *rest, size_t n, struct mspan_u64 *out)
{
	*out = (struct mspan_u64){ .p = rest->p, .n = n };
	*rest = (struct mspan_u64){ .p = rest->p + n, .n = rest->n - n };
	return true;
}

SPAN_CHECKED bool span_u64_get_dropped(struct span_u64 s, size_t i, uint64_t *value)
{
	*value = s.p[i];
	return true;
}

SPAN_CHECKED bool mspan_u64_put_dropped(struct mspan_u64 s, size_t i, uint64_t value)
{
	s.p[i] = value;
	return true;
}

SPAN_CHECKED bool mspan_u64_copy_dropped(struct mspan_u64 dst, struct span_u64 src)
{
	if (src.n)
		__builtin_memcpy(dst.p, src.p, src.n * sizeof(*src.p));
	return true;
}

/* ---- the choice ----------------------------------------------------------------------------- */

#ifdef MEMTAX_DROP_LIST
#define SPAN_DROPPED(name) MEMTAX_CHECK(__COUNTER__, name, __FILE__, __LINE__)
#else
#define SPAN_DROPPED(name) (__COUNTER__ + 1 == MEMTAX_DROP || MEMTAX_DROP < 0)
#endif

#define span_invariant(...)                                                                        \
	(SPAN_DROPPED("span_invariant") ? span_invariant_dropped(__VA_ARGS__)                      \
					: (span_invariant)(__VA_ARGS__))
#define span_check(...)                                                                            \
	(SPAN_DROPPED("span_check") ? span_check_dropped(__VA_ARGS__) : (span_check)(__VA_ARGS__))
#define span_fits(...)                                                                             \
	(SPAN_DROPPED("span_fits") ? span_fits_dropped(__VA_ARGS__) : (span_fits)(__VA_ARGS__))
#define span_in_range(...)                                                                         \
	(SPAN_DROPPED("span_in_range") ? span_in_range_dropped(__VA_ARGS__)                        \
				       : (span_in_range)(__VA_ARGS__))
#define span_sub(...)                                                                              \
	(SPAN_DROPPED("span_sub") ? span_sub_dropped(__VA_ARGS__) : (span_sub)(__VA_ARGS__))
#define span_take(...)                                                                             \
	(SPAN_DROPPED("span_take") ? span_take_dropped(__VA_ARGS__) : (span_take)(__VA_ARGS__))
#define span_skip(...)                                                                             \
	(SPAN_DROPPED("span_skip") ? span_skip_dropped(__VA_ARGS__) : (span_skip)(__VA_ARGS__))
#define span_pull(...)                                                                             \
	(SPAN_DROPPED("span_pull") ? span_pull_dropped(__VA_ARGS__) : (span_pull)(__VA_ARGS__))
#define span_first(...)                                                                            \
	(SPAN_DROPPED("span_first") ? span_first_dropped(__VA_ARGS__) : (span_first)(__VA_ARGS__))
#define span_rest(...)                                                                             \
	(SPAN_DROPPED("span_rest") ? span_rest_dropped(__VA_ARGS__) : (span_rest)(__VA_ARGS__))
#define span_peek(...)                                                                             \
	(SPAN_DROPPED("span_peek") ? span_peek_dropped(__VA_ARGS__) : (span_peek)(__VA_ARGS__))
#define span_get_u8(...)                                                                           \
	(SPAN_DROPPED("span_get_u8") ? span_get_u8_dropped(__VA_ARGS__)                            \
				     : (span_get_u8)(__VA_ARGS__))
#define span_get_u16(...)                                                                          \
	(SPAN_DROPPED("span_get_u16") ? span_get_u16_dropped(__VA_ARGS__)                          \
				      : (span_get_u16)(__VA_ARGS__))
#define span_get_u32(...)                                                                          \
	(SPAN_DROPPED("span_get_u32") ? span_get_u32_dropped(__VA_ARGS__)                          \
				      : (span_get_u32)(__VA_ARGS__))
#define span_get_u64(...)                                                                          \
	(SPAN_DROPPED("span_get_u64") ? span_get_u64_dropped(__VA_ARGS__)                          \
				      : (span_get_u64)(__VA_ARGS__))
#define span_get_be16(...)                                                                         \
	(SPAN_DROPPED("span_get_be16") ? span_get_be16_dropped(__VA_ARGS__)                        \
				       : (span_get_be16)(__VA_ARGS__))
#define span_get_be32(...)                                                                         \
	(SPAN_DROPPED("span_get_be32") ? span_get_be32_dropped(__VA_ARGS__)                        \
				       : (span_get_be32)(__VA_ARGS__))
#define span_get_be64(...)                                                                         \
	(SPAN_DROPPED("span_get_be64") ? span_get_be64_dropped(__VA_ARGS__)                        \
				       : (span_get_be64)(__VA_ARGS__))
#define span_get_le16(...)                                                                         \
	(SPAN_DROPPED("span_get_le16") ? span_get_le16_dropped(__VA_ARGS__)                        \
				       : (span_get_le16)(__VA_ARGS__))
#define span_get_le32(...)                                                                         \
	(SPAN_DROPPED("span_get_le32") ? span_get_le32_dropped(__VA_ARGS__)                        \
				       : (span_get_le32)(__VA_ARGS__))
#define span_get_le64(...)                                                                         \
	(SPAN_DROPPED("span_get_le64") ? span_get_le64_dropped(__VA_ARGS__)                        \
				       : (span_get_le64)(__VA_ARGS__))
#define mspan_sub(...)                                                                             \
	(SPAN_DROPPED("mspan_sub") ? mspan_sub_dropped(__VA_ARGS__) : (mspan_sub)(__VA_ARGS__))
#define mspan_take(...)                                                                            \
	(SPAN_DROPPED("mspan_take") ? mspan_take_dropped(__VA_ARGS__) : (mspan_take)(__VA_ARGS__))
#define mspan_skip(...)                                                                            \
	(SPAN_DROPPED("mspan_skip") ? mspan_skip_dropped(__VA_ARGS__) : (mspan_skip)(__VA_ARGS__))
#define mspan_pull(...)                                                                            \
	(SPAN_DROPPED("mspan_pull") ? mspan_pull_dropped(__VA_ARGS__) : (mspan_pull)(__VA_ARGS__))
#define mspan_copy(...)                                                                            \
	(SPAN_DROPPED("mspan_copy") ? mspan_copy_dropped(__VA_ARGS__) : (mspan_copy)(__VA_ARGS__))
#define mspan_put_u8(...)                                                                          \
	(SPAN_DROPPED("mspan_put_u8") ? mspan_put_u8_dropped(__VA_ARGS__)                          \
				      : (mspan_put_u8)(__VA_ARGS__))
#define mspan_put_u16(...)                                                                         \
	(SPAN_DROPPED("mspan_put_u16") ? mspan_put_u16_dropped(__VA_ARGS__)                        \
				       : (mspan_put_u16)(__VA_ARGS__))
#define mspan_put_u32(...)                                                                         \
	(SPAN_DROPPED("mspan_put_u32") ? mspan_put_u32_dropped(__VA_ARGS__)                        \
				       : (mspan_put_u32)(__VA_ARGS__))
#define mspan_put_u64(...)                                                                         \
	(SPAN_DROPPED("mspan_put_u64") ? mspan_put_u64_dropped(__VA_ARGS__)                        \
				       : (mspan_put_u64)(__VA_ARGS__))
#define span_u64_sub(...)                                                                          \
	(SPAN_DROPPED("span_u64_sub") ? span_u64_sub_dropped(__VA_ARGS__)                          \
				      : (span_u64_sub)(__VA_ARGS__))
#define span_u64_take(...)                                                                         \
	(SPAN_DROPPED("span_u64_take") ? span_u64_take_dropped(__VA_ARGS__)                        \
				       : (span_u64_take)(__VA_ARGS__))
#define mspan_u64_sub(...)                                                                         \
	(SPAN_DROPPED("mspan_u64_sub") ? mspan_u64_sub_dropped(__VA_ARGS__)                        \
				       : (mspan_u64_sub)(__VA_ARGS__))
#define mspan_u64_take(...)                                                                        \
	(SPAN_DROPPED("mspan_u64_take") ? mspan_u64_take_dropped(__VA_ARGS__)                      \
					: (mspan_u64_take)(__VA_ARGS__))
#define span_u64_get(...)                                                                          \
	(SPAN_DROPPED("span_u64_get") ? span_u64_get_dropped(__VA_ARGS__)                          \
				      : (span_u64_get)(__VA_ARGS__))
#define mspan_u64_put(...)                                                                         \
	(SPAN_DROPPED("mspan_u64_put") ? mspan_u64_put_dropped(__VA_ARGS__)                        \
				       : (mspan_u64_put)(__VA_ARGS__))
#define mspan_u64_copy(...)                                                                        \
	(SPAN_DROPPED("mspan_u64_copy") ? mspan_u64_copy_dropped(__VA_ARGS__)                      \
					: (mspan_u64_copy)(__VA_ARGS__))

#endif
