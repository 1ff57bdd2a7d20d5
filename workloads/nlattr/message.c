// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Generated messages: requests as iproute2 would send them, 10 to 19 attributes of a random choice
 * in a random order (addresses and neighbours have fewer), nested levels included.
 */
#include "workloads/nlattr/internal.h"

#include <string.h>

#include "harness/contract/random.h"

struct builder {
	struct memtax_random *random;
	uint8_t *p;
	uint32_t n;
};

static uint32_t below(struct builder *b, uint32_t n)
{
	return memtax_random_below(b->random, n);
}

static void put(struct builder *b, unsigned type, const void *data, uint32_t len)
{
	uint16_t header[2] = { (uint16_t)(NLA_HDRLEN + len), (uint16_t)type };

	memcpy(b->p + b->n, header, sizeof(header));
	if (len)
		memcpy(b->p + b->n + NLA_HDRLEN, data, len);
	memset(b->p + b->n + NLA_HDRLEN + len, 0, NLA_ALIGN(len) - len);
	b->n += NLA_HDRLEN + NLA_ALIGN(len);
}

/* `len` random bytes. */
static void put_random(struct builder *b, unsigned type, uint32_t len)
{
	uint64_t bytes[32];

	for (uint32_t i = 0; i < (len + 7) / 8; i++)
		bytes[i] = memtax_random_next(b->random);
	put(b, type, bytes, len);
}

static void put_string(struct builder *b, unsigned type, uint32_t min, uint32_t max)
{
	uint32_t len = min + below(b, max - min + 1);
	char text[64];

	for (uint32_t i = 0; i < len; i++)
		text[i] = (char)('a' + below(b, 26));
	text[len] = 0;
	/* with its NUL or without: both are in use, for everything but kinds */
	put(b, type, text, len + below(b, 2));
}

static uint32_t nest(struct builder *b, unsigned type)
{
	uint32_t at = b->n;

	put(b, type | (below(b, 2) ? NLA_F_NESTED : 0), NULL, 0);
	return at;
}

static void nest_end(struct builder *b, uint32_t at)
{
	uint16_t len = (uint16_t)(b->n - at);

	memcpy(b->p + at, &len, sizeof(len));
}

/* ---- what some attributes hold -------------------------------------------------------------- */

static void put_linkinfo(struct builder *b)
{
	static const char *const kinds[] = { "vlan", "bridge", "rmnet", "dummy" };
	uint32_t kind = below(b, 4), at = nest(b, IFLA_LINKINFO), data;

	put(b, IFLA_INFO_KIND, kinds[kind], (uint32_t)strlen(kinds[kind]) + 1);
	if (kind < 3) {
		data = nest(b, IFLA_INFO_DATA);
		if (kind == 0) {
			put_random(b, IFLA_VLAN_ID, 2);
			if (below(b, 2))
				put_random(b, IFLA_VLAN_FLAGS, 8);
			put_random(b, IFLA_VLAN_PROTOCOL, 2);
		} else if (kind == 1) {
			put_random(b, IFLA_BR_FORWARD_DELAY, 4);
			put_random(b, IFLA_BR_AGEING_TIME, 4);
			put_random(b, IFLA_BR_VLAN_FILTERING, 1);
			if (below(b, 2))
				put_random(b, IFLA_BR_PRIORITY, 2);
		} else {
			put_random(b, IFLA_RMNET_MUX_ID, 2);
			put_random(b, IFLA_RMNET_FLAGS, 8);
		}
		nest_end(b, data);
	}
	nest_end(b, at);
}

static void put_vf_list(struct builder *b)
{
	uint32_t at = nest(b, IFLA_VFINFO_LIST), n = 1 + below(b, 2);

	while (n--) {
		uint32_t vf = nest(b, IFLA_VF_INFO), vlans;

		put_random(b, IFLA_VF_MAC, sizeof(struct ifla_vf_mac));
		put_random(b, IFLA_VF_VLAN, sizeof(struct ifla_vf_vlan));
		if (below(b, 2))
			put_random(b, IFLA_VF_TX_RATE, sizeof(struct ifla_vf_tx_rate));
		if (below(b, 2))
			put_random(b, IFLA_VF_SPOOFCHK, sizeof(struct ifla_vf_spoofchk));
		if (below(b, 2)) {
			vlans = nest(b, IFLA_VF_VLAN_LIST);
			put_random(b, IFLA_VF_VLAN_INFO, sizeof(struct ifla_vf_vlan_info));
			nest_end(b, vlans);
		}
		nest_end(b, vf);
	}
	nest_end(b, at);
}

static void put_af_spec(struct builder *b, uint8_t family)
{
	uint32_t at = nest(b, IFLA_AF_SPEC), af;

	if (family == NLATTR_AF_BRIDGE) {
		put_random(b, IFLA_BRIDGE_FLAGS, 2);
		put_random(b, IFLA_BRIDGE_MODE, 2);
	} else {
		af = nest(b, NLATTR_AF_INET);
		put_random(b, IFLA_INET_CONF, 4 * (1 + below(b, 16)));
		nest_end(b, af);
		if (below(b, 2)) {
			af = nest(b, NLATTR_AF_INET6);
			put_random(b, IFLA_INET6_FLAGS, 4);
			put_random(b, IFLA_INET6_CACHEINFO, 16);
			put_random(b, IFLA_INET6_ADDR_GEN_MODE, 1);
			nest_end(b, af);
		}
		if (below(b, 4) == 0)
			put(b, 28 /* AF_MPLS: nothing here handles it */, NULL, 0);
	}
	nest_end(b, at);
}

static void put_metrics(struct builder *b)
{
	uint32_t at = nest(b, RTA_METRICS), n = 1 + below(b, 4);

	while (n--) {
		unsigned type = 1 + below(b, RTAX_MAX);

		if (type == RTAX_CC_ALGO)
			put(b, type, "cubic", 6);
		else
			put_random(b, type, 4);
	}
	nest_end(b, at);
}

static void put_multipath(struct builder *b, uint32_t alen)
{
	uint32_t at = nest(b, RTA_MULTIPATH), n = 2 + below(b, 3);

	while (n--) {
		uint32_t start = b->n;
		struct rtnexthop nh = { .rtnh_hops = (unsigned char)below(b, 256),
					.rtnh_ifindex = (int)below(b, 64) };

		b->n += sizeof(nh);
		put_random(b, RTA_GATEWAY, alen);
		if (below(b, 2))
			put_random(b, RTA_FLOW, 4);
		if (below(b, 8) == 0)
			put_random(b, RTA_ENCAP_TYPE, 2);
		nh.rtnh_len = (unsigned short)(b->n - start);
		memcpy(b->p + start, &nh, sizeof(nh));
	}
	nest_end(b, at);
}

static void put_encap(struct builder *b)
{
	uint32_t at, opts, opt, n = 1 + below(b, 3);
	uint16_t type = LWTUNNEL_ENCAP_IP;

	put(b, RTA_ENCAP_TYPE, &type, sizeof(type));
	at = nest(b, RTA_ENCAP);
	put_random(b, LWTUNNEL_IP_ID, 8);
	put_random(b, LWTUNNEL_IP_DST, 4);
	if (below(b, 2))
		put_random(b, LWTUNNEL_IP_SRC, 4);
	put_random(b, LWTUNNEL_IP_TTL, 1);
	opts = nest(b, LWTUNNEL_IP_OPTS);
	while (n--) {
		opt = nest(b, LWTUNNEL_IP_OPTS_GENEVE);
		put_random(b, LWTUNNEL_IP_OPT_GENEVE_CLASS, 2);
		put_random(b, LWTUNNEL_IP_OPT_GENEVE_TYPE, 1);
		put_random(b, LWTUNNEL_IP_OPT_GENEVE_DATA, 4 * (1 + below(b, 8)));
		nest_end(b, opt);
	}
	nest_end(b, opts);
	nest_end(b, at);
}

/* ---- messages ------------------------------------------------------------------------------- */

enum shape {
	STRING = 256,
	LONG_STRING,
	ADDRESS,
	LINKINFO,
	VFS,
	AF_SPEC,
	METRICS,
	MULTIPATH,
	ENCAP
};

/* An attribute that a message may have: its type, and its size in bytes or what it holds. */
struct choice {
	unsigned type;
	unsigned size;
};

static const struct choice link_choices[] = {
	{ IFLA_IFNAME, STRING },   { IFLA_MTU, 4 },	      { IFLA_LINKINFO, LINKINFO },
	{ IFLA_AF_SPEC, AF_SPEC }, { IFLA_ADDRESS, 6 },	      { IFLA_BROADCAST, 6 },
	{ IFLA_LINK, 4 },	   { IFLA_MASTER, 4 },	      { IFLA_TXQLEN, 4 },
	{ IFLA_OPERSTATE, 1 },	   { IFLA_LINKMODE, 1 },      { IFLA_GROUP, 4 },
	{ IFLA_NUM_TX_QUEUES, 4 }, { IFLA_NUM_RX_QUEUES, 4 }, { IFLA_GSO_MAX_SIZE, 4 },
	{ IFLA_GSO_MAX_SEGS, 4 },  { IFLA_PROMISCUITY, 4 },   { IFLA_NET_NS_FD, 4 },
	{ IFLA_CARRIER, 1 },	   { IFLA_EXT_MASK, 4 },      { IFLA_IFALIAS, LONG_STRING },
	{ IFLA_MIN_MTU, 4 },	   { IFLA_MAX_MTU, 4 },	      { IFLA_PROTO_DOWN, 1 },
	{ IFLA_VFINFO_LIST, VFS }, { IFLA_MAX + 5, 8 }, /* newer than the receiver: skipped */
};

static const struct choice addr_choices[] = {
	{ IFA_ADDRESS, ADDRESS }, { IFA_LOCAL, ADDRESS },     { IFA_LABEL, STRING },
	{ IFA_FLAGS, 4 },	  { IFA_CACHEINFO, 16 },      { IFA_RT_PRIORITY, 4 },
	{ IFA_PROTO, 1 },	  { IFA_BROADCAST, ADDRESS }, { IFA_MAX + 3, 4 },
};

static const struct choice route_choices[] = {
	{ RTA_DST, ADDRESS },  { RTA_GATEWAY, ADDRESS },
	{ RTA_OIF, 4 },	       { RTA_PRIORITY, 4 },
	{ RTA_TABLE, 4 },      { RTA_PREFSRC, ADDRESS },
	{ RTA_MARK, 4 },       { RTA_METRICS, METRICS },
	{ RTA_CACHEINFO, 32 }, { RTA_MULTIPATH, MULTIPATH },
	{ RTA_ENCAP, ENCAP },  { RTA_FLOW, 4 },
	{ RTA_PREF, 1 },       { RTA_IIF, 4 },
	{ RTA_SRC, ADDRESS },  { RTA_EXPIRES, 4 },
	{ RTA_UID, 4 },	       { RTA_TTL_PROPAGATE, 1 },
	{ RTA_IP_PROTO, 1 },   { RTA_SPORT, 2 },
	{ RTA_DPORT, 2 },      { RTA_NH_ID, 4 },
	{ RTA_MAX + 2, 4 },
};

static const struct choice neigh_choices[] = {
	{ NDA_DST, ADDRESS }, { NDA_LLADDR, 6 }, { NDA_CACHEINFO, 16 }, { NDA_PROBES, 4 },
	{ NDA_VLAN, 2 },      { NDA_MASTER, 4 }, { NDA_PROTOCOL, 1 },	{ NDA_IFINDEX, 4 },
};

static void put_choice(struct builder *b, const struct choice *c, uint8_t family)
{
	uint32_t alen = family == NLATTR_AF_INET6 ? 16 : 4;

	switch (c->size) {
	case STRING:
		put_string(b, c->type, 3, NLATTR_NAME - 1);
		return;
	case LONG_STRING:
		put_string(b, c->type, 5, 60);
		return;
	case ADDRESS:
		put_random(b, c->type, alen);
		return;
	case LINKINFO:
		put_linkinfo(b);
		return;
	case VFS: /* rare: only parents of virtual functions have them */
		if (below(b, 4) == 0)
			put_vf_list(b);
		return;
	case AF_SPEC:
		put_af_spec(b, family);
		return;
	case METRICS:
		put_metrics(b);
		return;
	case MULTIPATH:
		put_multipath(b, alen);
		return;
	case ENCAP:
		put_encap(b);
		return;
	default:
		put_random(b, c->type, c->size);
	}
}

/* `n` of the choices, each at most once, in random order. */
static void put_choices(struct builder *b, const struct choice *choices, uint32_t n_choices,
			uint32_t n, uint8_t family)
{
	uint8_t order[64];

	for (uint32_t i = 0; i < n_choices; i++)
		order[i] = (uint8_t)i;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t j = i + below(b, n_choices - i);
		uint8_t swap = order[i];

		order[i] = order[j];
		order[j] = swap;
		put_choice(b, &choices[order[i]], family);
	}
}

#define CHOICES(array) array, sizeof(array) / sizeof((array)[0])

uint32_t nlattr_message_make(struct memtax_random *random, uint8_t *to)
{
	struct builder b = { .random = random, .p = to, .n = NLMSG_HDRLEN };
	uint32_t which = below(&b, 100);
	uint8_t family = below(&b, 3) ? NLATTR_AF_INET : NLATTR_AF_INET6;
	struct nlmsghdr header = { .nlmsg_flags = NLM_F_REQUEST, .nlmsg_seq = below(&b, 1u << 31) };
	uint64_t family_header[2] = { memtax_random_next(random), memtax_random_next(random) };
	uint32_t header_bytes;

	if (which < 45) {
		struct ifinfomsg *ifm = (void *)family_header;

		header.nlmsg_type = RTM_NEWLINK;
		header_bytes = sizeof(*ifm);
		family = below(&b, 10) ? 0 : NLATTR_AF_BRIDGE;
		ifm->ifi_type = below(&b, 4) ? NLATTR_ARPHRD_ETHER : 776 /* ARPHRD_SIT */;
	} else if (which < 75) {
		header.nlmsg_type = RTM_NEWROUTE;
		header_bytes = sizeof(struct rtmsg);
	} else if (which < 90) {
		header.nlmsg_type = RTM_NEWADDR;
		header_bytes = 8;
	} else {
		header.nlmsg_type = RTM_NEWNEIGH;
		header_bytes = 12;
	}
	*(uint8_t *)family_header = family;
	memcpy(to + b.n, family_header, header_bytes);
	b.n += header_bytes;
	switch (header.nlmsg_type) {
	case RTM_NEWLINK:
		put_choices(&b, CHOICES(link_choices), 10 + below(&b, 10), family);
		break;
	case RTM_NEWROUTE:
		put_choices(&b, CHOICES(route_choices), 10 + below(&b, 10), family);
		break;
	case RTM_NEWADDR:
		put_choices(&b, CHOICES(addr_choices), 5 + below(&b, 5), family);
		break;
	default:
		put_choices(&b, CHOICES(neigh_choices), 4 + below(&b, 5), family);
	}
	header.nlmsg_len = b.n;
	memcpy(to, &header, sizeof(header));
	return NLMSG_ALIGN(b.n);
}

/* ---- damage --------------------------------------------------------------------------------- */

/* Offset of a random attribute of the message itself. */
static uint32_t pick(struct memtax_random *random, const uint8_t *message, uint32_t len,
		     uint32_t header_bytes)
{
	uint32_t at[64], n = 0;

	for (uint32_t off = NLMSG_HDRLEN + header_bytes; off < len && n < 64;) {
		uint16_t nla;

		memcpy(&nla, message + off, sizeof(nla));
		at[n++] = off;
		off += NLA_ALIGN(nla);
	}
	return n ? at[memtax_random_below(random, n)] : NLMSG_HDRLEN;
}

/*
 * Only what the pre-fix code reports as well: headers and lengths of attributes of the message
 * itself, and types and families of messages. What it does not report is for the faults.
 */
void nlattr_message_damage(struct memtax_random *random, uint8_t *message, uint32_t len)
{
	struct nlmsghdr header;
	uint32_t header_bytes, off;
	uint16_t nla[2];

	memcpy(&header, message, sizeof(header));
	header_bytes = header.nlmsg_type == RTM_NEWLINK	  ? 16
		       : header.nlmsg_type == RTM_NEWADDR ? 8
							  : 12;
	off = pick(random, message, len, header_bytes);
	memcpy(nla, message + off, sizeof(nla));
	switch (memtax_random_below(random, 5)) {
	case 0: /* shorter than its own header */
		nla[0] = (uint16_t)memtax_random_below(random, NLA_HDRLEN);
		break;
	case 1: /* longer than the message */
		nla[0] = (uint16_t)(len - off + 1 + memtax_random_below(random, 100));
		break;
	case 2: /* a type of message that nobody handles */
		header.nlmsg_type = RTM_GETLINK;
		break;
	case 3: /* no room for the family header */
		header.nlmsg_len = NLMSG_HDRLEN + header_bytes - 1;
		break;
	default: /* a 32-bit attribute of three bytes */
		if (nla[0] != NLA_HDRLEN + 4 ||
		    (header.nlmsg_type == RTM_NEWROUTE && nla[1] == RTA_TABLE) ||
		    nlattr_rule_max(NLATTR_LINK) < nla[1])
			nla[0] = 0;
		else
			nla[0] = NLA_HDRLEN + 3;
	}
	memcpy(message + off, nla, sizeof(nla));
	memcpy(message, &header, sizeof(header));
}
