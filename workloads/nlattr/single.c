// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Entry `single`: the receiver written against the operations, each called out of line. The order
 * of fields is that of `hot` in the cells.
 */
#include "workloads/nlattr/internal.h"

#include <stdbool.h>
#include <string.h>

/* One message being worked through; `error` is the first thing that went wrong. */
struct single {
	const struct nlattr_ops *ops;
	void *state;
	uint64_t digest;
	int error;
};

static void fold(struct single *s, uint64_t value)
{
	s->digest = nlattr_fold(s->digest, value);
}

static void failed(struct single *s, int error)
{
	if (error < 0 && error != -ENOENT && !s->error)
		s->error = error;
}

/* Walk the open table level to its end. */
static void walk(struct single *s)
{
	uint32_t type;
	int more;

	while ((more = s->ops->attr(s->state, &type)) > 0)
		;
	failed(s, more);
}

static bool get(struct single *s, uint32_t type, uint32_t width, uint64_t *value)
{
	int err = s->error ? -ENOENT : s->ops->get(s->state, type, width, value);

	failed(s, err);
	return !err;
}

static void integer(struct single *s, uint32_t type, uint32_t width)
{
	uint64_t value;

	if (get(s, type, width, &value))
		s->digest = nlattr_field(s->digest, type, value);
}

static bool data(struct single *s, uint32_t type, void *to, uint32_t size)
{
	int err = s->error ? -ENOENT : s->ops->data(s->state, type, to, size);

	failed(s, err);
	return !err;
}

static void words(struct single *s, uint32_t type, uint32_t n)
{
	uint64_t word[2];

	if (data(s, type, word, 8 * n))
		for (uint32_t i = 0; i < n; i++)
			s->digest = nlattr_field(s->digest, type, word[i]);
}

static void address(struct single *s, uint32_t type, bool six)
{
	if (six)
		words(s, type, 2);
	else
		integer(s, type, 4);
}

static void name(struct single *s, uint32_t type)
{
	uint64_t word[2];
	int n = s->error ? -ENOENT : s->ops->name(s->state, type, (char *)word);

	failed(s, n);
	if (n < 0)
		return;
	s->digest = nlattr_field(s->digest, type, word[0]);
	fold(s, word[1]);
}

static void mac(struct single *s, uint32_t type)
{
	uint64_t value = 0;

	if (data(s, type, &value, NLATTR_ETH_ALEN))
		s->digest = nlattr_field(s->digest, type, value);
}

/* An error if the attribute is there and shorter than `least`. */
static void at_least(struct single *s, uint32_t type, int least)
{
	int n = s->error ? -ENOENT : s->ops->len(s->state, type);

	if (n >= 0 && n < least)
		s->error = -EINVAL;
}

/* Open a nested level; a table level is walked at once. False if absent or wrong. */
static bool nest(struct single *s, uint32_t type, uint32_t level)
{
	int err = s->error ? -ENOENT : s->ops->nest(s->state, type, level);

	failed(s, err);
	if (err)
		return false;
	if (level < NLATTR_TABLES)
		walk(s);
	return true;
}

static void unnest(struct single *s)
{
	s->ops->unnest(s->state);
}

/* Step in a list level: is there another attribute? */
static bool item(struct single *s, uint32_t *type)
{
	int more = s->error ? 0 : s->ops->attr(s->state, type);

	failed(s, more);
	return more > 0;
}

static void info_data(struct single *s, uint32_t kind)
{
	if (kind == NLATTR_NONE || !nest(s, IFLA_INFO_DATA, kind))
		return;
	if (kind == NLATTR_VLAN) {
		integer(s, IFLA_VLAN_ID, 2);
		words(s, IFLA_VLAN_FLAGS, 1);
		integer(s, IFLA_VLAN_PROTOCOL, 2);
	} else if (kind == NLATTR_BRIDGE) {
		integer(s, IFLA_BR_FORWARD_DELAY, 4);
		integer(s, IFLA_BR_AGEING_TIME, 4);
		integer(s, IFLA_BR_PRIORITY, 2);
		integer(s, IFLA_BR_VLAN_FILTERING, 1);
	} else {
		integer(s, IFLA_RMNET_MUX_ID, 2);
		words(s, IFLA_RMNET_FLAGS, 1);
	}
	unnest(s);
}

static void link_info(struct single *s)
{
	char unused[NLATTR_NAME];
	int kind;

	if (!nest(s, IFLA_LINKINFO, NLATTR_LINKINFO))
		return;
	if (!s->error && s->ops->name(s->state, IFLA_INFO_KIND, unused) != -ENOENT) {
		kind = s->ops->kind(s->state);
		s->digest = nlattr_field(s->digest, IFLA_INFO_KIND, (uint32_t)kind);
		info_data(s, (uint32_t)kind);
	}
	unnest(s);
}

static void vf_vlans(struct single *s)
{
	uint64_t value[2];
	uint32_t type;

	if (!nest(s, IFLA_VF_VLAN_LIST, NLATTR_VF_VLANS))
		return;
	while (item(s, &type)) {
		failed(s, s->ops->vf_vlan(s->state, value));
		if (s->error)
			break;
		s->digest = nlattr_field(s->digest, IFLA_VF_VLAN_INFO, value[0]);
		fold(s, value[1]);
	}
	unnest(s);
}

static void vf_list(struct single *s)
{
	struct ifla_vf_mac vf_mac;
	uint32_t type, vlan[3];
	uint64_t value;

	if (!nest(s, IFLA_VFINFO_LIST, NLATTR_VF_LIST))
		return;
	while (item(s, &type) && nest(s, NLATTR_HERE, NLATTR_VF)) {
		if (data(s, IFLA_VF_MAC, &vf_mac, sizeof(vf_mac))) {
			s->digest = nlattr_field(s->digest, IFLA_VF_MAC, vf_mac.vf);
			value = 0;
			memcpy(&value, vf_mac.mac, NLATTR_ETH_ALEN);
			fold(s, value);
		}
		if (data(s, IFLA_VF_VLAN, vlan, sizeof(vlan))) {
			value = vlan[0] | (uint64_t)vlan[1] << 32;
			s->digest = nlattr_field(s->digest, IFLA_VF_VLAN, value);
			fold(s, vlan[2]);
		}
		words(s, IFLA_VF_TX_RATE, 1);
		words(s, IFLA_VF_SPOOFCHK, 1);
		vf_vlans(s);
		unnest(s);
	}
	unnest(s);
}

static void af_spec(struct single *s)
{
	uint32_t type;

	if (!nest(s, IFLA_AF_SPEC, NLATTR_AF_SPEC))
		return;
	while (item(s, &type)) {
		int level = s->ops->family(s->state);

		failed(s, level);
		if (level <= 0 || !nest(s, NLATTR_HERE, (uint32_t)level))
			continue;
		if (level == NLATTR_INET) {
			integer(s, IFLA_INET_CONF, 4);
		} else {
			integer(s, IFLA_INET6_FLAGS, 4);
			words(s, IFLA_INET6_CACHEINFO, 2);
			integer(s, IFLA_INET6_ADDR_GEN_MODE, 1);
		}
		unnest(s);
	}
	unnest(s);
}

static void bridge_spec(struct single *s)
{
	uint64_t value;
	uint32_t type;

	if (!nest(s, IFLA_AF_SPEC, NLATTR_BRIDGE_SPEC))
		return;
	while (item(s, &type)) {
		failed(s, s->ops->bridge(s->state, &value));
		if (!s->error)
			fold(s, value);
	}
	unnest(s);
}

static void link(struct single *s, const struct nlattr_message *m)
{
	name(s, IFLA_IFNAME);
	if (m->devtype == NLATTR_ARPHRD_ETHER || m->devtype == NLATTR_ARPHRD_LOOPBACK)
		mac(s, IFLA_ADDRESS);
	integer(s, IFLA_MTU, 4);
	integer(s, IFLA_LINK, 4);
	integer(s, IFLA_MASTER, 4);
	integer(s, IFLA_TXQLEN, 4);
	integer(s, IFLA_OPERSTATE, 1);
	integer(s, IFLA_GROUP, 4);
	integer(s, IFLA_NUM_TX_QUEUES, 4);
	link_info(s);
	vf_list(s);
	if (m->family == NLATTR_AF_BRIDGE)
		bridge_spec(s);
	else
		af_spec(s);
}

static void metrics(struct single *s)
{
	uint32_t type, value;

	if (!nest(s, RTA_METRICS, NLATTR_METRICS))
		return;
	while (item(s, &type)) {
		int metric = s->ops->metric(s->state, &value);

		failed(s, metric);
		if (metric > 0)
			s->digest = nlattr_field(s->digest, (uint32_t)metric, value);
	}
	unnest(s);
}

static void nexthops(struct single *s)
{
	uint64_t value;
	int more;

	if (!nest(s, RTA_MULTIPATH, NLATTR_NEXTHOPS))
		return;
	while ((more = s->ops->nexthop(s->state, &value)) > 0)
		fold(s, value);
	failed(s, more);
	unnest(s);
}

static void encap(struct single *s)
{
	uint64_t value;
	uint32_t type;

	if (!get(s, RTA_ENCAP_TYPE, 2, &value) || value != LWTUNNEL_ENCAP_IP ||
	    !nest(s, RTA_ENCAP, NLATTR_ENCAP))
		return;
	integer(s, LWTUNNEL_IP_ID, 8);
	integer(s, LWTUNNEL_IP_DST, 4);
	integer(s, LWTUNNEL_IP_SRC, 4);
	integer(s, LWTUNNEL_IP_TTL, 1);
	if (nest(s, LWTUNNEL_IP_OPTS, NLATTR_OPTIONS)) {
		while (item(s, &type) && nest(s, NLATTR_HERE, NLATTR_GENEVE)) {
			if (!s->error)
				failed(s, s->ops->option(s->state, &value));
			if (!s->error)
				fold(s, value);
			unnest(s);
		}
		unnest(s);
	}
	unnest(s);
}

static void route(struct single *s, bool six)
{
	address(s, RTA_DST, six);
	address(s, RTA_GATEWAY, six);
	address(s, RTA_PREFSRC, six);
	integer(s, RTA_OIF, 4);
	integer(s, RTA_PRIORITY, 4);
	integer(s, RTA_TABLE, 4);
	integer(s, RTA_MARK, 4);
	integer(s, RTA_PREF, 1);
	words(s, RTA_CACHEINFO, 1);
	metrics(s);
	nexthops(s);
	encap(s);
}

static void addr(struct single *s, bool six)
{
	address(s, IFA_ADDRESS, six);
	address(s, IFA_LOCAL, six);
	name(s, IFA_LABEL);
	integer(s, IFA_FLAGS, 4);
	words(s, IFA_CACHEINFO, 2);
	integer(s, IFA_RT_PRIORITY, 4);
}

static void neigh(struct single *s, bool six)
{
	at_least(s, NDA_DST, six ? 16 : 4);
	address(s, NDA_DST, six);
	at_least(s, NDA_LLADDR, NLATTR_ETH_ALEN);
	mac(s, NDA_LLADDR);
	words(s, NDA_CACHEINFO, 2);
	integer(s, NDA_PROBES, 4);
	integer(s, NDA_VLAN, 2);
	integer(s, NDA_MASTER, 4);
}

static void rule(struct single *s)
{
	name(s, FRA_IIFNAME);
	integer(s, FRA_PRIORITY, 4);
	integer(s, FRA_TABLE, 4);
	integer(s, FRA_FWMARK, 4);
	integer(s, FRA_SUPPRESS_PREFIXLEN, 4);
	integer(s, FRA_PROTOCOL, 1);
}

static void message(struct single *s, const struct nlattr_message *m)
{
	s->error = m->error;
	if (s->error)
		return;
	s->digest = nlattr_fold(m->level, m->ident);
	walk(s);
	if (s->error)
		return;
	switch (m->level) {
	case NLATTR_LINK:
		link(s, m);
		return;
	case NLATTR_ADDR4:
	case NLATTR_ADDR6:
		addr(s, m->level == NLATTR_ADDR6);
		return;
	case NLATTR_ROUTE4:
	case NLATTR_ROUTE6:
		route(s, m->level == NLATTR_ROUTE6);
		return;
	case NLATTR_NEIGH:
		neigh(s, m->family == NLATTR_AF_INET6);
		return;
	default:
		rule(s);
	}
}

uint64_t nlattr_drive_single(const struct memtax_ops *common, void *state, const void *segment)
{
	const struct nlattr_batch *batch = segment;
	struct single s = { .ops = (const struct nlattr_ops *)common, .state = state };
	uint64_t digest = 0;

	for (uint32_t i = 0; i < batch->n_buffers; i++) {
		struct nlattr_message m;
		int more;

		if (s.ops->recv(state, batch->buffer[i].data, batch->buffer[i].len))
			return 0; /* a buffer is held already: no correct digest */
		while ((more = s.ops->next(state, &m)) > 0) {
			message(&s, &m);
			digest = nlattr_result(digest, s.error, s.digest);
		}
		if (more < 0)
			digest = nlattr_result(digest, more, 0);
		s.ops->release(state);
	}
	return digest;
}
