/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, bounds: include/net/netlink.h and lib/nlattr.c. Walk, validate, file in tb[],
 * read. An attribute is a type and a span of payload; a read says if it was there in full.
 */
#ifndef MEMTAX_BOUNDS_NLATTR_ATTR_H
#define MEMTAX_BOUNDS_NLATTR_ATTR_H

#include <stdbool.h>

#include "variants/bounds/nlattr_policy.h"
#include "variants/bounds/span.h"

/*
 * A level of attributes. tb[] is an array of spans, kept as two arrays (indexing is cheaper then);
 * only put() and find() touch it. An entry is valid where its bit of `seen` is set: no memset.
 */
struct level {
	uint64_t seen;
	const uint8_t *tb[LEVEL_TYPES];
	uint32_t tb_len[LEVEL_TYPES];
	/* the walk, for the fine-grained operations */
	struct span rest;
	uint32_t here; /* type of tb[NLATTR_HERE] */
	uint32_t kind;
};

/* Tunnel options of a route, as struct flow_dissector_key_enc_opts: the length comes last. */
struct options {
	uint8_t data[NLATTR_OPTIONS_MAX];
	uint8_t len;
};

struct nlattr_state {
	struct span left; /* what is left of the buffer */
	uint32_t pull;	  /* bytes of the message that is open */
	uint32_t depth;
	uint32_t held; /* buffers */
	uint32_t family;
	uint32_t metrics[RTAX_MAX];
	struct options options;
	struct level level[NLATTR_DEPTH];
};

/* ---- loads ---------------------------------------------------------------------------------- */

/* The at most 8 bytes of `s` as the low bytes of an integer. */
static inline uint64_t load_upto8(struct span s)
{
	uint32_t low, high;
	uint16_t low16, high16;
	uint8_t one;

	if (s.n >= 4 && span_get_u32(s, 0, &low) && span_get_u32(s, s.n - 4, &high))
		return low | (uint64_t)high << 8 * (s.n - 4);
	if (s.n >= 2 && span_get_u16(s, 0, &low16) && span_get_u16(s, s.n - 2, &high16))
		return low16 | (uint64_t)high16 << 8 * (s.n - 2);
	return span_get_u8(s, 0, &one) ? one : 0;
}

/* ---- attributes: include/net/netlink.h ------------------------------------------------------ */

struct attr {
	uint32_t type;
	struct span payload;
};

/* Length and type of the attribute that `s` begins with; false if it does not. */
static inline bool attr_header(struct span s, size_t *len, uint32_t *type)
{
	struct span header;
	uint16_t l, t;

	if (!span_sub(s, 0, NLA_HDRLEN, &header) || !span_get_u16(header, 0, &l) ||
	    !span_get_u16(header, 2, &t))
		return false;
	*len = l;
	*type = t & NLA_TYPE_MASK;
	return span_check(l >= NLA_HDRLEN);
}

/* The last one need not be padded. */
static inline bool attr_last(struct span *rest, struct attr *a)
{
	size_t len;

	if (!attr_header(*rest, &len, &a->type) ||
	    !span_sub(*rest, NLA_HDRLEN, len - NLA_HDRLEN, &a->payload))
		return false;
	*rest = span_empty();
	return true;
}

/*
 * nla_ok() and nla_next(): split one attribute off; false if `rest` does not begin with one. The
 * attribute without its padding has a path of its own: were it a case of the common one, the next
 * load would have to wait for the choice between two pointers.
 */
static inline bool attr_next(struct span *rest, struct attr *a)
{
	struct span whole;
	size_t len;

	if (!attr_header(*rest, &len, &a->type) || !span_take(rest, NLA_ALIGN(len), &whole))
		return attr_last(rest, a);
	return span_sub(whole, NLA_HDRLEN, len - NLA_HDRLEN, &a->payload);
}

/* Lengths that the range of the entry did not settle. */
static __attribute__((noinline, cold)) int validate_rest(const struct policy *p, struct span s)
{
	switch (p->kind) {
	case NESTED: /* may be empty */
		return s.n ? -ERANGE : 0;
	case STRING: {
		uint8_t last;

		return span_get_u8(s, s.n - 1, &last) && s.n - 1 + p->over <= UINT16_MAX && !last
			       ? 0
			       : -ERANGE;
	}
	case NUL_STRING:
		for (size_t i = 0; i < s.n && i <= p->len; i++) {
			uint8_t byte, last;

			if (span_get_u8(s, i, &byte) && !byte && span_get_u8(s, s.n - 1, &last))
				return s.n - !last > p->len ? -ERANGE : 0;
		}
		return -EINVAL;
	default:
		return -ERANGE;
	}
}

static inline int validate(const struct policy *p, struct span s)
{
	if (__builtin_expect(s.n >= p->min && s.n + p->over <= UINT16_MAX, 1))
		return 0;
	return validate_rest(p, s);
}

/* tb[type] = payload. `type` is below the length of a table, which TABLE() compared with tb's. */
static inline void put(struct level *l, uint32_t type, struct span payload)
{
	l->tb[type] = payload.p;
	l->tb_len[type] = (uint32_t)payload.n;
}

/* Validate one attribute and file it. */
static inline int file(struct level *l, const struct table *t, uint64_t *seen, struct attr *a)
{
	int err;

	if (a->type == 0 || !span_check(a->type < t->n))
		return 0;
	span_index_set(a->type, t->n);
	err = validate(&t->policy[a->type], a->payload);
	if (err)
		return err;
	put(l, a->type, a->payload);
	*seen |= UINT64_C(1) << a->type;
	return 0;
}

/* nla_parse(): walk, validate, file; strict about what is left over. */
static int parse(struct level *l, uint32_t kind, struct span rest)
{
	const struct table *t = &tables[kind];
	struct attr a;
	uint64_t seen = 0;

	while (attr_next(&rest, &a)) {
		int err = file(l, t, &seen, &a);

		if (err)
			return err;
	}
	l->seen = seen;
	return rest.n ? -EINVAL : 0;
}

static inline bool has(const struct level *l, uint32_t type)
{
	return span_check(type < LEVEL_TYPES) && l->seen >> type & 1;
}

/* The payload of an attribute; false if it is not there. */
static inline bool find(const struct level *l, uint32_t type, struct span *s)
{
	if (!has(l, type))
		return false;
	*s = span_of(l->tb[span_index(type, LEVEL_TYPES)],
		     l->tb_len[span_index(type, LEVEL_TYPES)]);
	return true;
}

/* ---- fields into the digest: `err` is set if one is there, but too short -------------------- */

static inline uint64_t fold_u8(uint64_t d, const struct level *l, uint32_t type, int *err)
{
	struct span s;
	uint8_t v;

	if (!find(l, type, &s))
		return d;
	if (!span_get_u8(s, 0, &v))
		*err = -EINVAL;
	return nlattr_field(d, type, v);
}

static inline uint64_t fold_u16(uint64_t d, const struct level *l, uint32_t type, int *err)
{
	struct span s;
	uint16_t v;

	if (!find(l, type, &s))
		return d;
	if (!span_get_u16(s, 0, &v))
		*err = -EINVAL;
	return nlattr_field(d, type, v);
}

static inline uint64_t fold_u32(uint64_t d, const struct level *l, uint32_t type, int *err)
{
	struct span s;
	uint32_t v;

	if (!find(l, type, &s))
		return d;
	if (!span_get_u32(s, 0, &v))
		*err = -EINVAL;
	return nlattr_field(d, type, v);
}

static inline uint64_t fold_u64(uint64_t d, const struct level *l, uint32_t type, int *err)
{
	struct span s;
	uint64_t v;

	if (!find(l, type, &s))
		return d;
	if (!span_get_u64(s, 0, &v))
		*err = -EINVAL;
	return nlattr_field(d, type, v);
}

/* Structures of 8 n bytes. */
static inline uint64_t fold_words(uint64_t d, const struct level *l, uint32_t type, uint32_t n,
				  int *err)
{
	struct span s, fixed;
	uint64_t v;

	if (!find(l, type, &s))
		return d;
	if (!span_sub(s, 0, 8 * n, &fixed)) {
		*err = -EINVAL;
		return d;
	}
	for (uint32_t i = 0; span_get_u64(fixed, 8 * i, &v); i++)
		d = nlattr_field(d, type, v);
	return d;
}

/* An address of the family. */
static inline uint64_t fold_addr(uint64_t d, const struct level *l, uint32_t type, bool six,
				 int *err)
{
	return six ? fold_words(d, l, type, 2, err) : fold_u32(d, l, type, err);
}

/* nla_strscpy() into 16 bytes, kept in two registers; returns the length. */
static inline uint32_t name_words(struct span s, uint64_t word[2])
{
	uint8_t last;

	if (span_get_u8(s, s.n - 1, &last) && !last)
		s = span_first(s, s.n - 1);
	s = span_first(s, NLATTR_NAME - 1);
	if (!span_get_u64(s, 0, &word[0]))
		word[0] = load_upto8(s);
	word[1] = load_upto8(span_rest(s, 8));
	return (uint32_t)s.n;
}

static inline uint64_t fold_name(uint64_t d, const struct level *l, uint32_t type)
{
	struct span s;
	uint64_t word[2];

	if (!find(l, type, &s))
		return d;
	name_words(s, word);
	return nlattr_fold(nlattr_field(d, type, word[0]), word[1]);
}

static inline bool get_mac(struct span s, uint64_t *mac)
{
	struct span fixed;
	uint32_t low;
	uint16_t high;

	*mac = 0;
	if (!span_sub(s, 0, NLATTR_ETH_ALEN, &fixed) || !span_get_u32(fixed, 0, &low) ||
	    !span_get_u16(fixed, 4, &high))
		return false;
	*mac = low | (uint64_t)high << 32;
	return true;
}

#endif
