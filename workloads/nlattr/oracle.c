// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The oracle: what a receiver with every fix does, written for being read. It knows levels and
 * fields as rows of text-like tables and finds every attribute by walking from the start.
 */
#include "workloads/nlattr/oracle_walk.h"

static enum nlattr_level kind_of(struct bytes b)
{
	static const struct {
		const char *name;
		enum nlattr_level level;
	} kinds[] = { { "vlan", NLATTR_VLAN },
		      { "bridge", NLATTR_BRIDGE },
		      { "rmnet", NLATTR_RMNET } };
	size_t n = 0;

	while (n < b.n && b.p[n])
		n++;
	for (size_t i = 0; i < 3; i++)
		if (n == strlen(kinds[i].name) && !memcmp(b.p, kinds[i].name, n))
			return kinds[i].level;
	return NLATTR_NONE;
}

static int link_info(struct oracle *o, struct bytes all)
{
	struct bytes b = { 0 }, data = { 0 };
	enum nlattr_level kind;
	int err = table(o, NLATTR_LINKINFO, all);

	if (err)
		return err;
	if (!find(all, IFLA_INFO_KIND, &b))
		return 0;
	kind = kind_of(b);
	field(o, IFLA_INFO_KIND, kind);
	if (kind == NLATTR_NONE || !find(all, IFLA_INFO_DATA, &data))
		return 0;
	err = table(o, kind, data);
	if (err)
		return err;
	switch (kind) {
	case NLATTR_VLAN:
		integer(o, data, IFLA_VLAN_ID, 2);
		words(o, data, IFLA_VLAN_FLAGS, 1);
		integer(o, data, IFLA_VLAN_PROTOCOL, 2);
		return 0;
	case NLATTR_BRIDGE:
		integer(o, data, IFLA_BR_FORWARD_DELAY, 4);
		integer(o, data, IFLA_BR_AGEING_TIME, 4);
		integer(o, data, IFLA_BR_PRIORITY, 2);
		integer(o, data, IFLA_BR_VLAN_FILTERING, 1);
		return 0;
	default:
		integer(o, data, IFLA_RMNET_MUX_ID, 2);
		words(o, data, IFLA_RMNET_FLAGS, 1);
		return 0;
	}
}

static int vf_list(struct oracle *o, struct bytes list)
{
	struct item vf, vlan;
	struct bytes b = { 0 };
	int err;

	while (step(&list, &vf)) {
		o->ops++;
		if (vf.type != IFLA_VF_INFO || vf.payload.n < 4)
			return -EINVAL;
		err = table(o, NLATTR_VF, vf.payload);
		if (err)
			return err;
		if (find(vf.payload, IFLA_VF_MAC, &b)) {
			field(o, IFLA_VF_MAC, number(b, 0, 4));
			fold(o, number(b, 4, 6));
		}
		if (find(vf.payload, IFLA_VF_VLAN, &b)) {
			field(o, IFLA_VF_VLAN, number(b, 0, 8));
			fold(o, number(b, 8, 4));
		}
		words(o, vf.payload, IFLA_VF_TX_RATE, 1);
		words(o, vf.payload, IFLA_VF_SPOOFCHK, 1);
		if (!find(vf.payload, IFLA_VF_VLAN_LIST, &b))
			continue;
		while (step(&b, &vlan)) {
			o->ops++;
			if (vlan.type != IFLA_VF_VLAN_INFO ||
			    vlan.payload.n < sizeof(struct ifla_vf_vlan_info))
				return -EINVAL;
			field(o, IFLA_VF_VLAN_INFO, number(vlan.payload, 0, 8));
			fold(o, number(vlan.payload, 8, 6));
		}
	}
	return 0;
}

static int bridge_spec(struct oracle *o, struct bytes list)
{
	struct item item;

	while (step(&list, &item)) {
		uint64_t value = 0;

		o->ops++;
		if (item.type == IFLA_BRIDGE_FLAGS || item.type == IFLA_BRIDGE_MODE) {
			if (item.payload.n < 2)
				return -EINVAL;
			value = number(item.payload, 0, 2) |
				(item.type == IFLA_BRIDGE_FLAGS ? 1ull : 2ull) << 32;
		}
		fold(o, value);
	}
	return 0;
}

static int af_spec(struct oracle *o, struct bytes list)
{
	struct item af;

	while (step(&list, &af)) {
		int err = 0;

		o->ops++;
		if (af.type >= NLATTR_AF_MAX)
			return -EAFNOSUPPORT;
		if (af.type == NLATTR_AF_INET) {
			err = table(o, NLATTR_INET, af.payload);
			if (!err)
				integer(o, af.payload, IFLA_INET_CONF, 4);
		} else if (af.type == NLATTR_AF_INET6) {
			err = table(o, NLATTR_INET6, af.payload);
			if (!err) {
				integer(o, af.payload, IFLA_INET6_FLAGS, 4);
				words(o, af.payload, IFLA_INET6_CACHEINFO, 2);
				integer(o, af.payload, IFLA_INET6_ADDR_GEN_MODE, 1);
			}
		}
		if (err)
			return err;
	}
	return 0;
}

static int link(struct oracle *o, struct bytes header, struct bytes all)
{
	unsigned devtype = (unsigned)number(header, 2, 2);
	struct bytes b = { 0 };
	int err = 0;

	name(o, all, IFLA_IFNAME);
	if (find(all, IFLA_ADDRESS, &b) && (devtype == 1 || devtype == 772)) {
		if (b.n < 6)
			return -EINVAL;
		field(o, IFLA_ADDRESS, number(b, 0, 6));
	}
	integer(o, all, IFLA_MTU, 4);
	integer(o, all, IFLA_LINK, 4);
	integer(o, all, IFLA_MASTER, 4);
	integer(o, all, IFLA_TXQLEN, 4);
	integer(o, all, IFLA_OPERSTATE, 1);
	integer(o, all, IFLA_GROUP, 4);
	integer(o, all, IFLA_NUM_TX_QUEUES, 4);
	if (find(all, IFLA_LINKINFO, &b))
		err = link_info(o, b);
	if (!err && find(all, IFLA_VFINFO_LIST, &b))
		err = vf_list(o, b);
	if (!err && find(all, IFLA_AF_SPEC, &b))
		err = header.p[0] == NLATTR_AF_BRIDGE ? bridge_spec(o, b) : af_spec(o, b);
	return err;
}

static int metrics(struct oracle *o, struct bytes list)
{
	struct item item;

	while (step(&list, &item)) {
		o->ops++;
		if (item.type == 0 || item.type == RTAX_CC_ALGO)
			continue;
		if (item.type > RTAX_MAX || item.payload.n < 4)
			return -EINVAL;
		field(o, item.type, number(item.payload, 0, 4));
	}
	return 0;
}

static int nexthop(struct oracle *o, struct bytes hop, bool six)
{
	struct bytes rest = { hop.p + 8, hop.n - 8 }, first[3] = { { 0 } };
	static const unsigned types[3] = { RTA_GATEWAY, RTA_FLOW, RTA_ENCAP_TYPE };
	const size_t sizes[3] = { six ? 16 : 4, 4, 2 };
	bool found[3] = { 0 };
	uint64_t outer = o->digest;
	struct item item;

	while (step(&rest, &item)) {
		o->ops++;
		for (int i = 0; i < 3; i++)
			if (item.type == types[i] && !found[i]) {
				first[i] = item.payload;
				found[i] = true;
			}
	}
	o->digest = 0;
	fold(o, number(hop, 2, 1) << 40 | number(hop, 3, 1) << 32 | number(hop, 4, 4));
	for (int i = 0; i < 3; i++) {
		if (!found[i])
			continue;
		if (first[i].n < sizes[i])
			return -EINVAL;
		field(o, types[i], number(first[i], 0, sizes[i] > 8 ? 8 : sizes[i]));
		if (sizes[i] > 8)
			fold(o, number(first[i], 8, 8));
	}
	o->digest = nlattr_fold(outer, o->digest);
	return 0;
}

static int nexthops(struct oracle *o, struct bytes list, bool six)
{
	while (list.n >= 8) {
		size_t len = number(list, 0, 2), total = (len + 3) / 4 * 4;
		int err;

		if (len < 8 || len > list.n)
			break;
		err = nexthop(o, (struct bytes){ list.p, len }, six);
		if (err)
			return err;
		if (total > list.n)
			total = list.n;
		list = (struct bytes){ list.p + total, list.n - total };
	}
	return list.n ? -EINVAL : 0;
}

static int option(struct oracle *o, struct bytes all)
{
	struct bytes class = { 0 }, type = { 0 }, data = { 0 };
	int err = table(o, NLATTR_GENEVE, all);
	uint64_t header;

	if (err)
		return err;
	if (!find(all, LWTUNNEL_IP_OPT_GENEVE_CLASS, &class) ||
	    !find(all, LWTUNNEL_IP_OPT_GENEVE_TYPE, &type) ||
	    !find(all, LWTUNNEL_IP_OPT_GENEVE_DATA, &data))
		return -EINVAL;
	if (data.n < 4 || data.n % 4 || o->option_bytes + 4 + data.n > NLATTR_OPTIONS_MAX)
		return -ERANGE;
	o->option_bytes += 4 + data.n;
	header = number(class, 0, 2) | number(type, 0, 1) << 16 | (uint64_t)(data.n / 4) << 24;
	fold(o, header << 32 | number(data, data.n - 4, 4));
	return 0;
}

static int encap(struct oracle *o, struct bytes all)
{
	struct bytes list = { 0 };
	struct item item;
	int err = table(o, NLATTR_ENCAP, all);

	if (err)
		return err;
	integer(o, all, LWTUNNEL_IP_ID, 8);
	integer(o, all, LWTUNNEL_IP_DST, 4);
	integer(o, all, LWTUNNEL_IP_SRC, 4);
	integer(o, all, LWTUNNEL_IP_TTL, 1);
	o->option_bytes = 0;
	if (!find(all, LWTUNNEL_IP_OPTS, &list))
		return 0;
	while (step(&list, &item)) {
		o->ops++;
		if (item.type != LWTUNNEL_IP_OPTS_GENEVE)
			return -EINVAL;
		err = option(o, item.payload);
		if (err)
			return err;
	}
	return 0;
}

static int route(struct oracle *o, struct bytes all, bool six)
{
	struct bytes b = { 0 }, type = { 0 };
	int err = 0;

	address(o, all, RTA_DST, six);
	address(o, all, RTA_GATEWAY, six);
	address(o, all, RTA_PREFSRC, six);
	integer(o, all, RTA_OIF, 4);
	integer(o, all, RTA_PRIORITY, 4);
	integer(o, all, RTA_TABLE, 4);
	integer(o, all, RTA_MARK, 4);
	integer(o, all, RTA_PREF, 1);
	words(o, all, RTA_CACHEINFO, 1);
	if (find(all, RTA_METRICS, &b))
		err = metrics(o, b);
	if (!err && find(all, RTA_MULTIPATH, &b))
		err = nexthops(o, b, six);
	if (!err && find(all, RTA_ENCAP, &b) && find(all, RTA_ENCAP_TYPE, &type) &&
	    number(type, 0, 2) == LWTUNNEL_ENCAP_IP)
		err = encap(o, b);
	return err;
}

static void addr(struct oracle *o, struct bytes all, bool six)
{
	address(o, all, IFA_ADDRESS, six);
	address(o, all, IFA_LOCAL, six);
	name(o, all, IFA_LABEL);
	integer(o, all, IFA_FLAGS, 4);
	words(o, all, IFA_CACHEINFO, 2);
	integer(o, all, IFA_RT_PRIORITY, 4);
}

static int neigh(struct oracle *o, struct bytes all, bool six)
{
	struct bytes b = { 0 };

	if (find(all, NDA_DST, &b)) {
		if (b.n < (six ? 16 : 4))
			return -EINVAL;
		address(o, all, NDA_DST, six);
	}
	if (find(all, NDA_LLADDR, &b)) {
		if (b.n < 6)
			return -EINVAL;
		field(o, NDA_LLADDR, number(b, 0, 6));
	}
	words(o, all, NDA_CACHEINFO, 2);
	integer(o, all, NDA_PROBES, 4);
	integer(o, all, NDA_VLAN, 2);
	integer(o, all, NDA_MASTER, 4);
	return 0;
}

static void rule(struct oracle *o, struct bytes all)
{
	name(o, all, FRA_IIFNAME);
	integer(o, all, FRA_PRIORITY, 4);
	integer(o, all, FRA_TABLE, 4);
	integer(o, all, FRA_FWMARK, 4);
	integer(o, all, FRA_SUPPRESS_PREFIXLEN, 4);
	integer(o, all, FRA_PROTOCOL, 1);
}

/* ---- messages ------------------------------------------------------------------------------- */

static int message(struct oracle *o, unsigned type, struct bytes body)
{
	size_t header;
	enum nlattr_level level;
	struct bytes all;
	bool six;
	int err;

	switch (type) {
	case RTM_NEWLINK:
		header = 16;
		level = NLATTR_LINK;
		break;
	case RTM_NEWADDR:
		header = 8;
		level = NLATTR_ADDR4;
		break;
	case RTM_NEWROUTE:
		header = 12;
		level = NLATTR_ROUTE4;
		break;
	case RTM_NEWNEIGH:
		header = 12;
		level = NLATTR_NEIGH;
		break;
	case RTM_NEWRULE:
		header = 12;
		level = NLATTR_RULE;
		break;
	default:
		return -EOPNOTSUPP;
	}
	if (body.n < header)
		return -EINVAL;
	six = body.p[0] == NLATTR_AF_INET6;
	if (level == NLATTR_ADDR4 || level == NLATTR_ROUTE4) {
		if (!six && body.p[0] != NLATTR_AF_INET)
			return -EAFNOSUPPORT;
		if (six)
			level = level == NLATTR_ADDR4 ? NLATTR_ADDR6 : NLATTR_ROUTE6;
	}
	all = (struct bytes){ body.p + header, body.n - header };
	err = table(o, level, all);
	if (err)
		return err;
	o->digest = nlattr_fold(level, number(body, 0, 8));
	switch (type) {
	case RTM_NEWLINK:
		return link(o, body, all);
	case RTM_NEWADDR:
		addr(o, all, six);
		return 0;
	case RTM_NEWROUTE:
		return route(o, all, six);
	case RTM_NEWNEIGH:
		return neigh(o, all, six);
	default:
		rule(o, all);
		return 0;
	}
}

int nlattr_message_error(const struct nlattr_batch *batch)
{
	struct bytes all = { batch->buffer[0].data, batch->buffer[0].len };
	struct oracle o = { 0 };

	return message(&o, (unsigned)number(all, 4, 2), (struct bytes){ all.p + 16, all.n - 16 });
}

static uint64_t buffer(struct oracle *o, struct bytes left, uint64_t digest)
{
	while (left.n >= 16) {
		size_t len = number(left, 0, 4), total;
		unsigned type = (unsigned)number(left, 4, 2);

		/* at least a family behind the header, and all of it here */
		if (len < 17 || len > left.n)
			return nlattr_result(digest, -EINVAL, 0);
		if (type >= NLMSG_MIN_TYPE) {
			int err = message(o, type, (struct bytes){ left.p + 16, len - 16 });

			digest = nlattr_result(digest, err, o->digest);
		}
		total = (len + 3) / 4 * 4;
		if (total > left.n)
			total = left.n;
		left = (struct bytes){ left.p + total, left.n - total };
	}
	return digest;
}

uint64_t nlattr_oracle(const struct nlattr_batch *batch, uint64_t *ops)
{
	struct oracle o = { 0 };
	uint64_t digest = 0;

	for (uint32_t i = 0; i < batch->n_buffers; i++)
		digest = buffer(&o, (struct bytes){ batch->buffer[i].data, batch->buffer[i].len },
				digest);
	if (ops)
		*ops = o.ops;
	return digest;
}
