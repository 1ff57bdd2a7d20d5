/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes over libmnl: every step, type, length, payload, validation and integer through
 * a call of the library, as its users write it. Takes the place of variants/raw/nlattr_attr.h under
 * raw's receiver (links, routes, messages, operations), which is the same receiver.
 */
#ifndef MEMTAX_RAW_NLATTR_ATTR_H
#define MEMTAX_RAW_NLATTR_ATTR_H /* raw's own is not wanted */

#include <errno.h>
#include <stdbool.h>
#include <libmnl/libmnl.h>

#include "variants/raw/nlattr_policy.h"

/* A level of attributes. tb[type] is valid where bit `type` of `seen` is set, as in raw. */
struct level {
	uint64_t seen;
	const struct nlattr *tb[64];
	/* the walk, for the fine-grained operations */
	const struct nlattr *at;
	long rem;
	uint32_t kind;
};

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

/* ---- loads: of structures, for which libmnl has no getter ----------------------------------- */

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

/* ---- attributes ----------------------------------------------------------------------------- */

static inline uint32_t nla_type(const struct nlattr *nla)
{
	return mnl_attr_get_type(nla);
}

static inline int nla_len(const struct nlattr *nla)
{
	return mnl_attr_get_payload_len(nla);
}

static inline const uint8_t *nla_data(const struct nlattr *nla)
{
	return mnl_attr_get_payload(nla);
}

static inline bool nla_ok(const struct nlattr *nla, long rem)
{
	return mnl_attr_ok(nla, (int)rem);
}

static inline const struct nlattr *nla_next(const struct nlattr *nla, long *rem)
{
	*rem -= MNL_ALIGN(mnl_attr_get_len(nla));
	return mnl_attr_next(nla);
}

/* libmnl has types but no tables of them: an entry of the policy is turned into its calls. */
static int validate(const struct policy *p, const struct nlattr *nla)
{
	static const enum mnl_attr_data_type integers[9] = {
		[1] = MNL_TYPE_U8, [2] = MNL_TYPE_U16, [4] = MNL_TYPE_U32, [8] = MNL_TYPE_U64
	};
	uint16_t len;

	switch (p->kind) {
	case RANGE:
		len = mnl_attr_get_payload_len(nla);
		if (!p->over && p->min < 8 && integers[p->min] &&
		    !mnl_attr_validate(nla, integers[p->min]))
			return 0;
		/* a structure, or longer than the integer: the kernel takes that, libmnl not */
		return len < p->min || len + p->over > UINT16_MAX ? -ERANGE : 0;
	case NESTED:
		return mnl_attr_validate(nla, MNL_TYPE_NESTED) < 0 ? -errno : 0;
	case STRING:
		if (mnl_attr_validate(nla, MNL_TYPE_STRING) < 0)
			return -errno;
		len = mnl_attr_get_payload_len(nla);
		if (!nla_data(nla)[len - 1])
			len--;
		return len + p->over > UINT16_MAX ? -ERANGE : 0;
	case NUL_STRING:
		if (mnl_attr_validate(nla, MNL_TYPE_NUL_STRING) < 0)
			return -errno;
		return mnl_attr_get_payload_len(nla) - 1 > p->len ? -ERANGE : 0;
	default:
		return 0;
	}
}

/* Validate one attribute and file it: the body of a user's mnl_attr_cb_t. */
static inline int file(struct level *l, const struct table *t, uint64_t *seen,
		       const struct nlattr *nla)
{
	uint32_t type = mnl_attr_get_type(nla);
	int err;

	if (type == 0 || mnl_attr_type_valid(nla, (uint16_t)t->max) < 0)
		return 0;
	err = validate(&t->policy[type], nla);
	if (err)
		return err;
	l->tb[type] = nla;
	*seen |= UINT64_C(1) << type;
	return 0;
}

/*
 * mnl_attr_parse_payload() without its callback (that would cost another call an attribute), and
 * strict about what is left over, which libmnl does not report.
 */
static int parse(struct level *l, uint32_t kind, const void *head, long size)
{
	const struct table *t = &tables[kind];
	const char *end = (const char *)head + size;
	const struct nlattr *nla;
	uint64_t seen = 0;

	for (nla = head; mnl_attr_ok(nla, (int)(end - (const char *)nla));
	     nla = mnl_attr_next(nla)) {
		int err = file(l, t, &seen, nla);

		if (err)
			return err;
	}
	l->seen = seen;
	return end - (const char *)nla > 0 ? -EINVAL : 0;
}

static int parse_nested(struct level *l, uint32_t kind, const struct nlattr *nla)
{
	return parse(l, kind, mnl_attr_get_payload(nla), mnl_attr_get_payload_len(nla));
}

static inline bool has(const struct level *l, uint32_t type)
{
	return l->seen >> type & 1;
}

/* ---- fields into the digest ----------------------------------------------------------------- */

static inline uint64_t fold_u8(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, mnl_attr_get_u8(l->tb[type])) : d;
}

static inline uint64_t fold_u16(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, mnl_attr_get_u16(l->tb[type])) : d;
}

static inline uint64_t fold_u32(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, mnl_attr_get_u32(l->tb[type])) : d;
}

static inline uint64_t fold_u64(uint64_t d, const struct level *l, uint32_t type)
{
	return has(l, type) ? nlattr_field(d, type, mnl_attr_get_u64(l->tb[type])) : d;
}

/* Structures of 8 n bytes. */
static inline uint64_t fold_words(uint64_t d, const struct level *l, uint32_t type, uint32_t n)
{
	if (has(l, type)) {
		const uint8_t *p = mnl_attr_get_payload(l->tb[type]);

		for (uint32_t i = 0; i < n; i++)
			d = nlattr_field(d, type, load64(p + 8 * i));
	}
	return d;
}

/* An address of the family. */
static inline uint64_t fold_addr(uint64_t d, const struct level *l, uint32_t type, bool six)
{
	return six ? fold_words(d, l, type, 2) : fold_u32(d, l, type);
}

/* The string of at most 15 bytes as two integers; returns its length. */
static inline uint32_t name_words(const struct nlattr *nla, uint64_t word[2])
{
	const char *p = mnl_attr_get_str(nla);
	uint32_t n = mnl_attr_get_payload_len(nla);

	if (n && !p[n - 1])
		n--;
	if (n > NLATTR_NAME - 1)
		n = NLATTR_NAME - 1;
	word[0] = word[1] = 0;
	__builtin_memcpy(word, p, n);
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
