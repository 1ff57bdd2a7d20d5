/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, bounds: the operations on the message that is open, one at a time.
 */
#ifndef MEMTAX_BOUNDS_NLATTR_OPS_H
#define MEMTAX_BOUNDS_NLATTR_OPS_H

#include "variants/bounds/nlattr_message.h"

/* The innermost level; there is one from next() to the next next(). */
static struct level *top(struct nlattr_state *s)
{
	span_invariant(s->depth > 0 && s->depth <= NLATTR_DEPTH);
	return &s->level[s->depth - 1];
}

static void open_level(struct nlattr_state *s, uint32_t kind, struct span rest)
{
	struct level *l;

	s->depth++;
	l = top(s);
	l->seen = 0;
	l->kind = kind;
	l->rest = rest;
}

static int op_attr(void *state, uint32_t *type)
{
	struct level *l = top(state);
	struct attr a;
	int err;

	if (!attr_next(&l->rest, &a))
		return l->kind < NLATTR_TABLES && l->rest.n ? -EINVAL : 0;
	*type = a.type;
	if (l->kind < NLATTR_TABLES) {
		err = file(l, &tables[l->kind], &l->seen, &a);
		return err ? err : 1;
	}
	put(l, NLATTR_HERE, a.payload);
	l->here = a.type;
	l->seen = 1;
	return 1;
}

/* The attribute the walk of a list level stands on. */
static int here(void *state, struct attr *a)
{
	const struct level *l = top(state);

	a->type = l->here;
	return find(l, NLATTR_HERE, &a->payload) ? 0 : -ENOENT;
}

static int op_len(void *state, uint32_t type)
{
	struct span s;

	return find(top(state), type, &s) ? (int)s.n : -ENOENT;
}

static int op_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	struct span s, fixed;

	if (!find(top(state), type, &s))
		return -ENOENT;
	if (width > sizeof(*value) || !span_sub(s, 0, width, &fixed))
		return -EINVAL;
	*value = width == 8 ? 0 : load_upto8(fixed);
	return width == 8 && !span_get_u64(fixed, 0, value) ? -EINVAL : 0;
}

static int op_data(void *state, uint32_t type, void *to, uint32_t size)
{
	struct span s, fixed;

	if (!find(top(state), type, &s))
		return -ENOENT;
	return span_sub(s, 0, size, &fixed) && mspan_copy(mspan_of(to, size), fixed) ? 0 : -EINVAL;
}

static int op_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	uint64_t word[2];
	struct span s;
	uint32_t n;

	if (!find(top(state), type, &s))
		return -ENOENT;
	n = name_words(s, word);
	return mspan_copy(mspan_of(to, NLATTR_NAME), span_of(word, sizeof(word))) ? (int)n
										  : -EINVAL;
}

static int op_nest(void *state, uint32_t type, uint32_t kind)
{
	struct nlattr_state *s = state;
	const struct level *l = top(s);
	struct span payload;

	if (!find(l, type, &payload))
		return -ENOENT;
	if (!span_check(s->depth != NLATTR_DEPTH))
		return -E2BIG;
	if (kind == NLATTR_VF && (l->here != IFLA_VF_INFO || !span_check(payload.n >= NLA_HDRLEN)))
		return -EINVAL;
	if (kind == NLATTR_GENEVE && l->here != LWTUNNEL_IP_OPTS_GENEVE)
		return -EINVAL;
	if (kind == NLATTR_ENCAP)
		s->options.len = 0;
	open_level(s, kind, payload);
	return 0;
}

static void op_unnest(void *state)
{
	struct nlattr_state *s = state;

	span_invariant(s->depth > 0);
	s->depth--;
}

static int op_kind(void *state)
{
	struct span s;

	return find(top(state), IFLA_INFO_KIND, &s) ? (int)link_kind(s) : NLATTR_NONE;
}

static int op_family(void *state)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : af_level(a.type);
}

static int op_bridge(void *state, uint64_t *value)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : bridge_item(&a, value);
}

static int op_vf_vlan(void *state, uint64_t value[2])
{
	struct attr a;

	return here(state, &a) ? -ENOENT : vf_vlan_item(&a, value);
}

static int op_metric(void *state, uint32_t *value)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : metric_item(state, &a, value);
}

static int op_nexthop(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;
	struct level *l = top(s);
	int more = nexthop_next(&l->rest, s->family == NLATTR_AF_INET6, value);

	return more || !l->rest.n ? more : -EINVAL;
}

static int op_option(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;

	return option_item(s, top(s), value);
}

#endif
