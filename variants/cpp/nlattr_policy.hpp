/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policy tables of workload nlattr, C++: every attribute that is read has an entry.
 * Modelled on ifla_policy[], ifa_ipv4_policy[], rtm_ipv4_policy[] and their like; attributes
 * without an entry are accepted at any length, as in the kernel.
 */
#ifndef MEMTAX_CPP_NLATTR_POLICY_HPP
#define MEMTAX_CPP_NLATTR_POLICY_HPP

#include "variants/cpp/contract.hpp"

#include <array>
#include <initializer_list>

extern "C" {
#include "workloads/nlattr/nlattr.h"
}

enum class policy_kind : uint8_t { any, range, string, nul_string, nested };

/*
 * One entry. Payload lengths from `min` up to UINT16_MAX - `over` are right without another look:
 * the absent entry, all zeros, accepts every length; nul_string has a range without lengths, so
 * that all of them get the other look.
 */
struct policy {
	policy_kind kind;
	uint16_t min, over;
	uint16_t len; /* nul_string: longest without its NUL */
};

constexpr policy P_MIN(uint16_t n)
{
	return { policy_kind::range, n, 0, 0 };
}

constexpr uint16_t over(uint16_t longest)
{
	return static_cast<uint16_t>(UINT16_MAX - longest);
}

constexpr policy P_BINARY(uint16_t n)
{
	return { policy_kind::range, 0, over(n), 0 };
}

constexpr policy P_STRING(uint16_t n)
{
	return { policy_kind::string, 1, over(n), 0 };
}

constexpr policy P_NUL_STRING(uint16_t n)
{
	return { policy_kind::nul_string, 1, UINT16_MAX, n };
}

constexpr policy P_U8 = P_MIN(1), P_U16 = P_MIN(2), P_U32 = P_MIN(4), P_U64 = P_MIN(8);
constexpr policy P_NESTED = { policy_kind::nested, NLA_HDRLEN, 0, 0 };

enum { LEVEL_TYPES = 64 }; /* entries of tb[], bits of `seen` */

struct policy_entry {
	size_t type;
	policy p;
};

/* A table for types up to Max. Does not compile with an entry beyond it, nor if tb[] has no room.
 */
template <size_t Max>
consteval std::array<policy, Max + 1> policy_table(std::initializer_list<policy_entry> entries)
{
	static_assert(Max < LEVEL_TYPES);
	std::array<policy, Max + 1> table{};

	for (const policy_entry &e : entries)
		table[e.type] = e.p;
	return table;
}

constexpr auto link_policy = policy_table<IFLA_MAX>({
	{ IFLA_ADDRESS, P_BINARY(32) },
	{ IFLA_BROADCAST, P_BINARY(32) },
	{ IFLA_IFNAME, P_STRING(NLATTR_NAME - 1) },
	{ IFLA_MTU, P_U32 },
	{ IFLA_LINK, P_U32 },
	{ IFLA_QDISC, P_STRING(NLATTR_NAME - 1) },
	{ IFLA_STATS, P_MIN(sizeof(struct rtnl_link_stats) - 4) },
	{ IFLA_MASTER, P_U32 },
	{ IFLA_PROTINFO, P_NESTED },
	{ IFLA_TXQLEN, P_U32 },
	{ IFLA_MAP, P_MIN(28) },
	{ IFLA_WEIGHT, P_U32 },
	{ IFLA_OPERSTATE, P_U8 },
	{ IFLA_LINKMODE, P_U8 },
	{ IFLA_LINKINFO, P_NESTED },
	{ IFLA_NET_NS_PID, P_U32 },
	{ IFLA_IFALIAS, P_STRING(255) },
	{ IFLA_NUM_VF, P_U32 },
	{ IFLA_VFINFO_LIST, P_NESTED },
	{ IFLA_STATS64, P_MIN(23 * 8) },
	{ IFLA_AF_SPEC, P_NESTED },
	{ IFLA_GROUP, P_U32 },
	{ IFLA_NET_NS_FD, P_U32 },
	{ IFLA_EXT_MASK, P_U32 },
	{ IFLA_PROMISCUITY, P_U32 },
	{ IFLA_NUM_TX_QUEUES, P_U32 },
	{ IFLA_NUM_RX_QUEUES, P_U32 },
	{ IFLA_CARRIER, P_U8 },
	{ IFLA_PHYS_PORT_ID, P_BINARY(32) },
	{ IFLA_CARRIER_CHANGES, P_U32 },
	{ IFLA_PHYS_SWITCH_ID, P_BINARY(32) },
	{ IFLA_GSO_MAX_SEGS, P_U32 },
	{ IFLA_GSO_MAX_SIZE, P_U32 },
	{ IFLA_XDP, P_NESTED },
	{ IFLA_NEW_NETNSID, P_U32 },
	{ IFLA_CARRIER_UP_COUNT, P_U32 },
	{ IFLA_CARRIER_DOWN_COUNT, P_U32 },
	{ IFLA_MIN_MTU, P_U32 },
	{ IFLA_MAX_MTU, P_U32 },
	{ IFLA_PROP_LIST, P_NESTED },
	{ IFLA_PERM_ADDRESS, P_BINARY(32) },
	{ IFLA_PROTO_DOWN_REASON, P_NESTED },
	{ IFLA_PARENT_DEV_NAME, P_NUL_STRING(63) },
});

constexpr auto addr4_policy = policy_table<IFA_MAX>({
	{ IFA_ADDRESS, P_U32 },
	{ IFA_LOCAL, P_U32 },
	{ IFA_LABEL, P_STRING(NLATTR_NAME - 1) },
	{ IFA_BROADCAST, P_U32 },
	{ IFA_CACHEINFO, P_MIN(16) },
	{ IFA_FLAGS, P_U32 },
	{ IFA_RT_PRIORITY, P_U32 },
	{ IFA_PROTO, P_U8 },
});

constexpr auto addr6_policy = policy_table<IFA_MAX>({
	{ IFA_ADDRESS, P_MIN(16) },
	{ IFA_LOCAL, P_MIN(16) },
	{ IFA_LABEL, P_STRING(NLATTR_NAME - 1) },
	{ IFA_CACHEINFO, P_MIN(16) },
	{ IFA_FLAGS, P_U32 },
	{ IFA_RT_PRIORITY, P_U32 },
	{ IFA_PROTO, P_U8 },
});

constexpr auto route4_policy = policy_table<RTA_MAX>({
	{ RTA_DST, P_U32 },	{ RTA_SRC, P_U32 },	      { RTA_IIF, P_U32 },
	{ RTA_OIF, P_U32 },	{ RTA_GATEWAY, P_U32 },	      { RTA_PRIORITY, P_U32 },
	{ RTA_PREFSRC, P_U32 }, { RTA_METRICS, P_NESTED },    { RTA_MULTIPATH, P_MIN(8) },
	{ RTA_FLOW, P_U32 },	{ RTA_CACHEINFO, P_MIN(32) }, { RTA_MARK, P_U32 },
	{ RTA_PREF, P_U8 },	{ RTA_ENCAP_TYPE, P_U16 },    { RTA_ENCAP, P_NESTED },
	{ RTA_EXPIRES, P_U32 }, { RTA_UID, P_U32 },	      { RTA_TTL_PROPAGATE, P_U8 },
	{ RTA_IP_PROTO, P_U8 }, { RTA_SPORT, P_U16 },	      { RTA_DPORT, P_U16 },
	{ RTA_TABLE, P_U32 },	{ RTA_NH_ID, P_U32 },
});

constexpr auto route6_policy = policy_table<RTA_MAX>({
	{ RTA_DST, P_MIN(16) },	    { RTA_SRC, P_MIN(16) },	  { RTA_IIF, P_U32 },
	{ RTA_OIF, P_U32 },	    { RTA_GATEWAY, P_MIN(16) },	  { RTA_PRIORITY, P_U32 },
	{ RTA_PREFSRC, P_MIN(16) }, { RTA_METRICS, P_NESTED },	  { RTA_MULTIPATH, P_MIN(8) },
	{ RTA_FLOW, P_U32 },	    { RTA_CACHEINFO, P_MIN(32) }, { RTA_MARK, P_U32 },
	{ RTA_PREF, P_U8 },	    { RTA_ENCAP_TYPE, P_U16 },	  { RTA_ENCAP, P_NESTED },
	{ RTA_EXPIRES, P_U32 },	    { RTA_UID, P_U32 },		  { RTA_TTL_PROPAGATE, P_U8 },
	{ RTA_IP_PROTO, P_U8 },	    { RTA_SPORT, P_U16 },	  { RTA_DPORT, P_U16 },
	{ RTA_TABLE, P_U32 },	    { RTA_NH_ID, P_U32 },
});

constexpr auto neigh_policy = policy_table<NDA_MAX>({
	{ NDA_DST, P_BINARY(32) },
	{ NDA_LLADDR, P_BINARY(32) },
	{ NDA_CACHEINFO, P_MIN(16) },
	{ NDA_PROBES, P_U32 },
	{ NDA_VLAN, P_U16 },
	{ NDA_PORT, P_U16 },
	{ NDA_VNI, P_U32 },
	{ NDA_IFINDEX, P_U32 },
	{ NDA_MASTER, P_U32 },
	{ NDA_PROTOCOL, P_U8 },
	{ NDA_NH_ID, P_U32 },
});

constexpr auto rule_policy = policy_table<FRA_MAX>({
	{ FRA_IIFNAME, P_STRING(NLATTR_NAME - 1) },
	{ FRA_OIFNAME, P_STRING(NLATTR_NAME - 1) },
	{ FRA_PRIORITY, P_U32 },
	{ FRA_FWMARK, P_U32 },
	{ FRA_FWMASK, P_U32 },
	{ FRA_FLOW, P_U32 },
	{ FRA_TUN_ID, P_U64 },
	{ FRA_SUPPRESS_IFGROUP, P_U32 },
	{ FRA_SUPPRESS_PREFIXLEN, P_U32 },
	{ FRA_TABLE, P_U32 },
	{ FRA_L3MDEV, P_U8 },
	{ FRA_UID_RANGE, P_MIN(8) },
	{ FRA_PROTOCOL, P_U8 },
	{ FRA_IP_PROTO, P_U8 },
	{ FRA_SPORT_RANGE, P_MIN(4) },
	{ FRA_DPORT_RANGE, P_MIN(4) },
});

constexpr auto linkinfo_policy = policy_table<IFLA_INFO_MAX>({
	{ IFLA_INFO_KIND, P_STRING(NLATTR_NAME - 1) },
	{ IFLA_INFO_DATA, P_NESTED },
	{ IFLA_INFO_SLAVE_KIND, P_STRING(NLATTR_NAME - 1) },
	{ IFLA_INFO_SLAVE_DATA, P_NESTED },
});

constexpr auto vlan_policy = policy_table<IFLA_VLAN_MAX>({
	{ IFLA_VLAN_ID, P_U16 },
	{ IFLA_VLAN_FLAGS, P_MIN(8) },
	{ IFLA_VLAN_EGRESS_QOS, P_NESTED },
	{ IFLA_VLAN_INGRESS_QOS, P_NESTED },
	{ IFLA_VLAN_PROTOCOL, P_U16 },
});

constexpr auto bridge_policy = policy_table<IFLA_BR_MAX>({
	{ IFLA_BR_FORWARD_DELAY, P_U32 },
	{ IFLA_BR_HELLO_TIME, P_U32 },
	{ IFLA_BR_MAX_AGE, P_U32 },
	{ IFLA_BR_AGEING_TIME, P_U32 },
	{ IFLA_BR_STP_STATE, P_U32 },
	{ IFLA_BR_PRIORITY, P_U16 },
	{ IFLA_BR_VLAN_FILTERING, P_U8 },
	{ IFLA_BR_VLAN_PROTOCOL, P_U16 },
	{ IFLA_BR_GROUP_FWD_MASK, P_U16 },
	{ IFLA_BR_GROUP_ADDR, P_BINARY(NLATTR_ETH_ALEN) },
	{ IFLA_BR_MCAST_ROUTER, P_U8 },
	{ IFLA_BR_MCAST_SNOOPING, P_U8 },
	{ IFLA_BR_MCAST_HASH_MAX, P_U32 },
	{ IFLA_BR_MCAST_MEMBERSHIP_INTVL, P_U64 },
	{ IFLA_BR_MCAST_QUERIER_INTVL, P_U64 },
	{ IFLA_BR_MCAST_QUERY_INTVL, P_U64 },
});

constexpr auto rmnet_policy = policy_table<IFLA_RMNET_MAX>({
	{ IFLA_RMNET_MUX_ID, P_U16 },
	{ IFLA_RMNET_FLAGS, P_MIN(8) },
});

constexpr auto inet_policy = policy_table<IFLA_INET_MAX>({
	{ IFLA_INET_CONF, P_MIN(4) },
});

constexpr auto inet6_policy = policy_table<IFLA_INET6_MAX>({
	{ IFLA_INET6_FLAGS, P_U32 },
	{ IFLA_INET6_CACHEINFO, P_MIN(16) },
	{ IFLA_INET6_ADDR_GEN_MODE, P_U8 },
});

constexpr auto vf_policy = policy_table<IFLA_VF_MAX>({
	{ IFLA_VF_MAC, P_MIN(sizeof(struct ifla_vf_mac)) },
	{ IFLA_VF_VLAN, P_MIN(sizeof(struct ifla_vf_vlan)) },
	{ IFLA_VF_TX_RATE, P_MIN(sizeof(struct ifla_vf_tx_rate)) },
	{ IFLA_VF_SPOOFCHK, P_MIN(sizeof(struct ifla_vf_spoofchk)) },
	{ IFLA_VF_VLAN_LIST, P_NESTED },
});

constexpr auto encap_policy = policy_table<LWTUNNEL_IP_MAX>({
	{ LWTUNNEL_IP_ID, P_U64 },
	{ LWTUNNEL_IP_DST, P_U32 },
	{ LWTUNNEL_IP_SRC, P_U32 },
	{ LWTUNNEL_IP_TTL, P_U8 },
	{ LWTUNNEL_IP_TOS, P_U8 },
	{ LWTUNNEL_IP_FLAGS, P_U16 },
	{ LWTUNNEL_IP_OPTS, P_NESTED },
});

constexpr auto geneve_policy = policy_table<LWTUNNEL_IP_OPT_GENEVE_MAX>({
	{ LWTUNNEL_IP_OPT_GENEVE_CLASS, P_U16 },
	{ LWTUNNEL_IP_OPT_GENEVE_TYPE, P_U8 },
	{ LWTUNNEL_IP_OPT_GENEVE_DATA, P_BINARY(127) },
});

/* A table and its length, which nobody states: it is the array's. */
using table = std::span<const policy>;

consteval std::array<table, NLATTR_TABLES> all_tables()
{
	std::array<table, NLATTR_TABLES> t{};

	t[NLATTR_LINK] = link_policy;
	t[NLATTR_ADDR4] = addr4_policy;
	t[NLATTR_ADDR6] = addr6_policy;
	t[NLATTR_ROUTE4] = route4_policy;
	t[NLATTR_ROUTE6] = route6_policy;
	t[NLATTR_NEIGH] = neigh_policy;
	t[NLATTR_RULE] = rule_policy;
	t[NLATTR_LINKINFO] = linkinfo_policy;
	t[NLATTR_VLAN] = vlan_policy;
	t[NLATTR_BRIDGE] = bridge_policy;
	t[NLATTR_RMNET] = rmnet_policy;
	t[NLATTR_INET] = inet_policy;
	t[NLATTR_INET6] = inet6_policy;
	t[NLATTR_VF] = vf_policy;
	t[NLATTR_ENCAP] = encap_policy;
	t[NLATTR_GENEVE] = geneve_policy;
	return t;
}

constexpr auto tables = all_tables();

#endif
