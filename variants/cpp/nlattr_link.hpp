/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RTM_NEWLINK, C++: net/core/rtnetlink.c.
 */
#ifndef MEMTAX_CPP_NLATTR_LINK_HPP
#define MEMTAX_CPP_NLATTR_LINK_HPP

#include "variants/cpp/nlattr_attr.hpp"

#include <string_view>

/* Is `s`, up to its first NUL or its end, the text `kind`? */
static inline bool text_is(bytes s, std::string_view kind)
{
	if (s.size() < kind.size())
		return false;
	for (size_t i = 0; i < kind.size(); i++)
		if (s[i] != static_cast<uint8_t>(kind[i]))
			return false;
	return s.size() == kind.size() || !s[kind.size()];
}

/* The driver of a kind. */
static uint32_t link_kind(bytes s)
{
	if (text_is(s, "vlan"))
		return NLATTR_VLAN;
	if (text_is(s, "bridge"))
		return NLATTR_BRIDGE;
	if (text_is(s, "rmnet"))
		return NLATTR_RMNET;
	return NLATTR_NONE;
}

static error link_info(uint64_t &digest, levels<3> inner, bytes nested)
{
	level &l = inner[0], &data = inner[1];
	uint64_t d = digest;

	if (const error err = parse(l, NLATTR_LINKINFO, nested))
		return err;
	if (!has(l, IFLA_INFO_KIND))
		return 0;
	const uint32_t kind = link_kind(payload(l, IFLA_INFO_KIND));
	error err;

	d = nlattr_field(d, IFLA_INFO_KIND, kind);
	if (kind != NLATTR_NONE && has(l, IFLA_INFO_DATA)) {
		err = parse(data, kind, payload(l, IFLA_INFO_DATA));
		if (err)
			return err;
		if (kind == NLATTR_VLAN) {
			d = fold<uint16_t>(d, data, IFLA_VLAN_ID, err);
			d = fold_words<1>(d, data, IFLA_VLAN_FLAGS, err);
			d = fold<uint16_t>(d, data, IFLA_VLAN_PROTOCOL, err);
		} else if (kind == NLATTR_BRIDGE) {
			d = fold<uint32_t>(d, data, IFLA_BR_FORWARD_DELAY, err);
			d = fold<uint32_t>(d, data, IFLA_BR_AGEING_TIME, err);
			d = fold<uint16_t>(d, data, IFLA_BR_PRIORITY, err);
			d = fold<uint8_t>(d, data, IFLA_BR_VLAN_FILTERING, err);
		} else {
			d = fold<uint16_t>(d, data, IFLA_RMNET_MUX_ID, err);
			d = fold_words<1>(d, data, IFLA_RMNET_FLAGS, err);
		}
	}
	digest = d;
	return err;
}

/* One attribute of IFLA_AF_SPEC of a bridge port: rtnl_bridge_setlink() and its drivers. */
static inline error bridge_item(const attr &a, uint64_t &value)
{
	value = 0;
	if (a.type != IFLA_BRIDGE_FLAGS && a.type != IFLA_BRIDGE_MODE)
		return 0;
	if (a.payload.size() < sizeof(uint16_t))
		return -EINVAL;
	value = (a.type == IFLA_BRIDGE_FLAGS ? UINT64_C(1) : UINT64_C(2)) << 32 |
		front<uint16_t>(a.payload);
	return 0;
}

static error bridge_spec(uint64_t &digest, bytes rest)
{
	uint64_t value;

	for (const attr &a : attributes(rest)) {
		if (const error err = bridge_item(a, value))
			return err;
		digest = nlattr_fold(digest, value);
	}
	return 0;
}

/* Tables by address family, as sock_diag_handlers[]: most of them NLATTR_NONE. */
consteval std::array<uint8_t, NLATTR_AF_MAX> all_families()
{
	std::array<uint8_t, NLATTR_AF_MAX> t{};

	t[NLATTR_AF_INET] = NLATTR_INET;
	t[NLATTR_AF_INET6] = NLATTR_INET6;
	return t;
}

constexpr auto af_table = all_families();

/* A level, or a negative errno. */
[[nodiscard]] static inline int af_level(uint32_t family)
{
	if (family >= af_table.size())
		return -EAFNOSUPPORT;
	return af_table[family];
}

static error af_spec(uint64_t &digest, level &l, bytes rest)
{
	uint64_t d = digest;

	for (const attr &a : attributes(rest)) {
		const int kind = af_level(a.type);

		if (kind < 0)
			return kind;
		if (kind == NLATTR_NONE)
			continue;
		error err = parse(l, static_cast<uint32_t>(kind), a.payload);
		if (err)
			return err;
		if (kind == NLATTR_INET) {
			d = fold<uint32_t>(d, l, IFLA_INET_CONF, err);
		} else {
			d = fold<uint32_t>(d, l, IFLA_INET6_FLAGS, err);
			d = fold_words<2>(d, l, IFLA_INET6_CACHEINFO, err);
			d = fold<uint8_t>(d, l, IFLA_INET6_ADDR_GEN_MODE, err);
		}
		if (err)
			return err;
	}
	digest = d;
	return 0;
}

/* One VLAN of a VF: do_setvfinfo(). */
static inline error vf_vlan_item(const attr &a, uint64_t value[2])
{
	if (a.type != IFLA_VF_VLAN_INFO || a.payload.size() < sizeof(ifla_vf_vlan_info))
		return -EINVAL;
	const auto info = a.payload.first<sizeof(ifla_vf_vlan_info)>();
	value[0] = field<uint64_t, 0>(info);
	value[1] = field<uint32_t, 8>(info) | static_cast<uint64_t>(field<uint16_t, 12>(info))
						      << 32;
	return 0;
}

static error vf_vlans(uint64_t &digest, bytes rest)
{
	uint64_t value[2];

	for (const attr &a : attributes(rest)) {
		if (const error err = vf_vlan_item(a, value))
			return err;
		digest = nlattr_fold(nlattr_field(digest, IFLA_VF_VLAN_INFO, value[0]), value[1]);
	}
	return 0;
}

static error vf_list(uint64_t &digest, level &l, bytes rest)
{
	for (const attr &a : attributes(rest)) {
		uint64_t d = digest;

		if (a.type != IFLA_VF_INFO || a.payload.size() < NLA_HDRLEN)
			return -EINVAL;
		error err = parse(l, NLATTR_VF, a.payload);
		if (err)
			return err;
		if (has(l, IFLA_VF_MAC)) {
			const bytes s = payload(l, IFLA_VF_MAC);

			if (s.size() < 4 + NLATTR_ETH_ALEN)
				return -EINVAL;
			const auto mac = s.first<4 + NLATTR_ETH_ALEN>();
			d = nlattr_field(d, IFLA_VF_MAC, field<uint32_t, 0>(mac));
			d = nlattr_fold(d, load_mac(mac.last<NLATTR_ETH_ALEN>()));
		}
		if (has(l, IFLA_VF_VLAN)) {
			const bytes s = payload(l, IFLA_VF_VLAN);

			if (s.size() < sizeof(ifla_vf_vlan))
				return -EINVAL;
			const auto vlan = s.first<sizeof(ifla_vf_vlan)>();
			d = nlattr_field(d, IFLA_VF_VLAN, field<uint64_t, 0>(vlan));
			d = nlattr_fold(d, field<uint32_t, 8>(vlan));
		}
		d = fold_words<1>(d, l, IFLA_VF_TX_RATE, err);
		d = fold_words<1>(d, l, IFLA_VF_SPOOFCHK, err);
		digest = d;
		if (!err && has(l, IFLA_VF_VLAN_LIST))
			err = vf_vlans(digest, payload(l, IFLA_VF_VLAN_LIST));
		if (err)
			return err;
	}
	return 0;
}

static error link_message(nlattr_state &s, const nlattr_message &m, uint64_t &digest)
{
	const levels<NLATTR_DEPTH> all(s.level);
	const levels<NLATTR_DEPTH - 1> inner = all.subspan<1>();
	const level &l = all[0];
	uint64_t d = digest;
	error err;

	d = fold_name(d, l, IFLA_IFNAME);
	if (has(l, IFLA_ADDRESS) &&
	    (m.devtype == NLATTR_ARPHRD_ETHER || m.devtype == NLATTR_ARPHRD_LOOPBACK)) {
		const bytes address = payload(l, IFLA_ADDRESS);

		if (address.size() < NLATTR_ETH_ALEN)
			return -EINVAL;
		d = nlattr_field(d, IFLA_ADDRESS, load_mac(address.first<NLATTR_ETH_ALEN>()));
	}
	d = fold<uint32_t>(d, l, IFLA_MTU, err);
	d = fold<uint32_t>(d, l, IFLA_LINK, err);
	d = fold<uint32_t>(d, l, IFLA_MASTER, err);
	d = fold<uint32_t>(d, l, IFLA_TXQLEN, err);
	d = fold<uint8_t>(d, l, IFLA_OPERSTATE, err);
	d = fold<uint32_t>(d, l, IFLA_GROUP, err);
	d = fold<uint32_t>(d, l, IFLA_NUM_TX_QUEUES, err);
	digest = d;
	if (!err && has(l, IFLA_LINKINFO))
		err = link_info(digest, inner, payload(l, IFLA_LINKINFO));
	if (!err && has(l, IFLA_VFINFO_LIST))
		err = vf_list(digest, inner[0], payload(l, IFLA_VFINFO_LIST));
	if (!err && has(l, IFLA_AF_SPEC))
		err = m.family == NLATTR_AF_BRIDGE
			      ? bridge_spec(digest, payload(l, IFLA_AF_SPEC))
			      : af_spec(digest, inner[0], payload(l, IFLA_AF_SPEC));
	return err;
}

#endif
