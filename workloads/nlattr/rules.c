// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the oracle holds to be a valid attribute: one row per level and type. Independent of the
 * policy tables of the cells, and of how they check.
 */
#include "workloads/nlattr/internal.h"

#include <stdbool.h>
#include <string.h>

enum rule_kind { AT_LEAST, AT_MOST, TEXT, TEXT_NUL, NEST };

struct rule {
	enum nlattr_level level;
	unsigned type;
	enum rule_kind kind;
	size_t len;
};

#define L NLATTR_LINK
#define FOUR_AND_SIX(four, six, type, kind, len4, len6)                                            \
	{ four, type, kind, len4 },                                                                \
	{                                                                                          \
		six, type, kind, len6                                                              \
	}
#define A(type, kind, len4, len6) FOUR_AND_SIX(NLATTR_ADDR4, NLATTR_ADDR6, type, kind, len4, len6)
#define R(type, kind, len4, len6) FOUR_AND_SIX(NLATTR_ROUTE4, NLATTR_ROUTE6, type, kind, len4, len6)

static const struct rule rules[] = {
	{ L, IFLA_ADDRESS, AT_MOST, 32 },
	{ L, IFLA_BROADCAST, AT_MOST, 32 },
	{ L, IFLA_IFNAME, TEXT, 15 },
	{ L, IFLA_MTU, AT_LEAST, 4 },
	{ L, IFLA_LINK, AT_LEAST, 4 },
	{ L, IFLA_QDISC, TEXT, 15 },
	{ L, IFLA_STATS, AT_LEAST, sizeof(struct rtnl_link_stats) - 4 },
	{ L, IFLA_MASTER, AT_LEAST, 4 },
	{ L, IFLA_PROTINFO, NEST, 0 },
	{ L, IFLA_TXQLEN, AT_LEAST, 4 },
	{ L, IFLA_MAP, AT_LEAST, 28 },
	{ L, IFLA_WEIGHT, AT_LEAST, 4 },
	{ L, IFLA_OPERSTATE, AT_LEAST, 1 },
	{ L, IFLA_LINKMODE, AT_LEAST, 1 },
	{ L, IFLA_LINKINFO, NEST, 0 },
	{ L, IFLA_NET_NS_PID, AT_LEAST, 4 },
	{ L, IFLA_IFALIAS, TEXT, 255 },
	{ L, IFLA_NUM_VF, AT_LEAST, 4 },
	{ L, IFLA_VFINFO_LIST, NEST, 0 },
	{ L, IFLA_STATS64, AT_LEAST, 184 },
	{ L, IFLA_AF_SPEC, NEST, 0 },
	{ L, IFLA_GROUP, AT_LEAST, 4 },
	{ L, IFLA_NET_NS_FD, AT_LEAST, 4 },
	{ L, IFLA_EXT_MASK, AT_LEAST, 4 },
	{ L, IFLA_PROMISCUITY, AT_LEAST, 4 },
	{ L, IFLA_NUM_TX_QUEUES, AT_LEAST, 4 },
	{ L, IFLA_NUM_RX_QUEUES, AT_LEAST, 4 },
	{ L, IFLA_CARRIER, AT_LEAST, 1 },
	{ L, IFLA_PHYS_PORT_ID, AT_MOST, 32 },
	{ L, IFLA_CARRIER_CHANGES, AT_LEAST, 4 },
	{ L, IFLA_PHYS_SWITCH_ID, AT_MOST, 32 },
	{ L, IFLA_GSO_MAX_SEGS, AT_LEAST, 4 },
	{ L, IFLA_GSO_MAX_SIZE, AT_LEAST, 4 },
	{ L, IFLA_XDP, NEST, 0 },
	{ L, IFLA_NEW_NETNSID, AT_LEAST, 4 },
	{ L, IFLA_CARRIER_UP_COUNT, AT_LEAST, 4 },
	{ L, IFLA_CARRIER_DOWN_COUNT, AT_LEAST, 4 },
	{ L, IFLA_MIN_MTU, AT_LEAST, 4 },
	{ L, IFLA_MAX_MTU, AT_LEAST, 4 },
	{ L, IFLA_PROP_LIST, NEST, 0 },
	{ L, IFLA_PERM_ADDRESS, AT_MOST, 32 },
	{ L, IFLA_PROTO_DOWN_REASON, NEST, 0 },
	{ L, IFLA_PARENT_DEV_NAME, TEXT_NUL, 63 },

	A(IFA_ADDRESS, AT_LEAST, 4, 16),
	A(IFA_LOCAL, AT_LEAST, 4, 16),
	A(IFA_LABEL, TEXT, 15, 15),
	{ NLATTR_ADDR4, IFA_BROADCAST, AT_LEAST, 4 },
	A(IFA_CACHEINFO, AT_LEAST, 16, 16),
	A(IFA_FLAGS, AT_LEAST, 4, 4),
	A(IFA_RT_PRIORITY, AT_LEAST, 4, 4),
	A(IFA_PROTO, AT_LEAST, 1, 1),

	R(RTA_DST, AT_LEAST, 4, 16),
	R(RTA_SRC, AT_LEAST, 4, 16),
	R(RTA_IIF, AT_LEAST, 4, 4),
	R(RTA_OIF, AT_LEAST, 4, 4),
	R(RTA_GATEWAY, AT_LEAST, 4, 16),
	R(RTA_PRIORITY, AT_LEAST, 4, 4),
	R(RTA_PREFSRC, AT_LEAST, 4, 16),
	R(RTA_METRICS, NEST, 0, 0),
	R(RTA_MULTIPATH, AT_LEAST, 8, 8),
	R(RTA_FLOW, AT_LEAST, 4, 4),
	R(RTA_CACHEINFO, AT_LEAST, 32, 32),
	R(RTA_TABLE, AT_LEAST, 4, 4),
	R(RTA_MARK, AT_LEAST, 4, 4),
	R(RTA_PREF, AT_LEAST, 1, 1),
	R(RTA_ENCAP_TYPE, AT_LEAST, 2, 2),
	R(RTA_ENCAP, NEST, 0, 0),
	R(RTA_EXPIRES, AT_LEAST, 4, 4),
	R(RTA_UID, AT_LEAST, 4, 4),
	R(RTA_TTL_PROPAGATE, AT_LEAST, 1, 1),
	R(RTA_IP_PROTO, AT_LEAST, 1, 1),
	R(RTA_SPORT, AT_LEAST, 2, 2),
	R(RTA_DPORT, AT_LEAST, 2, 2),
	R(RTA_NH_ID, AT_LEAST, 4, 4),

	{ NLATTR_NEIGH, NDA_DST, AT_MOST, 32 },
	{ NLATTR_NEIGH, NDA_LLADDR, AT_MOST, 32 },
	{ NLATTR_NEIGH, NDA_CACHEINFO, AT_LEAST, 16 },
	{ NLATTR_NEIGH, NDA_PROBES, AT_LEAST, 4 },
	{ NLATTR_NEIGH, NDA_VLAN, AT_LEAST, 2 },
	{ NLATTR_NEIGH, NDA_PORT, AT_LEAST, 2 },
	{ NLATTR_NEIGH, NDA_VNI, AT_LEAST, 4 },
	{ NLATTR_NEIGH, NDA_IFINDEX, AT_LEAST, 4 },
	{ NLATTR_NEIGH, NDA_MASTER, AT_LEAST, 4 },
	{ NLATTR_NEIGH, NDA_PROTOCOL, AT_LEAST, 1 },
	{ NLATTR_NEIGH, NDA_NH_ID, AT_LEAST, 4 },

	{ NLATTR_RULE, FRA_IIFNAME, TEXT, 15 },
	{ NLATTR_RULE, FRA_OIFNAME, TEXT, 15 },
	{ NLATTR_RULE, FRA_PRIORITY, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_FWMARK, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_FWMASK, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_FLOW, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_TUN_ID, AT_LEAST, 8 },
	{ NLATTR_RULE, FRA_SUPPRESS_IFGROUP, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_SUPPRESS_PREFIXLEN, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_TABLE, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_L3MDEV, AT_LEAST, 1 },
	{ NLATTR_RULE, FRA_UID_RANGE, AT_LEAST, 8 },
	{ NLATTR_RULE, FRA_PROTOCOL, AT_LEAST, 1 },
	{ NLATTR_RULE, FRA_IP_PROTO, AT_LEAST, 1 },
	{ NLATTR_RULE, FRA_SPORT_RANGE, AT_LEAST, 4 },
	{ NLATTR_RULE, FRA_DPORT_RANGE, AT_LEAST, 4 },

	{ NLATTR_LINKINFO, IFLA_INFO_KIND, TEXT, 15 },
	{ NLATTR_LINKINFO, IFLA_INFO_DATA, NEST, 0 },
	{ NLATTR_LINKINFO, IFLA_INFO_SLAVE_KIND, TEXT, 15 },
	{ NLATTR_LINKINFO, IFLA_INFO_SLAVE_DATA, NEST, 0 },

	{ NLATTR_VLAN, IFLA_VLAN_ID, AT_LEAST, 2 },
	{ NLATTR_VLAN, IFLA_VLAN_FLAGS, AT_LEAST, 8 },
	{ NLATTR_VLAN, IFLA_VLAN_EGRESS_QOS, NEST, 0 },
	{ NLATTR_VLAN, IFLA_VLAN_INGRESS_QOS, NEST, 0 },
	{ NLATTR_VLAN, IFLA_VLAN_PROTOCOL, AT_LEAST, 2 },

	{ NLATTR_BRIDGE, IFLA_BR_FORWARD_DELAY, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_HELLO_TIME, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_MAX_AGE, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_AGEING_TIME, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_STP_STATE, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_PRIORITY, AT_LEAST, 2 },
	{ NLATTR_BRIDGE, IFLA_BR_VLAN_FILTERING, AT_LEAST, 1 },
	{ NLATTR_BRIDGE, IFLA_BR_VLAN_PROTOCOL, AT_LEAST, 2 },
	{ NLATTR_BRIDGE, IFLA_BR_GROUP_FWD_MASK, AT_LEAST, 2 },
	{ NLATTR_BRIDGE, IFLA_BR_GROUP_ADDR, AT_MOST, 6 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_ROUTER, AT_LEAST, 1 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_SNOOPING, AT_LEAST, 1 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_HASH_MAX, AT_LEAST, 4 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_MEMBERSHIP_INTVL, AT_LEAST, 8 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_QUERIER_INTVL, AT_LEAST, 8 },
	{ NLATTR_BRIDGE, IFLA_BR_MCAST_QUERY_INTVL, AT_LEAST, 8 },

	{ NLATTR_RMNET, IFLA_RMNET_MUX_ID, AT_LEAST, 2 },
	{ NLATTR_RMNET, IFLA_RMNET_FLAGS, AT_LEAST, 8 },

	{ NLATTR_INET, IFLA_INET_CONF, AT_LEAST, 4 },
	{ NLATTR_INET6, IFLA_INET6_FLAGS, AT_LEAST, 4 },
	{ NLATTR_INET6, IFLA_INET6_CACHEINFO, AT_LEAST, 16 },
	{ NLATTR_INET6, IFLA_INET6_ADDR_GEN_MODE, AT_LEAST, 1 },

	{ NLATTR_VF, IFLA_VF_MAC, AT_LEAST, 36 },
	{ NLATTR_VF, IFLA_VF_VLAN, AT_LEAST, 12 },
	{ NLATTR_VF, IFLA_VF_TX_RATE, AT_LEAST, 8 },
	{ NLATTR_VF, IFLA_VF_SPOOFCHK, AT_LEAST, 8 },
	{ NLATTR_VF, IFLA_VF_VLAN_LIST, NEST, 0 },

	{ NLATTR_ENCAP, LWTUNNEL_IP_ID, AT_LEAST, 8 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_DST, AT_LEAST, 4 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_SRC, AT_LEAST, 4 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_TTL, AT_LEAST, 1 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_TOS, AT_LEAST, 1 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_FLAGS, AT_LEAST, 2 },
	{ NLATTR_ENCAP, LWTUNNEL_IP_OPTS, NEST, 0 },

	{ NLATTR_GENEVE, LWTUNNEL_IP_OPT_GENEVE_CLASS, AT_LEAST, 2 },
	{ NLATTR_GENEVE, LWTUNNEL_IP_OPT_GENEVE_TYPE, AT_LEAST, 1 },
	{ NLATTR_GENEVE, LWTUNNEL_IP_OPT_GENEVE_DATA, AT_MOST, 127 },
};

unsigned nlattr_rule_max(enum nlattr_level level)
{
	switch (level) {
	case NLATTR_LINK:
		return IFLA_MAX;
	case NLATTR_ADDR4:
	case NLATTR_ADDR6:
		return IFA_MAX;
	case NLATTR_ROUTE4:
	case NLATTR_ROUTE6:
		return RTA_MAX;
	case NLATTR_NEIGH:
		return NDA_MAX;
	case NLATTR_RULE:
		return FRA_MAX;
	case NLATTR_LINKINFO:
		return IFLA_INFO_MAX;
	case NLATTR_VLAN:
		return IFLA_VLAN_MAX;
	case NLATTR_BRIDGE:
		return IFLA_BR_MAX;
	case NLATTR_RMNET:
		return IFLA_RMNET_MAX;
	case NLATTR_INET:
		return IFLA_INET_MAX;
	case NLATTR_INET6:
		return IFLA_INET6_MAX;
	case NLATTR_VF:
		return IFLA_VF_MAX;
	case NLATTR_ENCAP:
		return LWTUNNEL_IP_MAX;
	case NLATTR_GENEVE:
		return LWTUNNEL_IP_OPT_GENEVE_MAX;
	default:
		return 0;
	}
}

static int obey(const struct rule *rule, const uint8_t *p, size_t n)
{
	bool nul = n && p[n - 1] == 0;

	switch (rule->kind) {
	case AT_LEAST:
		return n >= rule->len ? 0 : -ERANGE;
	case AT_MOST:
		return n <= rule->len ? 0 : -ERANGE;
	case NEST:
		return n == 0 || n >= 4 ? 0 : -ERANGE;
	case TEXT_NUL:
		if (!memchr(p, 0, n < rule->len + 1 ? n : rule->len + 1))
			return -EINVAL;
		/* fall through */
	case TEXT:
		return n >= 1 && n - nul <= rule->len ? 0 : -ERANGE;
	}
	return 0;
}

int nlattr_rule(enum nlattr_level level, unsigned type, const uint8_t *p, size_t n)
{
	static const struct rule *by_type[NLATTR_TABLES][64];
	static bool filled;

	if (!filled) {
		for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
			by_type[rules[i].level][rules[i].type] = &rules[i];
		filled = true;
	}
	return by_type[level][type] ? obey(by_type[level][type], p, n) : 0;
}
