/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWLINK, bounds: net/core/rtnetlink.c.
 */
#ifndef MEMTAX_BOUNDS_NLATTR_LINK_H
#define MEMTAX_BOUNDS_NLATTR_LINK_H

#include "variants/bounds/nlattr_attr.h"

/* Is `s`, up to its first NUL or its end, the text `kind`? */
static inline bool text_is(struct span s, const char *kind, size_t len)
{
	uint8_t byte;

	for (size_t i = 0; i < len; i++)
		if (!span_get_u8(s, i, &byte) || byte != (uint8_t)kind[i])
			return false;
	return !span_get_u8(s, len, &byte) || !byte;
}

/* The driver of a kind. */
static uint32_t link_kind(struct span s)
{
	if (text_is(s, "vlan", 4))
		return NLATTR_VLAN;
	if (text_is(s, "bridge", 6))
		return NLATTR_BRIDGE;
	if (text_is(s, "rmnet", 5))
		return NLATTR_RMNET;
	return NLATTR_NONE;
}

static int link_info(uint64_t *digest, struct level *l, struct span payload)
{
	struct level *data = l + 1;
	struct span s;
	uint64_t d = *digest;
	uint32_t kind;
	int err = parse(l, NLATTR_LINKINFO, payload);

	if (err)
		return err;
	if (!find(l, IFLA_INFO_KIND, &s))
		return 0;
	kind = link_kind(s);
	d = nlattr_field(d, IFLA_INFO_KIND, kind);
	if (kind != NLATTR_NONE && find(l, IFLA_INFO_DATA, &s)) {
		err = parse(data, kind, s);
		if (err)
			return err;
		if (kind == NLATTR_VLAN) {
			d = fold_u16(d, data, IFLA_VLAN_ID, &err);
			d = fold_words(d, data, IFLA_VLAN_FLAGS, 1, &err);
			d = fold_u16(d, data, IFLA_VLAN_PROTOCOL, &err);
		} else if (kind == NLATTR_BRIDGE) {
			d = fold_u32(d, data, IFLA_BR_FORWARD_DELAY, &err);
			d = fold_u32(d, data, IFLA_BR_AGEING_TIME, &err);
			d = fold_u16(d, data, IFLA_BR_PRIORITY, &err);
			d = fold_u8(d, data, IFLA_BR_VLAN_FILTERING, &err);
		} else {
			d = fold_u16(d, data, IFLA_RMNET_MUX_ID, &err);
			d = fold_words(d, data, IFLA_RMNET_FLAGS, 1, &err);
		}
	}
	*digest = d;
	return err;
}

/* One attribute of IFLA_AF_SPEC of a bridge port: rtnl_bridge_setlink() and its drivers. */
static inline int bridge_item(const struct attr *a, uint64_t *value)
{
	uint16_t v;

	*value = 0;
	switch (a->type) {
	case IFLA_BRIDGE_FLAGS:
		if (!span_get_u16(a->payload, 0, &v))
			return -EINVAL;
		*value = UINT64_C(1) << 32 | v;
		return 0;
	case IFLA_BRIDGE_MODE:
		if (!span_get_u16(a->payload, 0, &v))
			return -EINVAL;
		*value = UINT64_C(2) << 32 | v;
		return 0;
	default:
		return 0;
	}
}

static int bridge_spec(uint64_t *digest, struct span rest)
{
	struct attr a;
	uint64_t value;

	while (attr_next(&rest, &a)) {
		int err = bridge_item(&a, &value);

		if (err)
			return err;
		*digest = nlattr_fold(*digest, value);
	}
	return 0;
}

/* Operations by address family, as sock_diag_handlers[]; a pointer each, most of them NULL. */
static const struct table *const af_table[NLATTR_AF_MAX] = {
	[NLATTR_AF_INET] = &tables[NLATTR_INET],
	[NLATTR_AF_INET6] = &tables[NLATTR_INET6],
};

static inline int af_level(uint32_t family)
{
	const struct table *t;

	if (!span_check(family < NLATTR_AF_MAX))
		return -EAFNOSUPPORT;
	t = af_table[span_index(family, NLATTR_AF_MAX)];
	return t ? (int)(t - tables) : NLATTR_NONE;
}

static int af_spec(uint64_t *digest, struct level *l, struct span rest)
{
	struct attr a;
	uint64_t d = *digest;

	while (attr_next(&rest, &a)) {
		int kind = af_level(a.type);
		int err;

		if (kind < 0)
			return kind;
		if (kind == NLATTR_NONE)
			continue;
		err = parse(l, (uint32_t)kind, a.payload);
		if (err)
			return err;
		if (kind == NLATTR_INET) {
			d = fold_u32(d, l, IFLA_INET_CONF, &err);
		} else {
			d = fold_u32(d, l, IFLA_INET6_FLAGS, &err);
			d = fold_words(d, l, IFLA_INET6_CACHEINFO, 2, &err);
			d = fold_u8(d, l, IFLA_INET6_ADDR_GEN_MODE, &err);
		}
		if (err)
			return err;
	}
	*digest = d;
	return 0;
}

/* One VLAN of a VF: do_setvfinfo(). */
static inline int vf_vlan_item(const struct attr *a, uint64_t value[2])
{
	struct span s;
	uint32_t qos;
	uint16_t protocol;

	if (a->type != IFLA_VF_VLAN_INFO ||
	    !span_sub(a->payload, 0, sizeof(struct ifla_vf_vlan_info), &s) ||
	    !span_get_u64(s, 0, &value[0]) || !span_get_u32(s, 8, &qos) ||
	    !span_get_u16(s, 12, &protocol))
		return -EINVAL;
	value[1] = qos | (uint64_t)protocol << 32;
	return 0;
}

static int vf_vlans(uint64_t *digest, struct span rest)
{
	struct attr a;
	uint64_t value[2];

	while (attr_next(&rest, &a)) {
		int err = vf_vlan_item(&a, value);

		if (err)
			return err;
		*digest = nlattr_fold(nlattr_field(*digest, IFLA_VF_VLAN_INFO, value[0]), value[1]);
	}
	return 0;
}

static int vf_list(uint64_t *digest, struct level *l, struct span rest)
{
	struct attr a;
	struct span s;
	int err;

	while (attr_next(&rest, &a)) {
		uint64_t d = *digest;

		if (a.type != IFLA_VF_INFO || !span_check(a.payload.n >= NLA_HDRLEN))
			return -EINVAL;
		err = parse(l, NLATTR_VF, a.payload);
		if (err)
			return err;
		if (find(l, IFLA_VF_MAC, &s)) {
			uint32_t vf;
			uint64_t mac;

			if (!span_get_u32(s, 0, &vf) || !get_mac(span_rest(s, 4), &mac))
				return -EINVAL;
			d = nlattr_field(d, IFLA_VF_MAC, vf);
			d = nlattr_fold(d, mac);
		}
		if (find(l, IFLA_VF_VLAN, &s)) {
			uint64_t vlan;
			uint32_t qos;

			if (!span_get_u32(s, 8, &qos) || !span_get_u64(s, 0, &vlan))
				return -EINVAL;
			d = nlattr_field(d, IFLA_VF_VLAN, vlan);
			d = nlattr_fold(d, qos);
		}
		d = fold_words(d, l, IFLA_VF_TX_RATE, 1, &err);
		d = fold_words(d, l, IFLA_VF_SPOOFCHK, 1, &err);
		*digest = d;
		if (!err && find(l, IFLA_VF_VLAN_LIST, &s))
			err = vf_vlans(digest, s);
		if (err)
			return err;
	}
	return 0;
}

static int link_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	struct level *l = &s->level[0];
	struct span payload;
	uint64_t d = *digest, mac;
	int err = 0;

	d = fold_name(d, l, IFLA_IFNAME);
	if (find(l, IFLA_ADDRESS, &payload) &&
	    (m->devtype == NLATTR_ARPHRD_ETHER || m->devtype == NLATTR_ARPHRD_LOOPBACK)) {
		if (!get_mac(payload, &mac))
			return -EINVAL;
		d = nlattr_field(d, IFLA_ADDRESS, mac);
	}
	d = fold_u32(d, l, IFLA_MTU, &err);
	d = fold_u32(d, l, IFLA_LINK, &err);
	d = fold_u32(d, l, IFLA_MASTER, &err);
	d = fold_u32(d, l, IFLA_TXQLEN, &err);
	d = fold_u8(d, l, IFLA_OPERSTATE, &err);
	d = fold_u32(d, l, IFLA_GROUP, &err);
	d = fold_u32(d, l, IFLA_NUM_TX_QUEUES, &err);
	*digest = d;
	if (!err && find(l, IFLA_LINKINFO, &payload))
		err = link_info(digest, l + 1, payload);
	if (!err && find(l, IFLA_VFINFO_LIST, &payload))
		err = vf_list(digest, l + 1, payload);
	if (!err && find(l, IFLA_AF_SPEC, &payload))
		err = m->family == NLATTR_AF_BRIDGE ? bridge_spec(digest, payload)
						    : af_spec(digest, l + 1, payload);
	return err;
}

#endif
