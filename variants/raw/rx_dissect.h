/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, raw: from a frame to a flow key. Where the kernel's code was fixed for a CVE, this is the
 * code before the fix, and the comment says which; elsewhere it checks what the kernel checks.
 */
#ifndef MEMTAX_RAW_RX_DISSECT_H
#define MEMTAX_RAW_RX_DISSECT_H

#include <stdbool.h>
#include "workloads/rx/rx.h"
#include "workloads/rx/wire.h"

#define RX_INLINE static inline __attribute__((always_inline))
#define RX_SLOW static __attribute__((noinline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* ---- TCP, UDP ------------------------------------------------------------------------------- */

/* tcpmss_mangle_packet(), as before CVE-2017-18017: `hdrlen` below 20 is not refused. */
RX_SLOW uint16_t tcp_mss(const uint8_t *opt, int hdrlen)
{
	unsigned int i = sizeof(struct tcphdr);

	while (i <= (unsigned int)(hdrlen - TCPOLEN_MSS)) {
		if (opt[i] == TCPOPT_MSS && opt[i + 1] == TCPOLEN_MSS)
			return (uint16_t)(opt[i + 2] << 8 | opt[i + 3]);
		i += opt[i] <= TCPOPT_NOP || opt[i + 1] == 0 ? 1 : opt[i + 1];
	}
	return 0;
}

/*
 * The end of every path that finds a flow: here the compiler still knows what kind it is, and has
 * its fields in registers. Hashed behind the join of all paths they are loaded back from memory.
 */
RX_INLINE int flow_known(const struct rx_flow *flow, uint64_t *hash)
{
	*hash = rx_flow_hash(flow);
	return RX_OK;
}

/* Layer 4 at [off, end); `class` is that of TCP in this version of IP. */
RX_INLINE int parse_l4(const uint8_t *frame, unsigned int off, unsigned int end, uint8_t protocol,
		       uint8_t class, struct rx_flow *flow, uint64_t *hash)
{
	int len = (int)(end - off);

	flow->protocol = protocol;
	if (likely(protocol == IPPROTO_TCP)) {
		const struct tcphdr *th = (const void *)(frame + off);
		int hdrlen;

		if (unlikely(len < (int)sizeof(*th)))
			return RX_DROP_L4_SHORT;
		hdrlen = th->doff >> 4 << 2;
		if (unlikely(hdrlen > len))
			return RX_DROP_L4_HEADER;
		if (unlikely(th->flags & TCP_SYN))
			flow->mss = tcp_mss(frame + off, hdrlen);
		if (unlikely(hdrlen < (int)sizeof(*th)))
			return RX_DROP_L4_HEADER;
		flow->class = class;
		flow->ports = th->ports;
		flow->payload_offset = off + (unsigned int)hdrlen;
		flow->payload_len = (unsigned int)(len - hdrlen);
		return flow_known(flow, hash);
	}
	if (protocol == IPPROTO_UDP) {
		const struct udphdr *uh = (const void *)(frame + off);
		int ulen;

		if (unlikely(len < (int)sizeof(*uh)))
			return RX_DROP_L4_SHORT;
		ulen = wire_be16(uh->len);
		if (unlikely(ulen < (int)sizeof(*uh) || ulen > len))
			return RX_DROP_L4_HEADER;
		flow->class = class + 1;
		flow->ports = uh->ports;
		flow->payload_offset = off + sizeof(*uh);
		flow->payload_len = (unsigned int)ulen - sizeof(*uh);
		return flow_known(flow, hash);
	}
	flow->class = class + 2;
	flow->ports = 0;
	flow->payload_offset = off;
	flow->payload_len = (unsigned int)len;
	return flow_known(flow, hash);
}

/* What is left of a fragment: no ports to see, its identification instead. */
RX_INLINE int parse_fragment(unsigned int off, unsigned int end, uint8_t protocol, uint8_t class,
			     uint32_t id, struct rx_flow *flow, uint64_t *hash)
{
	flow->flags |= RX_FLOW_FRAGMENT;
	flow->protocol = protocol;
	flow->class = class + 2;
	flow->ports = id;
	flow->payload_offset = off;
	flow->payload_len = end - off;
	return flow_known(flow, hash);
}

/* ---- IPv4 ----------------------------------------------------------------------------------- */

/* Add with the carry brought round: a ones' complement sum of words. */
RX_INLINE uint64_t csum_add(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

/* ip_fast_csum(): is a header of `ihl` bytes whole? */
RX_INLINE bool ip_fast_csum(const struct iphdr *iph, unsigned int ihl)
{
	const struct ipsum *words = (const void *)iph;
	const struct wire32 *options = (const void *)(iph + 1);
	uint64_t sum = csum_add(csum_add(words->v[0], words->v[1]), words->last);
	uint32_t folded;

	for (unsigned int i = 0; i < (ihl - sizeof(*iph)) / 4; i++)
		sum = csum_add(sum, options[i].v);
	folded = (uint32_t)((sum + rx_rotate(sum, 32)) >> 32);
	return folded + (folded << 16 | folded >> 16) >= 0xffff0000;
}

/* cipso_v4_optptr(): is there a security label? As before 076ed3da0c9b: no length is checked. */
RX_SLOW bool cipso_optptr(const uint8_t *opt, int optlen)
{
	int taglen;

	while (optlen > 0) {
		switch (opt[0]) {
		case IPOPT_CIPSO:
			return true;
		case IPOPT_END:
			return false;
		case IPOPT_NOOP:
			taglen = 1;
			break;
		default:
			taglen = opt[1];
		}
		opt += taglen;
		optlen -= taglen;
	}
	return false;
}

/* __skb_flow_dissect() of IPIP, as before CVE-2013-4348: the inner header length is not checked. */
RX_SLOW int parse_ipip(const uint8_t *frame, unsigned int off, unsigned int end,
		       struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph;
	uint8_t protocol;

	do {
		iph = (const void *)(frame + off);
		if ((int)(end - off) < (int)sizeof(*iph))
			return RX_DROP_INNER;
		protocol = iph->frag_off & IP_FRAGMENT ? 0 : iph->protocol;
		flow->addr[0] = iph->addr;
		off += (iph->version_ihl & 15u) << 2;
	} while (protocol == IPPROTO_IPIP);
	flow->flags |= RX_FLOW_ENCAP;
	return parse_l4(frame, off, end, protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* ip_rcv_core() behind the first byte: `ihl` is the header's length, from 20. */
RX_INLINE int parse_v4_ihl(const uint8_t *frame, unsigned int off, unsigned int len,
			   unsigned int ihl, struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph = (const void *)(frame + off);
	unsigned int end;

	if (unlikely(!ip_fast_csum(iph, ihl)))
		return RX_DROP_IP_SUM;
	end = off + wire_be16(iph->tot_len);
	if (unlikely(end > len))
		return RX_DROP_IP_TRUNCATED;
	if (unlikely(end < off + ihl))
		return RX_DROP_IP_HEADER;

	flow->network_offset = (uint16_t)off;
	flow->addr[0] = iph->addr;
	if (ihl > sizeof(*iph) &&
	    cipso_optptr(frame + off + sizeof(*iph), (int)(ihl - sizeof(*iph))))
		flow->flags |= RX_FLOW_CIPSO;
	off += ihl;
	if (unlikely(iph->frag_off & IP_FRAGMENT))
		return parse_fragment(off, end, iph->protocol, RX_CLASS_V4_TCP, wire_be16(iph->id),
				      flow, hash);
	if (unlikely(iph->protocol == IPPROTO_IPIP))
		return parse_ipip(frame, off, end, flow, hash);
	return parse_l4(frame, off, end, iph->protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* With options, or not IPv4 at all. */
RX_SLOW int parse_v4_options(const uint8_t *frame, unsigned int off, unsigned int len,
			     struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph = (const void *)(frame + off);
	unsigned int ihl = (iph->version_ihl & 15u) << 2;

	if (iph->version_ihl >> 4 != 4 || ihl < sizeof(*iph) || ihl > len - off)
		return RX_DROP_IP_HEADER;
	return parse_v4_ihl(frame, off, len, ihl, flow, hash);
}

/* ip_rcv_core(); the header without options is told first, as inet_gro_receive() does. */
RX_INLINE int parse_v4(const uint8_t *frame, unsigned int off, unsigned int len,
		       struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph = (const void *)(frame + off);

	if (unlikely(len - off < sizeof(*iph)))
		return RX_DROP_IP_SHORT;
	if (likely(iph->version_ihl == 0x45))
		return parse_v4_ihl(frame, off, len, sizeof(*iph), flow, hash);
	return parse_v4_options(frame, off, len, flow, hash);
}

/* ---- IPv6 ----------------------------------------------------------------------------------- */

/*
 * ip6_parse_tlv(), as before 624085a31c1a: an option's length is fetched before there is known to
 * be one, and the padding of PadN is read before its length is checked.
 */
RX_SLOW bool parse_tlv(const uint8_t *nh, int len, struct rx_flow *flow)
{
	int off = 2, padlen = 0;

	len -= 2;
	while (len > 0) {
		int optlen = nh[off + 1] + 2;

		switch (nh[off]) {
		case IPV6_TLV_PAD1:
			optlen = 1;
			if (++padlen > 7)
				return false;
			break;
		case IPV6_TLV_PADN:
			padlen += optlen;
			if (padlen > 7)
				return false;
			for (int i = 2; i < optlen; i++)
				if (nh[off + i])
					return false;
			break;
		default:
			if (optlen > len || nh[off] >> 6)
				return false;
			if (nh[off] == IPV6_TLV_ROUTERALERT)
				flow->flags |= RX_FLOW_ALERT;
			padlen = 0;
		}
		off += optlen;
		len -= optlen;
	}
	return len == 0;
}

/*
 * The chain of extension headers, stepped through as ip6_find_1stfragopt() did before
 * CVE-2017-9074 and CVE-2017-7542: one byte is known to be there, and the offset has 16 bits.
 */
RX_SLOW int parse_extensions(const uint8_t *frame, unsigned int base, unsigned int end,
			     uint8_t next, struct rx_flow *flow, uint64_t *hash)
{
	const uint8_t *nh = frame + base;
	unsigned int packet_len = end - base;
	uint16_t offset = sizeof(struct ipv6hdr);

	while (offset + 1u <= packet_len) {
		const struct ipv6_exthdr *hdr = (const void *)(nh + offset);
		unsigned int hdrlen = (hdr->hdrlen + 1u) << 3;

		switch (next) {
		case NEXTHDR_HOP:
			if (offset != sizeof(struct ipv6hdr))
				return RX_DROP_EXTENSION;
			/* fall through */
		case NEXTHDR_DEST:
			if (offset + hdrlen > packet_len)
				return RX_DROP_EXTENSION;
			if (!parse_tlv(nh + offset, (int)hdrlen, flow))
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_ROUTING:
			if (hdr->segments_left)
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_FRAGMENT:
			hdrlen = sizeof(*hdr);
			if (hdr->frag_off & IP6_FRAGMENT)
				return parse_fragment(base + offset + hdrlen, end, hdr->nexthdr,
						      RX_CLASS_V6_TCP, wire_be32(hdr->frag_id),
						      flow, hash);
			break;
		default:
			return parse_l4(frame, base + offset, end, next, RX_CLASS_V6_TCP, flow,
					hash);
		}
		offset = (uint16_t)(offset + hdrlen);
		next = hdr->nexthdr;
	}
	return parse_l4(frame, base + offset, end, next, RX_CLASS_V6_TCP, flow, hash);
}

/* ip6_rcv_core() */
RX_INLINE int parse_v6(const uint8_t *frame, unsigned int off, unsigned int len,
		       struct rx_flow *flow, uint64_t *hash)
{
	const struct ipv6hdr *hdr = (const void *)(frame + off);
	unsigned int end;

	if (unlikely(len - off < sizeof(*hdr)))
		return RX_DROP_IP_SHORT;
	if (unlikely(hdr->version >> 4 != 6))
		return RX_DROP_IP_HEADER;
	end = off + sizeof(*hdr) + wire_be16(hdr->payload_len);
	if (unlikely(end > len))
		return RX_DROP_IP_TRUNCATED;

	flow->flags |= RX_FLOW_V6;
	flow->network_offset = (uint16_t)off;
	__builtin_memcpy(flow->addr, hdr->addr, sizeof(flow->addr));
	if (likely(hdr->nexthdr == IPPROTO_TCP || hdr->nexthdr == IPPROTO_UDP))
		return parse_l4(frame, off + sizeof(*hdr), end, hdr->nexthdr, RX_CLASS_V6_TCP, flow,
				hash);
	return parse_extensions(frame, off, end, hdr->nexthdr, flow, hash);
}

/* ---- Ethernet, VLAN ------------------------------------------------------------------------- */

RX_INLINE bool is_vlan(uint16_t proto)
{
	return proto == ETH_P_8021Q || proto == ETH_P_8021AD;
}

/* eth_type_trans(): what is in a frame that is neither IPv4 nor IPv6. */
RX_SLOW int parse_other(const uint8_t *frame, unsigned int len, uint16_t proto)
{
	const struct wire16 *raw = (const void *)(frame + sizeof(struct ethhdr));

	if (wire_be16(proto) >= ETH_P_802_3_MIN)
		return RX_DROP_PROTOCOL;
	if (len - sizeof(struct ethhdr) < sizeof(*raw))
		return RX_DROP_802_2;
	return raw->v == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
}

RX_INLINE int parse_network(const uint8_t *frame, unsigned int off, unsigned int len,
			    uint16_t proto, struct rx_flow *flow, uint64_t *hash)
{
	if (likely(proto == ETH_P_IP))
		return parse_v4(frame, off, len, flow, hash);
	if (proto == ETH_P_IPV6)
		return parse_v6(frame, off, len, flow, hash);
	return parse_other(frame, len, proto);
}

/*
 * skb_vlan_untag(), twice at most, and the packet behind the tags, by a copy of the parser: where
 * nothing was tagged the compiler knows it. As before 55eff0eb7460 the two bytes behind the tag
 * that tell 802.3 from 802.2 are read unchecked.
 */
RX_SLOW int parse_vlan(const uint8_t *frame, unsigned int len, struct rx_flow *flow, uint64_t *hash)
{
	unsigned int off = sizeof(struct ethhdr), tags = 0;
	const struct vlan_hdr *vhdr;

	do {
		if (unlikely(tags == 2))
			return RX_DROP_VLAN_DEPTH;
		if (unlikely(len - off < sizeof(*vhdr)))
			return RX_DROP_LINK;
		vhdr = (const void *)(frame + off);
		off += sizeof(*vhdr);
		flow->vlan[tags++] = wire_be16(vhdr->tci);
	} while (is_vlan(vhdr->proto));
	flow->flags = tags == 2 ? RX_FLOW_TAG | RX_FLOW_TAGS : RX_FLOW_TAG;
	if (unlikely(wire_be16(vhdr->proto) < ETH_P_802_3_MIN)) {
		const struct wire16 *raw = (const void *)(vhdr + 1);

		return raw->v == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
	}
	return parse_network(frame, off, len, vhdr->proto, flow, hash);
}

RX_INLINE int parse(const uint8_t *frame, unsigned int len, struct rx_flow *flow, uint64_t *hash)
{
	const struct ethhdr *eth = (const void *)frame;

	if (unlikely(len < sizeof(*eth)))
		return RX_DROP_LINK;
	flow->vlan[0] = 0;
	flow->vlan[1] = 0;
	flow->protocol = 0; /* with its neighbours: one store */
	flow->class = 0;
	flow->flags = 0;
	flow->mss = 0;
	if (unlikely(is_vlan(eth->proto)))
		return parse_vlan(frame, len, flow, hash);
	return parse_network(frame, sizeof(*eth), len, eth->proto, flow, hash);
}

#endif
