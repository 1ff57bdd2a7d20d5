/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and headers of the protocols, for cells, by the names the kernel gives them. Two-byte
 * values that are compared where they stand in a frame are in network order.
 */
#ifndef MEMTAX_RX_WIRE_H
#define MEMTAX_RX_WIRE_H

#include <stdint.h>

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define RX_NET16(x) ((((x) & 0xff) << 8) | ((x) >> 8))
#else
#error "rx: the cells are written for little-endian machines"
#endif

enum {
	ETH_P_IP = RX_NET16(0x0800),
	ETH_P_8021Q = RX_NET16(0x8100),
	ETH_P_IPV6 = RX_NET16(0x86dd),
	ETH_P_8021AD = RX_NET16(0x88a8),
	ETH_P_802_3_MIN = 0x0600, /* in host order: less is a length */

	IP_FRAGMENT = RX_NET16(0x3fff),	 /* more fragments, or an offset */
	IP6_FRAGMENT = RX_NET16(0xfff9), /* the same in a fragment header */

	IPPROTO_IPIP = 4,
	IPPROTO_TCP = 6,
	IPPROTO_UDP = 17,
	NEXTHDR_HOP = 0,
	NEXTHDR_ROUTING = 43,
	NEXTHDR_FRAGMENT = 44,
	NEXTHDR_DEST = 60,

	IPOPT_END = 0,
	IPOPT_NOOP = 1,
	IPOPT_CIPSO = 134,
	TCPOPT_NOP = 1,
	TCPOPT_MSS = 2,
	TCPOLEN_MSS = 4,
	TCP_SYN = 2, /* in the byte of flags */
	IPV6_TLV_PAD1 = 0,
	IPV6_TLV_PADN = 1,
	IPV6_TLV_ROUTERALERT = 5,

	EPERM = 1,
	ENOMEM = 12,
	EINVAL = 22,
};

/* ---- headers, as they lie in a packet: unaligned, multi-byte fields in network order ----------
 */

#define RX_WIRE __attribute__((packed, may_alias))

struct ethhdr {
	uint8_t dest[6];
	uint8_t source[6];
	uint16_t proto;
} RX_WIRE;

struct vlan_hdr {
	uint16_t tci;
	uint16_t proto;
} RX_WIRE;

struct iphdr {
	uint8_t version_ihl;
	uint8_t tos;
	uint16_t tot_len;
	uint16_t id;
	uint16_t frag_off;
	uint8_t ttl;
	uint8_t protocol;
	uint16_t check;
	uint64_t addr; /* source and destination */
} RX_WIRE;

struct ipv6hdr {
	uint8_t version;
	uint8_t flow_label[3];
	uint16_t payload_len;
	uint8_t nexthdr;
	uint8_t hop_limit;
	uint64_t addr[4]; /* source and destination */
} RX_WIRE;

/* What an IPv6 extension header begins with; the least that one takes. */
struct ipv6_exthdr {
	uint8_t nexthdr;
	uint8_t hdrlen; /* in 8 bytes beyond the first 8 */
	union {
		uint16_t frag_off; /* of a fragment header */
		struct {
			uint8_t type;
			uint8_t segments_left; /* of a routing header */
		};
	};
	uint32_t frag_id;
} RX_WIRE;

struct tcphdr {
	uint32_t ports; /* source and destination */
	uint32_t seq;
	uint32_t ack;
	uint8_t doff;
	uint8_t flags;
	uint16_t window;
	uint16_t check;
	uint16_t urgent;
} RX_WIRE;

struct udphdr {
	uint32_t ports;
	uint16_t len;
	uint16_t check;
} RX_WIRE;

/* Two bytes of an unaligned place. */
struct wire16 {
	uint16_t v;
} RX_WIRE;

/* A header as the words that its checksum is summed over. */
struct ipsum {
	uint64_t v[2];
	uint32_t last;
} RX_WIRE;

struct wire32 {
	uint32_t v;
} RX_WIRE;

/* Host from network order. */
static inline uint16_t wire_be16(uint16_t v)
{
	return __builtin_bswap16(v);
}

static inline uint32_t wire_be32(uint32_t v)
{
	return __builtin_bswap32(v);
}

#endif
