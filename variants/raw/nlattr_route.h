/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWROUTE, raw: net/ipv4/metrics.c, fib_semantics.c and tunnel options as in
 * net/sched/cls_flower.c, as they were before the fixes named at each place.
 */
#ifndef MEMTAX_RAW_NLATTR_ROUTE_H
#define MEMTAX_RAW_NLATTR_ROUTE_H

#include "variants/raw/nlattr_attr.h"

/* One metric: ip_metrics_convert(). Returns its number, 0 if it is none of ours. */
static inline int metric_item(struct nlattr_state *s, const struct nlattr *nla, uint32_t *value)
{
	uint32_t type = nla_type(nla);

	*value = 0;
	if (type == 0 || type == RTAX_CC_ALGO)
		return 0;
	if (type > RTAX_MAX)
		return -EINVAL;
	/* pre-fix 5b5e7a0de2bb: length not looked at */
	*value = load32(nla_data(nla));
	s->metrics[type - 1] = *value;
	return (int)type;
}

static int metrics(struct nlattr_state *s, uint64_t *digest, const struct nlattr *list)
{
	const struct nlattr *nla = (const void *)nla_data(list);
	long rem = nla_len(list);
	uint32_t value;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		int type = metric_item(s, nla, &value);

		if (type < 0)
			return type;
		if (type)
			*digest = nlattr_field(*digest, (uint32_t)type, value);
	}
	return 0;
}

/* One nexthop: fib_get_nhs(). `value` starts from 0 for each. */
static inline int nexthop_item(const struct rtnexthop *nh, bool six, uint64_t *value)
{
	const struct nlattr *nla = (const void *)(nh + 1);
	long rem = nh->rtnh_len - (long)sizeof(*nh);
	const struct nlattr *gateway = NULL, *flow = NULL, *encap = NULL;
	uint64_t d;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		uint32_t type = nla_type(nla);

		if (type == RTA_GATEWAY && !gateway)
			gateway = nla;
		else if (type == RTA_FLOW && !flow)
			flow = nla;
		else if (type == RTA_ENCAP_TYPE && !encap)
			encap = nla;
	}
	d = nlattr_fold(0, (uint64_t)nh->rtnh_flags << 40 | (uint64_t)nh->rtnh_hops << 32 |
				   (uint32_t)nh->rtnh_ifindex);
	/* pre-fix 7a3429bace0e, 4619bcf91399, 664b9c4b7392, 8bda81a4d400: no lengths */
	if (gateway) {
		d = nlattr_field(d, RTA_GATEWAY,
				 six ? load64(nla_data(gateway)) : load32(nla_data(gateway)));
		if (six)
			d = nlattr_fold(d, load64(nla_data(gateway) + 8));
	}
	if (flow)
		d = nlattr_field(d, RTA_FLOW, load32(nla_data(flow)));
	if (encap)
		d = nlattr_field(d, RTA_ENCAP_TYPE, load16(nla_data(encap)));
	*value = d;
	return 0;
}

static inline bool rtnh_ok(const struct rtnexthop *nh, long rem)
{
	return rem >= (long)sizeof(*nh) && nh->rtnh_len >= sizeof(*nh) && nh->rtnh_len <= rem;
}

static int nexthops(uint64_t *digest, const struct nlattr *list, bool six)
{
	const struct rtnexthop *nh = (const void *)nla_data(list);
	long rem = nla_len(list);
	uint64_t value;

	while (rtnh_ok(nh, rem)) {
		int total = NLA_ALIGN(nh->rtnh_len);
		int err = nexthop_item(nh, six, &value);

		if (err)
			return err;
		*digest = nlattr_fold(*digest, value);
		rem -= total;
		nh = (const void *)((const uint8_t *)nh + total);
	}
	return rem > 0 ? -EINVAL : 0;
}

/* One option, filed in `l`: fl_set_geneve_opt(). */
static inline int option_item(struct nlattr_state *s, const struct level *l, uint64_t *value)
{
	struct options *o = &s->options;
	const struct nlattr *data;
	uint8_t *opt;
	int len;

	if (!has(l, LWTUNNEL_IP_OPT_GENEVE_CLASS) || !has(l, LWTUNNEL_IP_OPT_GENEVE_TYPE) ||
	    !has(l, LWTUNNEL_IP_OPT_GENEVE_DATA))
		return -EINVAL;
	data = l->tb[LWTUNNEL_IP_OPT_GENEVE_DATA];
	/*
	 * pre-fix 4d56304e5827 (CVE-2023-35788): the four bytes of header go in before anybody asks
	 * whether they fit; with o->len at 252 the fourth of them is o->len itself.
	 */
	opt = (uint8_t *)o + o->len;
	__builtin_memcpy(opt, nla_data(l->tb[LWTUNNEL_IP_OPT_GENEVE_CLASS]), 2);
	opt[2] = *nla_data(l->tb[LWTUNNEL_IP_OPT_GENEVE_TYPE]);
	opt[3] = 0;
	len = nla_len(data);
	if (len < 4 || len % 4)
		return -ERANGE;
	if (o->len + 4 + len > NLATTR_OPTIONS_MAX)
		return -ERANGE;
	opt[3] = (uint8_t)(len / 4);
	__builtin_memcpy(opt + 4, nla_data(data), (size_t)len);
	o->len = (uint8_t)(o->len + 4 + len);
	*value = (uint64_t)load32(opt) << 32 | load32(opt + len);
	return 0;
}

static int encap(struct nlattr_state *s, uint64_t *digest, struct level *l,
		 const struct nlattr *nla)
{
	const struct nlattr *opt;
	uint64_t d = *digest, value;
	long rem;
	int err = parse_nested(l, NLATTR_ENCAP, nla);

	if (err)
		return err;
	d = fold_u64(d, l, LWTUNNEL_IP_ID);
	d = fold_u32(d, l, LWTUNNEL_IP_DST);
	d = fold_u32(d, l, LWTUNNEL_IP_SRC);
	d = fold_u8(d, l, LWTUNNEL_IP_TTL);
	s->options.len = 0;
	if (has(l, LWTUNNEL_IP_OPTS)) {
		opt = (const void *)nla_data(l->tb[LWTUNNEL_IP_OPTS]);
		rem = nla_len(l->tb[LWTUNNEL_IP_OPTS]);
		for (; nla_ok(opt, rem); opt = nla_next(opt, &rem)) {
			if (nla_type(opt) != LWTUNNEL_IP_OPTS_GENEVE)
				return -EINVAL;
			err = parse_nested(l + 1, NLATTR_GENEVE, opt);
			if (!err)
				err = option_item(s, l + 1, &value);
			if (err)
				return err;
			d = nlattr_fold(d, value);
		}
	}
	*digest = d;
	return 0;
}

static int route_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	bool six = m->level == NLATTR_ROUTE6;
	struct level *l = &s->level[0];
	uint64_t d = *digest;
	int err = 0;

	d = fold_addr(d, l, RTA_DST, six);
	d = fold_addr(d, l, RTA_GATEWAY, six);
	d = fold_addr(d, l, RTA_PREFSRC, six);
	d = fold_u32(d, l, RTA_OIF);
	d = fold_u32(d, l, RTA_PRIORITY);
	d = fold_u32(d, l, RTA_TABLE);
	d = fold_u32(d, l, RTA_MARK);
	d = fold_u8(d, l, RTA_PREF);
	d = fold_words(d, l, RTA_CACHEINFO, 1);
	*digest = d;
	if (has(l, RTA_METRICS))
		err = metrics(s, digest, l->tb[RTA_METRICS]);
	if (!err && has(l, RTA_MULTIPATH))
		err = nexthops(digest, l->tb[RTA_MULTIPATH], six);
	if (!err && has(l, RTA_ENCAP) && has(l, RTA_ENCAP_TYPE) &&
	    load16(nla_data(l->tb[RTA_ENCAP_TYPE])) == LWTUNNEL_ENCAP_IP)
		err = encap(s, digest, l + 1, l->tb[RTA_ENCAP]);
	return err;
}

#endif
