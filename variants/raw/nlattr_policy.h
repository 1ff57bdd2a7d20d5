/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policy tables of workload nlattr, raw: pre-fix where it says so (workloads/nlattr/README.md).
 * Modelled on ifla_policy[], ifa_ipv4_policy[], rtm_ipv4_policy[] and their like; attributes
 * without an entry are accepted at any length, as in the kernel.
 */
#ifndef MEMTAX_RAW_NLATTR_POLICY_H
#define MEMTAX_RAW_NLATTR_POLICY_H

#include "workloads/nlattr/nlattr.h"

enum policy_kind { ANY, RANGE, STRING, NUL_STRING, NESTED };

/*
 * One entry. Payload lengths from `min` up to UINT16_MAX - `over` are right without another look:
 * the absent entry, all zeros, accepts every length; NUL_STRING has a range without lengths, so
 * that all of them get the other look.
 */
struct policy {
	uint8_t kind;
	uint16_t min, over;
	uint16_t len; /* NUL_STRING: longest without its NUL */
};

#define P_MIN(n) { RANGE, n, 0, 0 }
#define P_U8 P_MIN(1)
#define P_U16 P_MIN(2)
#define P_U32 P_MIN(4)
#define P_U64 P_MIN(8)
#define P_BINARY(n) { RANGE, 0, UINT16_MAX - (n), 0 }
#define P_STRING(n) { STRING, 1, UINT16_MAX - (n), 0 }
#define P_NUL_STRING(n) { NUL_STRING, 1, UINT16_MAX, n }
#define P_NESTED { NESTED, NLA_HDRLEN, 0, 0 }

static const struct policy link_policy[IFLA_MAX + 1] = {
	[IFLA_ADDRESS] = P_BINARY(32), /* only a maximum, as in ifla_policy[] */
	[IFLA_BROADCAST] = P_BINARY(32),
	[IFLA_IFNAME] = P_STRING(NLATTR_NAME - 1),
	[IFLA_MTU] = P_U32,
	[IFLA_LINK] = P_U32,
	[IFLA_QDISC] = P_STRING(NLATTR_NAME - 1),
	[IFLA_STATS] = P_MIN(sizeof(struct rtnl_link_stats) - 4),
	[IFLA_MASTER] = P_U32,
	[IFLA_PROTINFO] = P_NESTED,
	[IFLA_TXQLEN] = P_U32,
	[IFLA_MAP] = P_MIN(28),
	[IFLA_WEIGHT] = P_U32,
	[IFLA_OPERSTATE] = P_U8,
	[IFLA_LINKMODE] = P_U8,
	[IFLA_LINKINFO] = P_NESTED,
	[IFLA_NET_NS_PID] = P_U32,
	[IFLA_IFALIAS] = P_STRING(255),
	[IFLA_NUM_VF] = P_U32,
	[IFLA_VFINFO_LIST] = P_NESTED,
	[IFLA_STATS64] = P_MIN(23 * 8),
	[IFLA_AF_SPEC] = P_NESTED,
	[IFLA_GROUP] = P_U32,
	[IFLA_NET_NS_FD] = P_U32,
	[IFLA_EXT_MASK] = P_U32,
	[IFLA_PROMISCUITY] = P_U32,
	[IFLA_NUM_TX_QUEUES] = P_U32,
	[IFLA_NUM_RX_QUEUES] = P_U32,
	[IFLA_CARRIER] = P_U8,
	[IFLA_PHYS_PORT_ID] = P_BINARY(32),
	[IFLA_CARRIER_CHANGES] = P_U32,
	[IFLA_PHYS_SWITCH_ID] = P_BINARY(32),
	[IFLA_GSO_MAX_SEGS] = P_U32,
	[IFLA_GSO_MAX_SIZE] = P_U32,
	[IFLA_XDP] = P_NESTED,
	[IFLA_NEW_NETNSID] = P_U32,
	[IFLA_CARRIER_UP_COUNT] = P_U32,
	[IFLA_CARRIER_DOWN_COUNT] = P_U32,
	[IFLA_MIN_MTU] = P_U32,
	[IFLA_MAX_MTU] = P_U32,
	[IFLA_PROP_LIST] = P_NESTED,
	[IFLA_PERM_ADDRESS] = P_BINARY(32),
	[IFLA_PROTO_DOWN_REASON] = P_NESTED,
	[IFLA_PARENT_DEV_NAME] = P_NUL_STRING(63),
};

static const struct policy addr4_policy[IFA_MAX + 1] = {
	[IFA_ADDRESS] = P_U32,
	[IFA_LOCAL] = P_U32,
	[IFA_LABEL] = P_STRING(NLATTR_NAME - 1),
	[IFA_BROADCAST] = P_U32,
	[IFA_CACHEINFO] = P_MIN(16),
	[IFA_FLAGS] = P_U32,
	[IFA_RT_PRIORITY] = P_U32,
	[IFA_PROTO] = P_U8,
};

static const struct policy addr6_policy[IFA_MAX + 1] = {
	[IFA_ADDRESS] = P_MIN(16),
	[IFA_LOCAL] = P_MIN(16),
	[IFA_LABEL] = P_STRING(NLATTR_NAME - 1),
	[IFA_CACHEINFO] = P_MIN(16),
	[IFA_FLAGS] = P_U32,
	[IFA_RT_PRIORITY] = P_U32,
	[IFA_PROTO] = P_U8,
};

/* pre-fix 2eabd764cb55: no entry for RTA_TABLE, which is read all the same */
static const struct policy route4_policy[RTA_MAX + 1] = {
	[RTA_DST] = P_U32,     [RTA_SRC] = P_U32,	    [RTA_IIF] = P_U32,
	[RTA_OIF] = P_U32,     [RTA_GATEWAY] = P_U32,	    [RTA_PRIORITY] = P_U32,
	[RTA_PREFSRC] = P_U32, [RTA_METRICS] = P_NESTED,    [RTA_MULTIPATH] = P_MIN(8),
	[RTA_FLOW] = P_U32,    [RTA_CACHEINFO] = P_MIN(32), [RTA_MARK] = P_U32,
	[RTA_PREF] = P_U8,     [RTA_ENCAP_TYPE] = P_U16,    [RTA_ENCAP] = P_NESTED,
	[RTA_EXPIRES] = P_U32, [RTA_UID] = P_U32,	    [RTA_TTL_PROPAGATE] = P_U8,
	[RTA_IP_PROTO] = P_U8, [RTA_SPORT] = P_U16,	    [RTA_DPORT] = P_U16,
	[RTA_NH_ID] = P_U32,
};

static const struct policy route6_policy[RTA_MAX + 1] = {
	[RTA_DST] = P_MIN(16),	   [RTA_SRC] = P_MIN(16),	[RTA_IIF] = P_U32,
	[RTA_OIF] = P_U32,	   [RTA_GATEWAY] = P_MIN(16),	[RTA_PRIORITY] = P_U32,
	[RTA_PREFSRC] = P_MIN(16), [RTA_METRICS] = P_NESTED,	[RTA_MULTIPATH] = P_MIN(8),
	[RTA_FLOW] = P_U32,	   [RTA_CACHEINFO] = P_MIN(32), [RTA_MARK] = P_U32,
	[RTA_PREF] = P_U8,	   [RTA_ENCAP_TYPE] = P_U16,	[RTA_ENCAP] = P_NESTED,
	[RTA_EXPIRES] = P_U32,	   [RTA_UID] = P_U32,		[RTA_TTL_PROPAGATE] = P_U8,
	[RTA_IP_PROTO] = P_U8,	   [RTA_SPORT] = P_U16,		[RTA_DPORT] = P_U16,
	[RTA_NH_ID] = P_U32,
};

static const struct policy neigh_policy[NDA_MAX + 1] = {
	[NDA_DST] = P_BINARY(32), [NDA_LLADDR] = P_BINARY(32), [NDA_CACHEINFO] = P_MIN(16),
	[NDA_PROBES] = P_U32,	  [NDA_VLAN] = P_U16,	       [NDA_PORT] = P_U16,
	[NDA_VNI] = P_U32,	  [NDA_IFINDEX] = P_U32,       [NDA_MASTER] = P_U32,
	[NDA_PROTOCOL] = P_U8,	  [NDA_NH_ID] = P_U32,
};

static const struct policy rule_policy[FRA_MAX + 1] = {
	[FRA_IIFNAME] = P_STRING(NLATTR_NAME - 1),
	[FRA_OIFNAME] = P_STRING(NLATTR_NAME - 1),
	[FRA_PRIORITY] = P_U32,
	[FRA_FWMARK] = P_U32,
	[FRA_FWMASK] = P_U32,
	[FRA_FLOW] = P_U32,
	[FRA_TUN_ID] = P_U64,
	[FRA_SUPPRESS_IFGROUP] = P_U32,
	[FRA_SUPPRESS_PREFIXLEN] = P_U32,
	[FRA_TABLE] = P_U32,
	[FRA_L3MDEV] = P_U8,
	[FRA_UID_RANGE] = P_MIN(8),
	[FRA_PROTOCOL] = P_U8,
	[FRA_IP_PROTO] = P_U8,
	[FRA_SPORT_RANGE] = P_MIN(4),
	[FRA_DPORT_RANGE] = P_MIN(4),
};

static const struct policy linkinfo_policy[IFLA_INFO_MAX + 1] = {
	[IFLA_INFO_KIND] = P_STRING(NLATTR_NAME - 1),
	[IFLA_INFO_DATA] = P_NESTED,
	[IFLA_INFO_SLAVE_KIND] = P_STRING(NLATTR_NAME - 1),
	[IFLA_INFO_SLAVE_DATA] = P_NESTED,
};

static const struct policy vlan_policy[IFLA_VLAN_MAX + 1] = {
	[IFLA_VLAN_ID] = P_U16,
	[IFLA_VLAN_FLAGS] = P_MIN(8),
	[IFLA_VLAN_EGRESS_QOS] = P_NESTED,
	[IFLA_VLAN_INGRESS_QOS] = P_NESTED,
	[IFLA_VLAN_PROTOCOL] = P_U16,
};

static const struct policy bridge_policy[IFLA_BR_MAX + 1] = {
	[IFLA_BR_FORWARD_DELAY] = P_U32,
	[IFLA_BR_HELLO_TIME] = P_U32,
	[IFLA_BR_MAX_AGE] = P_U32,
	[IFLA_BR_AGEING_TIME] = P_U32,
	[IFLA_BR_STP_STATE] = P_U32,
	[IFLA_BR_PRIORITY] = P_U16,
	[IFLA_BR_VLAN_FILTERING] = P_U8,
	[IFLA_BR_VLAN_PROTOCOL] = P_U16,
	[IFLA_BR_GROUP_FWD_MASK] = P_U16,
	[IFLA_BR_GROUP_ADDR] = P_BINARY(NLATTR_ETH_ALEN),
	[IFLA_BR_MCAST_ROUTER] = P_U8,
	[IFLA_BR_MCAST_SNOOPING] = P_U8,
	[IFLA_BR_MCAST_HASH_MAX] = P_U32,
	[IFLA_BR_MCAST_MEMBERSHIP_INTVL] = P_U64,
	[IFLA_BR_MCAST_QUERIER_INTVL] = P_U64,
	[IFLA_BR_MCAST_QUERY_INTVL] = P_U64,
};

/* pre-fix b33fb5b801c6 (CVE-2024-26597): the table ends one entry before what `max` says below */
static const struct policy rmnet_policy[IFLA_RMNET_MAX + 1] = {
	[IFLA_RMNET_MUX_ID] = P_U16,
	[IFLA_RMNET_FLAGS] = P_MIN(8),
};

static const struct policy inet_policy[IFLA_INET_MAX + 1] = {
	[IFLA_INET_CONF] = P_MIN(4),
};

static const struct policy inet6_policy[IFLA_INET6_MAX + 1] = {
	[IFLA_INET6_FLAGS] = P_U32,
	[IFLA_INET6_CACHEINFO] = P_MIN(16),
	[IFLA_INET6_ADDR_GEN_MODE] = P_U8,
};

/* pre-fix 364d5716a7ad: IFLA_VF_INFO was walked without a policy */
static const struct policy vf_policy[IFLA_VF_MAX + 1] = { { ANY, 0, 0, 0 } };

static const struct policy encap_policy[LWTUNNEL_IP_MAX + 1] = {
	[LWTUNNEL_IP_ID] = P_U64,      [LWTUNNEL_IP_DST] = P_U32, [LWTUNNEL_IP_SRC] = P_U32,
	[LWTUNNEL_IP_TTL] = P_U8,      [LWTUNNEL_IP_TOS] = P_U8,  [LWTUNNEL_IP_FLAGS] = P_U16,
	[LWTUNNEL_IP_OPTS] = P_NESTED,
};

static const struct policy geneve_policy[LWTUNNEL_IP_OPT_GENEVE_MAX + 1] = {
	[LWTUNNEL_IP_OPT_GENEVE_CLASS] = P_U16,
	[LWTUNNEL_IP_OPT_GENEVE_TYPE] = P_U8,
	[LWTUNNEL_IP_OPT_GENEVE_DATA] = P_BINARY(127),
};

struct table {
	const struct policy *policy;
	uint32_t max; /* largest attribute type */
};

static const struct table tables[NLATTR_TABLES] = {
	[NLATTR_LINK] = { link_policy, IFLA_MAX },
	[NLATTR_ADDR4] = { addr4_policy, IFA_MAX },
	[NLATTR_ADDR6] = { addr6_policy, IFA_MAX },
	[NLATTR_ROUTE4] = { route4_policy, RTA_MAX },
	[NLATTR_ROUTE6] = { route6_policy, RTA_MAX },
	[NLATTR_NEIGH] = { neigh_policy, NDA_MAX },
	[NLATTR_RULE] = { rule_policy, FRA_MAX },
	[NLATTR_LINKINFO] = { linkinfo_policy, IFLA_INFO_MAX },
	[NLATTR_VLAN] = { vlan_policy, IFLA_VLAN_MAX },
	[NLATTR_BRIDGE] = { bridge_policy, IFLA_BR_MAX },
	[NLATTR_RMNET] = { rmnet_policy, IFLA_RMNET_MAX + 1 },
	[NLATTR_INET] = { inet_policy, IFLA_INET_MAX },
	[NLATTR_INET6] = { inet6_policy, IFLA_INET6_MAX },
	[NLATTR_VF] = { vf_policy, IFLA_VF_MAX },
	[NLATTR_ENCAP] = { encap_policy, LWTUNNEL_IP_MAX },
	[NLATTR_GENEVE] = { geneve_policy, LWTUNNEL_IP_OPT_GENEVE_MAX },
};

#endif
