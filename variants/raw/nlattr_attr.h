/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, raw: include/net/netlink.h and lib/nlattr.c. Walk, validate, file in tb[],
 * read. The walk is right; what is trusted is that policy covered what is read.
 */
#ifndef MEMTAX_RAW_NLATTR_ATTR_H
#define MEMTAX_RAW_NLATTR_ATTR_H

#include <stdbool.h>

#include "variants/raw/nlattr_policy.h"

/* A level of attributes. tb[type] is valid where bit `type` of `seen` is set: no memset of tb. */
struct level {
	uint64_t seen;
	const struct nlattr *tb[64];
	/* the walk, for the fine-grained operations */
	const struct nlattr *at;
	long rem;
	uint32_t kind;
};

/* Tunnel options of a route, as struct flow_dissector_key_enc_opts: the length comes last. */
struct options {
	uint8_t data[NLATTR_OPTIONS_MAX];
	uint8_t len;
};

struct nlattr_state {
	const uint8_t *data; /* what is left of the buffer */
	uint32_t len;
	uint32_t pull; /* bytes of the message that is open */
	uint32_t depth;
	uint32_t held; /* buffers */
	uint32_t family;
	uint32_t metrics[RTAX_MAX];
	struct options options;
	struct level level[NLATTR_DEPTH];
};

/* ---- loads ---------------------------------------------------------------------------------- */

static inline uint16_t load16(const void *p)
{
	uint16_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint32_t load32(const void *p)
{
	uint32_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

static inline uint64_t load64(const void *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

/* The `n` <= 8 bytes at `p` as the low bytes of an integer. */
static inline uint64_t load_upto8(const uint8_t *p, uint32_t n)
{
	if (n >= 4)
		return load32(p) | (uint64_t)load32(p + n - 4) << 8 * (n - 4);
	if (n >= 2)
		return load16(p) | (uint64_t)load16(p + n - 2) << 8 * (n - 2);
	return n ? *p : 0;
}

/* ---- attributes: include/net/netlink.h ------------------------------------------------------ */

static inline uint32_t nla_type(const struct nlattr *nla)
{
	return nla->nla_type & NLA_TYPE_MASK;
}

static inline int nla_len(const struct nlattr *nla)
{
	return nla->nla_len - NLA_HDRLEN;
}

static inline const uint8_t *nla_data(const struct nlattr *nla)
{
	return (const uint8_t *)nla + NLA_HDRLEN;
}

static inline bool nla_ok(const struct nlattr *nla, long rem)
{
	return rem >= (long)sizeof(*nla) && nla->nla_len >= sizeof(*nla) && nla->nla_len <= rem;
}

static inline const struct nlattr *nla_next(const struct nlattr *nla, long *rem)
{
	long total = NLA_ALIGN(nla->nla_len);

	*rem -= total;
	return (const struct nlattr *)((const uint8_t *)nla + total);
}

/* Lengths that the range of the entry did not settle. */
static __attribute__((noinline, cold)) int validate_rest(const struct policy *p,
							 const uint8_t *data, int len)
{
	switch (p->kind) {
	case NESTED: /* may be empty */
		return len ? -ERANGE : 0;
	case STRING:
		return len && len - 1 + p->over <= UINT16_MAX && !data[len - 1] ? 0 : -ERANGE;
	case NUL_STRING:
		for (int i = 0; i < len && i <= p->len; i++)
			if (!data[i])
				return len - !data[len - 1] > p->len ? -ERANGE : 0;
		return -EINVAL;
	default:
		return -ERANGE;
	}
}

static inline int validate(const struct policy *p, const struct nlattr *nla)
{
	int len = nla_len(nla);

	if (__builtin_expect(len >= p->min && len + p->over <= UINT16_MAX, 1))
		return 0;
	return validate_rest(p, nla_data(nla), len);
}

/* Validate one attribute and file it. */
static inline int file(struct level *l, const struct table *t, uint64_t *seen,
		       const struct nlattr *nla)
{
	uint32_t type = nla_type(nla);
	int err;

	if (type == 0 || type > t->max)
		return 0;
	err = validate(&t->policy[type], nla);
	if (err)
		return err;
	l->tb[type] = nla;
	*seen |= UINT64_C(1) << type;
	return 0;
}

/*
 * nla_parse(): walk, validate, file; strict about what is left over. The length is loaded once: the
 * store to tb[] keeps the compiler from using it again.
 */
static int parse(struct level *l, uint32_t kind, const void *head, long rem)
{
	const struct table *t = &tables[kind];
	const struct nlattr *nla = head;
	uint64_t seen = 0;

	while (rem >= (long)sizeof(*nla)) {
		long len = nla->nla_len, total = NLA_ALIGN(len);
		int err;

		if (len < (long)sizeof(*nla) || len > rem)
			break;
		err = file(l, t, &seen, nla);
		if (err)
			return err;
		nla = (const struct nlattr *)((const uint8_t *)nla + total);
		rem -= total;
	}
	l->seen = seen;
	return rem > 0 ? -EINVAL : 0;
}

static int parse_nested(struct level *l, uint32_t kind, const struct nlattr *nla)
{
	return parse(l, kind, nla_data(nla), nla_len(nla));
}

static inline bool has(const struct level *l, uint32_t type)
{
	return l->seen >> type & 1;
}

/* ---- fields into the digest ----------------------------------------------------------------- */

static inline uint64_t fold_u8(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, *nla_data(l->tb[type])) : d;
}

static inline uint64_t fold_u16(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, load16(nla_data(l->tb[type]))) : d;
}

static inline uint64_t fold_u32(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, load32(nla_data(l->tb[type]))) : d;
}

static inline uint64_t fold_u64(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, load64(nla_data(l->tb[type]))) : d;
}

/* Structures of 8 n bytes. */
static inline uint64_t fold_words(uint64_t d, const struct level *l, uint32_t type, uint32_t n)
{
	if (has(l, type))
		for (uint32_t i = 0; i < n; i++)
			d = nlattr_field(d, type, load64(nla_data(l->tb[type]) + 8 * i));
	return d;
}

/* An address of the family. */
static inline uint64_t fold_addr(uint64_t d, const struct level *l, uint32_t type, bool six)
{
	return six ? fold_words(d, l, type, 2) : fold_u32(d, l, type);
}

/* nla_strscpy() into 16 bytes, kept in two registers; returns the length. */
static inline uint32_t name_words(const struct nlattr *nla, uint64_t word[2])
{
	const uint8_t *p = nla_data(nla);
	uint32_t n = (uint32_t)nla_len(nla);

	if (n && !p[n - 1])
		n--;
	if (n > NLATTR_NAME - 1)
		n = NLATTR_NAME - 1;
	word[0] = n >= 8 ? load64(p) : load_upto8(p, n);
	word[1] = n > 8 ? load_upto8(p + 8, n - 8) : 0;
	return n;
}

static inline uint64_t fold_name(uint64_t d, const struct level *l, uint32_t type)
{
	uint64_t word[2];

	if (!has(l, type))
		return d;
	name_words(l->tb[type], word);
	return nlattr_fold(nlattr_field(d, type, word[0]), word[1]);
}

static inline uint64_t load_mac(const uint8_t *p)
{
	return load32(p) | (uint64_t)load16(p + 4) << 32;
}

#endif
