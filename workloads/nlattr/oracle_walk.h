/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How the oracle finds an attribute, and what it does with a field. Slow and obvious. */
#ifndef MEMTAX_NLATTR_ORACLE_WALK_H
#define MEMTAX_NLATTR_ORACLE_WALK_H

#include <stdbool.h>
#include <string.h>

#include "workloads/nlattr/internal.h"

struct bytes {
	const uint8_t *p;
	size_t n;
};

struct item {
	unsigned type;
	struct bytes payload;
};

struct oracle {
	uint64_t ops;
	uint64_t digest; /* of the fields of one message */
	size_t option_bytes;
};

static inline uint64_t number(struct bytes b, size_t off, size_t width)
{
	uint64_t v = 0;

	for (size_t i = 0; i < width; i++)
		v |= (uint64_t)b.p[off + i] << 8 * i;
	return v;
}

/* Step over one attribute; false when what is left does not begin with one. */
static inline bool step(struct bytes *rest, struct item *item)
{
	size_t len, total;

	if (rest->n < 4)
		return false;
	len = number(*rest, 0, 2);
	if (len < 4 || len > rest->n)
		return false;
	item->type = number(*rest, 2, 2) & 0x3fff;
	item->payload = (struct bytes){ rest->p + 4, len - 4 };
	total = (len + 3) / 4 * 4;
	if (total > rest->n)
		total = rest->n;
	*rest = (struct bytes){ rest->p + total, rest->n - total };
	return true;
}

/* Walk a table level: every attribute obeys its rule, nothing is left over. */
static inline int table(struct oracle *o, enum nlattr_level level, struct bytes all)
{
	struct item item;

	while (step(&all, &item)) {
		int err;

		o->ops++;
		if (item.type == 0 || item.type > nlattr_rule_max(level))
			continue;
		err = nlattr_rule(level, item.type, item.payload.p, item.payload.n);
		if (err)
			return err;
	}
	return all.n ? -EINVAL : 0;
}

/* The last attribute of a type in a level: what tb[type] points to in the end. */
static inline bool find(struct bytes all, unsigned type, struct bytes *payload)
{
	struct item item;
	bool found = false;

	while (step(&all, &item))
		if (item.type == type) {
			*payload = item.payload;
			found = true;
		}
	return found;
}

/* ---- fields --------------------------------------------------------------------------------- */

static inline void fold(struct oracle *o, uint64_t value)
{
	o->digest = nlattr_fold(o->digest, value);
}

static inline void field(struct oracle *o, unsigned type, uint64_t value)
{
	o->digest = nlattr_field(o->digest, type, value);
}

/* An integer if it is there; rules made sure of its size. */
static inline void integer(struct oracle *o, struct bytes all, unsigned type, size_t width)
{
	struct bytes b;

	if (find(all, type, &b))
		field(o, type, number(b, 0, width));
}

static inline void words(struct oracle *o, struct bytes all, unsigned type, size_t n)
{
	struct bytes b;

	if (find(all, type, &b))
		for (size_t i = 0; i < n; i++)
			field(o, type, number(b, 8 * i, 8));
}

static inline void address(struct oracle *o, struct bytes all, unsigned type, bool six)
{
	if (six)
		words(o, all, type, 2);
	else
		integer(o, all, type, 4);
}

static inline void name(struct oracle *o, struct bytes all, unsigned type)
{
	uint8_t text[16] = { 0 };
	struct bytes b;

	if (!find(all, type, &b))
		return;
	if (b.n && b.p[b.n - 1] == 0)
		b.n--;
	memcpy(text, b.p, b.n < 15 ? b.n : 15);
	field(o, type, number((struct bytes){ text, 16 }, 0, 8));
	fold(o, number((struct bytes){ text, 16 }, 8, 8));
}

#endif
