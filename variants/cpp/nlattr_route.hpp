/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWROUTE, C++: net/ipv4/metrics.c, fib_semantics.c and tunnel options as in
 * net/sched/cls_flower.c.
 */
#ifndef MEMTAX_CPP_NLATTR_ROUTE_HPP
#define MEMTAX_CPP_NLATTR_ROUTE_HPP

#include "variants/cpp/nlattr_attr.hpp"

/* One metric: ip_metrics_convert(). Returns its number, 0 if it is none of ours. */
[[nodiscard]] static inline int metric_item(nlattr_state &s, const attr &a, uint32_t &value)
{
	value = 0;
	if (a.type == 0 || a.type == RTAX_CC_ALGO)
		return 0;
	const size_t i = a.type - 1;
	if (i >= s.metrics.size() || a.payload.size() < sizeof(value))
		return -EINVAL;
	value = front<uint32_t>(a.payload);
	s.metrics[i] = value;
	return static_cast<int>(a.type);
}

static error metrics(nlattr_state &s, uint64_t &digest, bytes rest)
{
	uint32_t value;

	for (const attr &a : attributes(rest)) {
		const int type = metric_item(s, a, value);

		if (type < 0)
			return type;
		if (type)
			digest = nlattr_field(digest, static_cast<uint32_t>(type), value);
	}
	return 0;
}

/* The gateway of a nexthop into its digest. */
static inline error fold_gateway(uint64_t &d, bytes s, bool six)
{
	if (!six) {
		if (s.size() < sizeof(uint32_t))
			return -EINVAL;
		d = nlattr_field(d, RTA_GATEWAY, front<uint32_t>(s));
		return 0;
	}
	if (s.size() < 16)
		return -EINVAL;
	const auto address = s.first<16>();
	d = nlattr_field(d, RTA_GATEWAY, field<uint64_t, 0>(address));
	d = nlattr_fold(d, field<uint64_t, 8>(address));
	return 0;
}

/*
 * One nexthop: fib_get_nhs(). Splits it off; 1 with its digest, 0 if `rest` does not begin with one
 * (rtnh_ok()).
 */
[[nodiscard]] static inline int nexthop_next(bytes &rest, bool six, uint64_t &value)
{
	bool has_gateway = false, has_flow = false, has_encap = false;
	bytes gateway, flow, encap;

	if (rest.size() < sizeof(rtnexthop))
		return 0;
	const auto header = rest.first<sizeof(rtnexthop)>();
	const size_t len = field<uint16_t, 0>(header);
	if (len < header.size() || len > rest.size())
		return 0;
	bytes attrs = rest.first(len).subspan(header.size());
	rest = rest_of(rest, NLA_ALIGN(len));
	for (const attr &a : attributes(attrs)) {
		if (a.type == RTA_GATEWAY && !has_gateway) {
			gateway = a.payload;
			has_gateway = true;
		} else if (a.type == RTA_FLOW && !has_flow) {
			flow = a.payload;
			has_flow = true;
		} else if (a.type == RTA_ENCAP_TYPE && !has_encap) {
			encap = a.payload;
			has_encap = true;
		}
	}
	const uint64_t flags = field<uint8_t, 2>(header), hops = field<uint8_t, 3>(header);
	uint64_t d = nlattr_fold(0, flags << 40 | hops << 32 | field<uint32_t, 4>(header));

	if (has_gateway && fold_gateway(d, gateway, six))
		return -EINVAL;
	if (has_flow) {
		if (flow.size() < sizeof(uint32_t))
			return -EINVAL;
		d = nlattr_field(d, RTA_FLOW, front<uint32_t>(flow));
	}
	if (has_encap) {
		if (encap.size() < sizeof(uint16_t))
			return -EINVAL;
		d = nlattr_field(d, RTA_ENCAP_TYPE, front<uint16_t>(encap));
	}
	value = d;
	return 1;
}

static error nexthops(uint64_t &digest, bytes rest, bool six)
{
	uint64_t value;
	int more;

	while ((more = nexthop_next(rest, six, value)) > 0)
		digest = nlattr_fold(digest, value);
	return more < 0 ? more : rest.empty() ? 0 : -EINVAL;
}

/* One option, filed in `l`: fl_set_geneve_opt(). */
static inline error option_item(options &o, const level &l, uint64_t &value)
{
	if (!has(l, LWTUNNEL_IP_OPT_GENEVE_CLASS) || !has(l, LWTUNNEL_IP_OPT_GENEVE_TYPE) ||
	    !has(l, LWTUNNEL_IP_OPT_GENEVE_DATA))
		return -EINVAL;
	const bytes opt_class = payload(l, LWTUNNEL_IP_OPT_GENEVE_CLASS),
		    type = payload(l, LWTUNNEL_IP_OPT_GENEVE_TYPE),
		    data = payload(l, LWTUNNEL_IP_OPT_GENEVE_DATA);
	if (opt_class.size() < 2 || type.empty())
		return -EINVAL;
	if (data.size() < 4 || data.size() % 4)
		return -ERANGE;
	const std::span<uint8_t> room = std::span(o.data).subspan(o.len);
	/* all of it is asked for before any of it is written */
	if (room.size() < 4 || room.size() - 4 < data.size())
		return -ERANGE;
	const uint8_t words = static_cast<uint8_t>(data.size() / 4);
	const std::array<uint8_t, 4> header = { opt_class[0], opt_class[1], type[0], words };

	copy(room.first(4), header);
	copy(room.subspan(4), data);
	o.len = static_cast<uint8_t>(o.len + 4 + data.size());
	value = static_cast<uint64_t>(load<uint32_t>(header)) << 32 |
		load<uint32_t>(data.last<4>());
	return 0;
}

static error encap(nlattr_state &s, uint64_t &digest, levels<3> inner, bytes nested)
{
	level &l = inner[0], &geneve = inner[1];
	uint64_t d = digest, value;
	error err = parse(l, NLATTR_ENCAP, nested);

	if (err)
		return err;
	d = fold<uint64_t>(d, l, LWTUNNEL_IP_ID, err);
	d = fold<uint32_t>(d, l, LWTUNNEL_IP_DST, err);
	d = fold<uint32_t>(d, l, LWTUNNEL_IP_SRC, err);
	d = fold<uint8_t>(d, l, LWTUNNEL_IP_TTL, err);
	s.options.len = 0;
	if (!err && has(l, LWTUNNEL_IP_OPTS)) {
		bytes rest = payload(l, LWTUNNEL_IP_OPTS);

		for (const attr &a : attributes(rest)) {
			if (a.type != LWTUNNEL_IP_OPTS_GENEVE)
				return -EINVAL;
			err = parse(geneve, NLATTR_GENEVE, a.payload);
			if (!err)
				err = option_item(s.options, geneve, value);
			if (err)
				return err;
			d = nlattr_fold(d, value);
		}
	}
	digest = d;
	return err;
}

static error route_message(nlattr_state &s, const nlattr_message &m, uint64_t &digest)
{
	const levels<NLATTR_DEPTH> all(s.level);
	const bool six = m.level == NLATTR_ROUTE6;
	const level &l = all[0];
	uint64_t d = digest;
	error err;

	d = fold_addr(d, l, RTA_DST, six, err);
	d = fold_addr(d, l, RTA_GATEWAY, six, err);
	d = fold_addr(d, l, RTA_PREFSRC, six, err);
	d = fold<uint32_t>(d, l, RTA_OIF, err);
	d = fold<uint32_t>(d, l, RTA_PRIORITY, err);
	d = fold<uint32_t>(d, l, RTA_TABLE, err);
	d = fold<uint32_t>(d, l, RTA_MARK, err);
	d = fold<uint8_t>(d, l, RTA_PREF, err);
	d = fold_words<1>(d, l, RTA_CACHEINFO, err);
	digest = d;
	if (!err && has(l, RTA_METRICS))
		err = metrics(s, digest, payload(l, RTA_METRICS));
	if (!err && has(l, RTA_MULTIPATH))
		err = nexthops(digest, payload(l, RTA_MULTIPATH), six);
	if (err || !has(l, RTA_ENCAP) || !has(l, RTA_ENCAP_TYPE))
		return err;
	const bytes type = payload(l, RTA_ENCAP_TYPE);
	if (type.size() >= sizeof(uint16_t) && front<uint16_t>(type) == LWTUNNEL_ENCAP_IP)
		err = encap(s, digest, all.subspan<1>(), payload(l, RTA_ENCAP));
	return err;
}

#endif
