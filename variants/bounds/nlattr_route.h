/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWROUTE, bounds: net/ipv4/metrics.c, fib_semantics.c and tunnel options as in
 * net/sched/cls_flower.c.
 */
#ifndef MEMTAX_BOUNDS_NLATTR_ROUTE_H
#define MEMTAX_BOUNDS_NLATTR_ROUTE_H

#include "variants/bounds/nlattr_attr.h"

/* One metric: ip_metrics_convert(). Returns its number, 0 if it is none of ours. */
static inline int metric_item(struct nlattr_state *s, const struct attr *a, uint32_t *value)
{
	*value = 0;
	if (a->type == 0 || a->type == RTAX_CC_ALGO)
		return 0;
	if (!span_check(a->type <= RTAX_MAX) || !span_get_u32(a->payload, 0, value))
		return -EINVAL;
	s->metrics[span_index(a->type - 1, RTAX_MAX)] = *value; /* 1 .. RTAX_MAX */
	return (int)a->type;
}

static int metrics(struct nlattr_state *s, uint64_t *digest, struct span rest)
{
	struct attr a;
	uint32_t value;

	while (attr_next(&rest, &a)) {
		int type = metric_item(s, &a, &value);

		if (type < 0)
			return type;
		if (type)
			*digest = nlattr_field(*digest, (uint32_t)type, value);
	}
	return 0;
}

/* The gateway of a nexthop into its digest. */
static inline bool fold_gateway(uint64_t *d, struct span s, bool six)
{
	uint32_t four;
	uint64_t high, low;

	if (!six) {
		if (!span_get_u32(s, 0, &four))
			return false;
		*d = nlattr_field(*d, RTA_GATEWAY, four);
		return true;
	}
	if (!span_get_u64(s, 8, &high) || !span_get_u64(s, 0, &low))
		return false;
	*d = nlattr_fold(nlattr_field(*d, RTA_GATEWAY, low), high);
	return true;
}

/*
 * One nexthop: fib_get_nhs(). Splits it off; 1 with its digest, 0 if `rest` does not begin with one
 * (rtnh_ok()).
 */
static inline int nexthop_next(struct span *rest, bool six, uint64_t *value)
{
	bool has_gateway = false, has_flow = false, has_encap = false;
	struct span header, attrs, gateway, flow, encap;
	struct attr a;
	uint64_t d;
	uint32_t ifindex, v;
	uint16_t len, v16;
	uint8_t flags, hops;

	if (!span_sub(*rest, 0, sizeof(struct rtnexthop), &header) ||
	    !span_get_u16(header, 0, &len) || !span_get_u8(header, 2, &flags) ||
	    !span_get_u8(header, 3, &hops) || !span_get_u32(header, 4, &ifindex) ||
	    len < header.n || !span_sub(*rest, header.n, len - header.n, &attrs))
		return 0;
	if (!span_skip(rest, NLA_ALIGN((size_t)len)))
		*rest = span_empty();
	gateway = flow = encap = span_empty();
	while (attr_next(&attrs, &a)) {
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
	d = nlattr_fold(0, (uint64_t)flags << 40 | (uint64_t)hops << 32 | ifindex);
	if (has_gateway && !fold_gateway(&d, gateway, six))
		return -EINVAL;
	if (has_flow) {
		if (!span_get_u32(flow, 0, &v))
			return -EINVAL;
		d = nlattr_field(d, RTA_FLOW, v);
	}
	if (has_encap) {
		if (!span_get_u16(encap, 0, &v16))
			return -EINVAL;
		d = nlattr_field(d, RTA_ENCAP_TYPE, v16);
	}
	*value = d;
	return 1;
}

static int nexthops(uint64_t *digest, struct span rest, bool six)
{
	uint64_t value;
	int more;

	while ((more = nexthop_next(&rest, six, &value)) > 0)
		*digest = nlattr_fold(*digest, value);
	return more < 0 ? more : rest.n ? -EINVAL : 0;
}

/* One option, filed in `l`: fl_set_geneve_opt(). */
static inline int option_item(struct nlattr_state *s, const struct level *l, uint64_t *value)
{
	struct options *o = &s->options;
	struct mspan opt, room = mspan_of(o->data, sizeof(o->data));
	struct span data, payload;
	uint32_t tail;
	uint16_t class;
	uint8_t type;

	if (!find(l, LWTUNNEL_IP_OPT_GENEVE_CLASS, &payload) || !span_get_u16(payload, 0, &class) ||
	    !find(l, LWTUNNEL_IP_OPT_GENEVE_TYPE, &payload) || !span_get_u8(payload, 0, &type) ||
	    !find(l, LWTUNNEL_IP_OPT_GENEVE_DATA, &data))
		return -EINVAL;
	if (data.n % 4 || !span_get_u32(data, data.n - 4, &tail))
		return -ERANGE;
	/* all of it is asked for before any of it is written */
	if (!mspan_sub(room, o->len, 4 + data.n, &opt) || !mspan_put_u16(opt, 0, class) ||
	    !mspan_put_u8(opt, 2, type) || !mspan_put_u8(opt, 3, (uint8_t)(data.n / 4)) ||
	    !mspan_skip(&opt, 4) || !mspan_copy(opt, data))
		return -ERANGE;
	*value = (class | (uint64_t)type << 16 | (uint64_t)(data.n / 4) << 24) << 32 | tail;
	o->len = (uint8_t)(o->len + 4 + data.n);
	return 0;
}

static int encap(struct nlattr_state *s, uint64_t *digest, struct level *l, struct span payload)
{
	struct span rest;
	struct attr a;
	uint64_t d = *digest, value;
	int err = parse(l, NLATTR_ENCAP, payload);

	if (err)
		return err;
	d = fold_u64(d, l, LWTUNNEL_IP_ID, &err);
	d = fold_u32(d, l, LWTUNNEL_IP_DST, &err);
	d = fold_u32(d, l, LWTUNNEL_IP_SRC, &err);
	d = fold_u8(d, l, LWTUNNEL_IP_TTL, &err);
	s->options.len = 0;
	if (!err && find(l, LWTUNNEL_IP_OPTS, &rest)) {
		while (attr_next(&rest, &a)) {
			if (a.type != LWTUNNEL_IP_OPTS_GENEVE)
				return -EINVAL;
			err = parse(l + 1, NLATTR_GENEVE, a.payload);
			if (!err)
				err = option_item(s, l + 1, &value);
			if (err)
				return err;
			d = nlattr_fold(d, value);
		}
	}
	*digest = d;
	return err;
}

static int route_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	bool six = m->level == NLATTR_ROUTE6;
	struct level *l = &s->level[0];
	struct span payload, type;
	uint64_t d = *digest;
	uint16_t encap_type;
	int err = 0;

	d = fold_addr(d, l, RTA_DST, six, &err);
	d = fold_addr(d, l, RTA_GATEWAY, six, &err);
	d = fold_addr(d, l, RTA_PREFSRC, six, &err);
	d = fold_u32(d, l, RTA_OIF, &err);
	d = fold_u32(d, l, RTA_PRIORITY, &err);
	d = fold_u32(d, l, RTA_TABLE, &err);
	d = fold_u32(d, l, RTA_MARK, &err);
	d = fold_u8(d, l, RTA_PREF, &err);
	d = fold_words(d, l, RTA_CACHEINFO, 1, &err);
	*digest = d;
	if (!err && find(l, RTA_METRICS, &payload))
		err = metrics(s, digest, payload);
	if (!err && find(l, RTA_MULTIPATH, &payload))
		err = nexthops(digest, payload, six);
	if (!err && find(l, RTA_ENCAP, &payload) && find(l, RTA_ENCAP_TYPE, &type) &&
	    span_get_u16(type, 0, &encap_type) && encap_type == LWTUNNEL_ENCAP_IP)
		err = encap(s, digest, l + 1, payload);
	return err;
}

#endif
