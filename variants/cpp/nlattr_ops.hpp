/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, C++: the operations on the message that is open, one at a time.
 */
#ifndef MEMTAX_CPP_NLATTR_OPS_HPP
#define MEMTAX_CPP_NLATTR_OPS_HPP

#include "variants/cpp/nlattr_message.hpp"

static nlattr_state &of(void *state)
{
	return *static_cast<nlattr_state *>(state);
}

/*
 * The innermost level; there is one from next() to the next next(). Where there is none, the index
 * is none of the array's.
 */
static level &top(nlattr_state &s)
{
	return s.level[s.open.depth - 1];
}

static void open_level(nlattr_state &s, uint32_t kind, bytes rest)
{
	s.open.depth++;
	level &l = top(s);
	l.seen = 0;
	l.kind = kind;
	l.rest = rest;
}

static int op_attr(void *state, uint32_t *type)
{
	level &l = top(of(state));
	bytes rest = l.rest;
	attr a;

	if (!attr_at(rest, a))
		return l.kind < NLATTR_TABLES && !rest.empty() ? -EINVAL : 0;
	attr_skip(rest, a);
	l.rest = rest;
	*type = a.type;
	if (l.kind < NLATTR_TABLES) {
		const table policy = tables[l.kind];
		const error err = file(tb_of(l, policy), policy, l.seen, a);

		return err ? err.code() : 1;
	}
	l.tb[NLATTR_HERE] = a.payload;
	l.here = a.type;
	l.seen = 1;
	return 1;
}

/* The attribute the walk of a list level stands on. */
[[nodiscard]] static error here(void *state, attr &a)
{
	const level &l = top(of(state));

	if (!has(l, NLATTR_HERE))
		return -ENOENT;
	a = { l.here, payload(l, NLATTR_HERE) };
	return 0;
}

static int op_len(void *state, uint32_t type)
{
	const level &l = top(of(state));

	return has(l, type) ? static_cast<int>(payload(l, type).size()) : -ENOENT;
}

template <typename T> inline int get_integer(bytes s, uint64_t *value)
{
	if (s.size() < sizeof(T))
		return -EINVAL;
	*value = front<T>(s);
	return 0;
}

static int op_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	const level &l = top(of(state));

	if (!has(l, type))
		return -ENOENT;
	const bytes s = payload(l, type);
	return width == 8   ? get_integer<uint64_t>(s, value)
	       : width == 4 ? get_integer<uint32_t>(s, value)
	       : width == 2 ? get_integer<uint16_t>(s, value)
			    : get_integer<uint8_t>(s, value);
}

static int op_data(void *state, uint32_t type, void *to, uint32_t size)
{
	const level &l = top(of(state));

	if (!has(l, type))
		return -ENOENT;
	const bytes s = payload(l, type);
	if (size > s.size())
		return -EINVAL;
	copy({ static_cast<uint8_t *>(to), size }, s.first(size));
	return 0;
}

static int op_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	const level &l = top(of(state));

	if (!has(l, type))
		return -ENOENT;
	const name n = name_words(payload(l, type));
	std::memcpy(to, n.word, sizeof(n.word));
	return static_cast<int>(n.len);
}

static int op_nest(void *state, uint32_t type, uint32_t kind)
{
	nlattr_state &s = of(state);
	const level &l = top(s);

	if (!has(l, type))
		return -ENOENT;
	if (s.open.depth == NLATTR_DEPTH)
		return -E2BIG;
	const bytes nested = payload(l, type);
	if (kind == NLATTR_VF && (l.here != IFLA_VF_INFO || nested.size() < NLA_HDRLEN))
		return -EINVAL;
	if (kind == NLATTR_GENEVE && l.here != LWTUNNEL_IP_OPTS_GENEVE)
		return -EINVAL;
	if (kind == NLATTR_ENCAP)
		s.options.len = 0;
	open_level(s, kind, nested);
	return 0;
}

static void op_unnest(void *state)
{
	nlattr_state &s = of(state);

	invariant(s.open.depth > 0);
	s.open.depth--;
}

static int op_kind(void *state)
{
	const level &l = top(of(state));

	return has(l, IFLA_INFO_KIND) ? static_cast<int>(link_kind(payload(l, IFLA_INFO_KIND)))
				      : NLATTR_NONE;
}

static int op_family(void *state)
{
	attr a;

	if (const error err = here(state, a))
		return err.code();
	return af_level(a.type);
}

static int op_bridge(void *state, uint64_t *value)
{
	attr a;

	if (const error err = here(state, a))
		return err.code();
	return bridge_item(a, *value).code();
}

static int op_vf_vlan(void *state, uint64_t value[2])
{
	attr a;

	if (const error err = here(state, a))
		return err.code();
	return vf_vlan_item(a, value).code();
}

static int op_metric(void *state, uint32_t *value)
{
	attr a;

	if (const error err = here(state, a))
		return err.code();
	return metric_item(of(state), a, *value);
}

static int op_nexthop(void *state, uint64_t *value)
{
	nlattr_state &s = of(state);
	level &l = top(s);
	const int more = nexthop_next(l.rest, s.open.family == NLATTR_AF_INET6, *value);

	return more || l.rest.empty() ? more : -EINVAL;
}

static int op_option(void *state, uint64_t *value)
{
	nlattr_state &s = of(state);

	return option_item(s.options, top(s), *value).code();
}

#endif
