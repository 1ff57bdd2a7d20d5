/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWLINK, raw: net/core/rtnetlink.c as it was before the fixes named at each place.
 */
#ifndef MEMTAX_RAW_NLATTR_LINK_H
#define MEMTAX_RAW_NLATTR_LINK_H

#include "variants/raw/nlattr_attr.h"

static bool text_is(const char *text, const char *kind)
{
	while (*text && *text == *kind)
		text++, kind++;
	return *text == *kind;
}

/*
 * The driver of a kind. pre-fix 62794fc4fbf5 (as TCA_KIND): NLA_STRING does not say that there is
 * a NUL, and this compares up to one.
 */
static uint32_t link_kind(const struct nlattr *nla)
{
	const char *kind = (const char *)nla_data(nla);

	if (text_is(kind, "vlan"))
		return NLATTR_VLAN;
	if (text_is(kind, "bridge"))
		return NLATTR_BRIDGE;
	if (text_is(kind, "rmnet"))
		return NLATTR_RMNET;
	return NLATTR_NONE;
}

static int link_info(uint64_t *digest, struct level *l, const struct nlattr *nla)
{
	struct level *data = l + 1;
	uint64_t d = *digest;
	uint32_t kind;
	int err = parse_nested(l, NLATTR_LINKINFO, nla);

	if (err)
		return err;
	if (!has(l, IFLA_INFO_KIND))
		return 0;
	kind = link_kind(l->tb[IFLA_INFO_KIND]);
	d = nlattr_field(d, IFLA_INFO_KIND, kind);
	if (kind != NLATTR_NONE && has(l, IFLA_INFO_DATA)) {
		err = parse_nested(data, kind, l->tb[IFLA_INFO_DATA]);
		if (err)
			return err;
		if (kind == NLATTR_VLAN) {
			d = fold_u16(d, data, IFLA_VLAN_ID);
			d = fold_words(d, data, IFLA_VLAN_FLAGS, 1);
			d = fold_u16(d, data, IFLA_VLAN_PROTOCOL);
		} else if (kind == NLATTR_BRIDGE) {
			d = fold_u32(d, data, IFLA_BR_FORWARD_DELAY);
			d = fold_u32(d, data, IFLA_BR_AGEING_TIME);
			d = fold_u16(d, data, IFLA_BR_PRIORITY);
			d = fold_u8(d, data, IFLA_BR_VLAN_FILTERING);
		} else {
			d = fold_u16(d, data, IFLA_RMNET_MUX_ID);
			d = fold_words(d, data, IFLA_RMNET_FLAGS, 1);
		}
	}
	*digest = d;
	return 0;
}

/* One attribute of IFLA_AF_SPEC of a bridge port: rtnl_bridge_setlink() and its drivers. */
static inline int bridge_item(const struct nlattr *nla, uint64_t *value)
{
	*value = 0;
	switch (nla_type(nla)) {
	case IFLA_BRIDGE_FLAGS:
		if (nla_len(nla) < (int)sizeof(uint16_t))
			return -EINVAL;
		*value = UINT64_C(1) << 32 | load16(nla_data(nla));
		return 0;
	case IFLA_BRIDGE_MODE: /* pre-fix d73ef2d69c0d: length not looked at */
		*value = UINT64_C(2) << 32 | load16(nla_data(nla));
		return 0;
	default:
		return 0;
	}
}

static int bridge_spec(uint64_t *digest, const struct nlattr *spec)
{
	const struct nlattr *nla = (const void *)nla_data(spec);
	long rem = nla_len(spec);
	uint64_t value;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		int err = bridge_item(nla, &value);

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

/* pre-fix 6e601a53566d (CVE-2013-1763): a family beyond the table indexes it all the same */
static inline int af_level(uint32_t family)
{
	const struct table *t = af_table[family];

	return t ? (int)(t - tables) : NLATTR_NONE;
}

static int af_spec(uint64_t *digest, struct level *l, const struct nlattr *spec)
{
	const struct nlattr *nla = (const void *)nla_data(spec);
	long rem = nla_len(spec);
	uint64_t d = *digest;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		int kind = af_level(nla_type(nla));
		int err;

		if (kind < 0)
			return kind;
		if (kind == NLATTR_NONE)
			continue;
		err = parse_nested(l, (uint32_t)kind, nla);
		if (err)
			return err;
		if (kind == NLATTR_INET) {
			d = fold_u32(d, l, IFLA_INET_CONF);
		} else {
			d = fold_u32(d, l, IFLA_INET6_FLAGS);
			d = fold_words(d, l, IFLA_INET6_CACHEINFO, 2);
			d = fold_u8(d, l, IFLA_INET6_ADDR_GEN_MODE);
		}
	}
	*digest = d;
	return 0;
}

/* One VLAN of a VF: do_setvfinfo(). */
static inline int vf_vlan_item(const struct nlattr *nla, uint64_t value[2])
{
	const uint8_t *p = nla_data(nla);

	/* pre-fix 1aec77b2bb2e (CVE-2024-36017): a header's size, not the structure's */
	if (nla_type(nla) != IFLA_VF_VLAN_INFO || nla_len(nla) < NLA_HDRLEN)
		return -EINVAL;
	value[0] = load64(p);
	value[1] = load32(p + 8) | (uint64_t)load16(p + 12) << 32;
	return 0;
}

static int vf_vlans(uint64_t *digest, const struct nlattr *list)
{
	const struct nlattr *nla = (const void *)nla_data(list);
	long rem = nla_len(list);
	uint64_t value[2];

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		int err = vf_vlan_item(nla, value);

		if (err)
			return err;
		*digest = nlattr_fold(nlattr_field(*digest, IFLA_VF_VLAN_INFO, value[0]), value[1]);
	}
	return 0;
}

static int vf_list(uint64_t *digest, struct level *l, const struct nlattr *list)
{
	const struct nlattr *nla = (const void *)nla_data(list);
	long rem = nla_len(list);
	int err;

	for (; nla_ok(nla, rem); nla = nla_next(nla, &rem)) {
		uint64_t d = *digest;

		if (nla_type(nla) != IFLA_VF_INFO || nla_len(nla) < NLA_HDRLEN)
			return -EINVAL;
		err = parse_nested(l, NLATTR_VF, nla);
		if (err)
			return err;
		if (has(l, IFLA_VF_MAC)) {
			const uint8_t *p = nla_data(l->tb[IFLA_VF_MAC]);

			d = nlattr_field(d, IFLA_VF_MAC, load32(p));
			d = nlattr_fold(d, load_mac(p + 4));
		}
		if (has(l, IFLA_VF_VLAN)) {
			const uint8_t *p = nla_data(l->tb[IFLA_VF_VLAN]);

			d = nlattr_field(d, IFLA_VF_VLAN, load64(p));
			d = nlattr_fold(d, load32(p + 8));
		}
		d = fold_words(d, l, IFLA_VF_TX_RATE, 1);
		d = fold_words(d, l, IFLA_VF_SPOOFCHK, 1);
		*digest = d;
		if (has(l, IFLA_VF_VLAN_LIST)) {
			err = vf_vlans(digest, l->tb[IFLA_VF_VLAN_LIST]);
			if (err)
				return err;
		}
	}
	return 0;
}

static int link_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	struct level *l = &s->level[0];
	uint64_t d = *digest;
	int err = 0;

	d = fold_name(d, l, IFLA_IFNAME);
	/* pre-fix b0ad3c179059: the address may be shorter than the device type's */
	if (has(l, IFLA_ADDRESS) &&
	    (m->devtype == NLATTR_ARPHRD_ETHER || m->devtype == NLATTR_ARPHRD_LOOPBACK))
		d = nlattr_field(d, IFLA_ADDRESS, load_mac(nla_data(l->tb[IFLA_ADDRESS])));
	d = fold_u32(d, l, IFLA_MTU);
	d = fold_u32(d, l, IFLA_LINK);
	d = fold_u32(d, l, IFLA_MASTER);
	d = fold_u32(d, l, IFLA_TXQLEN);
	d = fold_u8(d, l, IFLA_OPERSTATE);
	d = fold_u32(d, l, IFLA_GROUP);
	d = fold_u32(d, l, IFLA_NUM_TX_QUEUES);
	*digest = d;
	if (has(l, IFLA_LINKINFO))
		err = link_info(digest, l + 1, l->tb[IFLA_LINKINFO]);
	if (!err && has(l, IFLA_VFINFO_LIST))
		err = vf_list(digest, l + 1, l->tb[IFLA_VFINFO_LIST]);
	if (!err && has(l, IFLA_AF_SPEC))
		err = m->family == NLATTR_AF_BRIDGE ? bridge_spec(digest, l->tb[IFLA_AF_SPEC])
						    : af_spec(digest, l + 1, l->tb[IFLA_AF_SPEC]);
	return err;
}

#endif
