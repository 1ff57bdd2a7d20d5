/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, raw: the operations on the message that is open, one at a time.
 */
#ifndef MEMTAX_RAW_NLATTR_OPS_H
#define MEMTAX_RAW_NLATTR_OPS_H

#include "variants/raw/nlattr_message.h"

static struct level *top(struct nlattr_state *s)
{
	return &s->level[s->depth - 1];
}

static void open_level(struct nlattr_state *s, uint32_t kind, const void *head, long rem)
{
	struct level *l = &s->level[s->depth++];

	l->seen = 0;
	l->kind = kind;
	l->at = head;
	l->rem = rem;
}

static int op_attr(void *state, uint32_t *type)
{
	struct level *l = top(state);
	const struct nlattr *nla = l->at;
	int err;

	if (!nla_ok(nla, l->rem))
		return l->kind < NLATTR_TABLES && l->rem > 0 ? -EINVAL : 0;
	*type = nla_type(nla);
	l->at = nla_next(nla, &l->rem);
	if (l->kind < NLATTR_TABLES) {
		err = file(l, &tables[l->kind], &l->seen, nla);
		return err ? err : 1;
	}
	l->tb[NLATTR_HERE] = nla;
	l->seen = 1;
	return 1;
}

static int op_len(void *state, uint32_t type)
{
	const struct level *l = top(state);

	return has(l, type) ? nla_len(l->tb[type]) : -ENOENT;
}

static int op_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	const struct level *l = top(state);
	const uint8_t *p;

	if (!has(l, type))
		return -ENOENT;
	p = nla_data(l->tb[type]);
	*value = width == 8 ? load64(p) : width == 4 ? load32(p) : width == 2 ? load16(p) : *p;
	return 0;
}

static int op_data(void *state, uint32_t type, void *to, uint32_t size)
{
	const struct level *l = top(state);

	if (!has(l, type))
		return -ENOENT;
	__builtin_memcpy(to, nla_data(l->tb[type]), size);
	return 0;
}

static int op_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	const struct level *l = top(state);
	uint64_t word[2];
	uint32_t n;

	if (!has(l, type))
		return -ENOENT;
	n = name_words(l->tb[type], word);
	__builtin_memcpy(to, word, sizeof(word));
	return (int)n;
}

static int op_nest(void *state, uint32_t type, uint32_t kind)
{
	struct nlattr_state *s = state;
	const struct level *l = top(s);
	const struct nlattr *nla;

	if (!has(l, type))
		return -ENOENT;
	if (s->depth == NLATTR_DEPTH)
		return -E2BIG;
	nla = l->tb[type];
	if (kind == NLATTR_VF && (nla_type(nla) != IFLA_VF_INFO || nla_len(nla) < NLA_HDRLEN))
		return -EINVAL;
	if (kind == NLATTR_GENEVE && nla_type(nla) != LWTUNNEL_IP_OPTS_GENEVE)
		return -EINVAL;
	if (kind == NLATTR_ENCAP)
		s->options.len = 0;
	open_level(s, kind, nla_data(nla), nla_len(nla));
	return 0;
}

static void op_unnest(void *state)
{
	struct nlattr_state *s = state;

	s->depth--;
}

static int op_kind(void *state)
{
	const struct level *l = top(state);

	return has(l, IFLA_INFO_KIND) ? (int)link_kind(l->tb[IFLA_INFO_KIND]) : NLATTR_NONE;
}

static int op_family(void *state)
{
	return af_level(nla_type(top(state)->tb[NLATTR_HERE]));
}

static int op_bridge(void *state, uint64_t *value)
{
	return bridge_item(top(state)->tb[NLATTR_HERE], value);
}

static int op_vf_vlan(void *state, uint64_t value[2])
{
	return vf_vlan_item(top(state)->tb[NLATTR_HERE], value);
}

static int op_metric(void *state, uint32_t *value)
{
	return metric_item(state, top(state)->tb[NLATTR_HERE], value);
}

static int op_nexthop(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;
	struct level *l = top(s);
	const struct rtnexthop *nh = (const void *)l->at;
	int err, total;

	if (!rtnh_ok(nh, l->rem))
		return l->rem > 0 ? -EINVAL : 0;
	total = NLA_ALIGN(nh->rtnh_len);
	err = nexthop_item(nh, s->family == NLATTR_AF_INET6, value);
	l->rem -= total;
	l->at = (const void *)((const uint8_t *)nh + total);
	return err ? err : 1;
}

static int op_option(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;

	return option_item(s, top(s), value);
}

#endif
