/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, bounds: from a frame to a flow key. Each header is pulled off a span, whose length is what is
 * left of the packet: the test that the protocol asks for is the test that makes the access safe.
 */
#ifndef MEMTAX_BOUNDS_RX_DISSECT_H
#define MEMTAX_BOUNDS_RX_DISSECT_H

#include "variants/bounds/span.h"
#include "workloads/rx/rx.h"
#include "workloads/rx/wire.h"

#define RX_INLINE static inline __attribute__((always_inline))
#define RX_SLOW static __attribute__((noinline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* ---- TCP, UDP ------------------------------------------------------------------------------- */

/* tcpmss_mangle_packet(), over the options of a header that is known to hold them. */
RX_SLOW uint16_t tcp_mss(struct span opt)
{
	uint8_t kind, len;
	uint16_t mss;

	while (span_get_u8(opt, 0, &kind) && span_get_u8(opt, 1, &len)) {
		if (kind == TCPOPT_MSS && len == TCPOLEN_MSS)
			return span_get_be16(opt, 2, &mss) ? mss : 0;
		opt = span_rest(opt, kind <= TCPOPT_NOP || len == 0 ? 1 : len);
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

/* Layer 4 is `rest`, which is part of `frame`; `class` is that of TCP in this version of IP. */
RX_INLINE int parse_l4(struct span frame, struct span rest, uint8_t protocol, uint8_t class,
		       struct rx_flow *flow, uint64_t *hash)
{
	flow->protocol = protocol;
	if (likely(protocol == IPPROTO_TCP)) {
		const struct tcphdr *th = span_peek(rest, sizeof(*th));
		struct span header;
		size_t hdrlen;

		if (unlikely(!th))
			return RX_DROP_L4_SHORT;
		hdrlen = (size_t)th->doff >> 4 << 2;
		if (unlikely(!span_check(hdrlen >= sizeof(*th)) ||
			     !span_take(&rest, hdrlen, &header)))
			return RX_DROP_L4_HEADER;
		if (unlikely(th->flags & TCP_SYN))
			flow->mss = tcp_mss(span_rest(header, sizeof(*th)));
		flow->class = class;
		flow->ports = th->ports;
		flow->payload_offset = (uint32_t)(rest.p - frame.p);
		flow->payload_len = (uint32_t)rest.n;
		return flow_known(flow, hash);
	}
	if (protocol == IPPROTO_UDP) {
		const struct udphdr *uh = span_peek(rest, sizeof(*uh));
		size_t ulen;

		if (unlikely(!uh))
			return RX_DROP_L4_SHORT;
		ulen = wire_be16(uh->len);
		if (unlikely(!span_check(ulen >= sizeof(*uh)) || !span_check(ulen <= rest.n)))
			return RX_DROP_L4_HEADER;
		flow->class = class + 1;
		flow->ports = uh->ports;
		flow->payload_offset = (uint32_t)(rest.p - frame.p + sizeof(*uh));
		flow->payload_len = (uint32_t)(ulen - sizeof(*uh));
		return flow_known(flow, hash);
	}
	flow->class = class + 2;
	flow->ports = 0;
	flow->payload_offset = (uint32_t)(rest.p - frame.p);
	flow->payload_len = (uint32_t)rest.n;
	return flow_known(flow, hash);
}

/* What is left of a fragment: no ports to see, its identification instead. */
RX_INLINE int parse_fragment(struct span frame, struct span rest, uint8_t protocol, uint8_t class,
			     uint32_t id, struct rx_flow *flow, uint64_t *hash)
{
	flow->flags |= RX_FLOW_FRAGMENT;
	flow->protocol = protocol;
	flow->class = class + 2;
	flow->ports = id;
	flow->payload_offset = (uint32_t)(rest.p - frame.p);
	flow->payload_len = (uint32_t)rest.n;
	return flow_known(flow, hash);
}

/* ---- IPv4 ----------------------------------------------------------------------------------- */

/* Add with the carry brought round: a ones' complement sum of words. */
RX_INLINE uint64_t csum_add(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

/* ip_fast_csum(): is a header with these options whole? */
RX_INLINE bool ip_fast_csum(const struct iphdr *iph, struct span options)
{
	const struct ipsum *words = (const void *)iph;
	uint64_t sum = csum_add(csum_add(words->v[0], words->v[1]), words->last);
	const struct wire32 *option;
	uint32_t folded;

	while ((option = span_pull(&options, sizeof(*option))))
		sum = csum_add(sum, option->v);
	folded = (uint32_t)((sum + rx_rotate(sum, 32)) >> 32);
	return folded + (folded << 16 | folded >> 16) >= 0xffff0000;
}

/* cipso_v4_optptr(): is there a security label? */
RX_SLOW bool cipso_optptr(struct span opt)
{
	uint8_t type, taglen;

	while (span_get_u8(opt, 0, &type)) {
		switch (type) {
		case IPOPT_CIPSO:
			return true;
		case IPOPT_END:
			return false;
		case IPOPT_NOOP:
			taglen = 1;
			break;
		default:
			if (!span_get_u8(opt, 1, &taglen) || taglen == 0)
				return false;
		}
		opt = span_rest(opt, taglen);
	}
	return false;
}

/* __skb_flow_dissect() of IPIP: each round takes at least 20 bytes off. */
RX_SLOW int parse_ipip(struct span frame, struct span rest, struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph;
	uint8_t protocol;
	size_t ihl;

	do {
		iph = span_peek(rest, sizeof(*iph));
		if (!iph)
			return RX_DROP_INNER;
		ihl = (iph->version_ihl & 15u) << 2;
		if (ihl < sizeof(*iph) || !span_skip(&rest, ihl))
			return RX_DROP_INNER;
		protocol = iph->frag_off & IP_FRAGMENT ? 0 : iph->protocol;
		flow->addr[0] = iph->addr;
	} while (protocol == IPPROTO_IPIP);
	flow->flags |= RX_FLOW_ENCAP;
	return parse_l4(frame, rest, protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* ip_rcv_core() behind the first byte: `rest` begins with the header, of `ihl` bytes. */
RX_INLINE int parse_v4_ihl(struct span frame, struct span rest, const struct iphdr *iph,
			   struct span options, struct rx_flow *flow, uint64_t *hash)
{
	size_t offset = (size_t)(rest.p - frame.p);

	if (unlikely(!ip_fast_csum(iph, options)))
		return RX_DROP_IP_SUM;
	if (unlikely(!span_sub(rest, 0, wire_be16(iph->tot_len), &rest)))
		return RX_DROP_IP_TRUNCATED;
	if (unlikely(!span_skip(&rest, sizeof(*iph) + options.n)))
		return RX_DROP_IP_HEADER;

	flow->network_offset = (uint16_t)offset;
	flow->addr[0] = iph->addr;
	if (options.n && cipso_optptr(options))
		flow->flags |= RX_FLOW_CIPSO;
	if (unlikely(iph->frag_off & IP_FRAGMENT))
		return parse_fragment(frame, rest, iph->protocol, RX_CLASS_V4_TCP,
				      wire_be16(iph->id), flow, hash);
	if (unlikely(iph->protocol == IPPROTO_IPIP))
		return parse_ipip(frame, rest, flow, hash);
	return parse_l4(frame, rest, iph->protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* With options, or not IPv4 at all. */
RX_SLOW int parse_v4_options(struct span frame, struct span rest, const struct iphdr *iph,
			     struct rx_flow *flow, uint64_t *hash)
{
	size_t ihl = (iph->version_ihl & 15u) << 2;
	struct span options;

	if (iph->version_ihl >> 4 != 4 || ihl < sizeof(*iph) ||
	    !span_sub(rest, sizeof(*iph), ihl - sizeof(*iph), &options))
		return RX_DROP_IP_HEADER;
	return parse_v4_ihl(frame, rest, iph, options, flow, hash);
}

/* ip_rcv_core(); the header without options is told first, as inet_gro_receive() does. */
RX_INLINE int parse_v4(struct span frame, struct span rest, struct rx_flow *flow, uint64_t *hash)
{
	const struct iphdr *iph = span_peek(rest, sizeof(*iph));

	if (unlikely(!iph))
		return RX_DROP_IP_SHORT;
	if (likely(iph->version_ihl == 0x45))
		return parse_v4_ihl(frame, rest, iph, span_empty(), flow, hash);
	return parse_v4_options(frame, rest, iph, flow, hash);
}

/* ---- IPv6 ----------------------------------------------------------------------------------- */

/* PadN: nothing but zeroes. */
RX_INLINE bool is_zero(struct span padding)
{
	for (size_t i = 0; i < padding.n; i++)
		if (padding.p[i])
			return false;
	return true;
}

/* ip6_parse_tlv(), over the options of a header that is known to hold them. */
RX_SLOW bool parse_tlv(struct span options, struct rx_flow *flow)
{
	uint8_t type, len;
	struct span value;
	size_t padlen = 0;

	while (options.n) {
		if (!span_get_u8(options, 0, &type))
			return false;
		if (type == IPV6_TLV_PAD1) {
			options = span_rest(options, 1);
			if (++padlen > 7)
				return false;
			continue;
		}
		if (!span_get_u8(options, 1, &len) || !span_sub(options, 2, len, &value))
			return false;
		options = span_rest(options, 2 + (size_t)len);
		switch (type) {
		case IPV6_TLV_PADN:
			padlen += 2 + (size_t)len;
			if (padlen > 7 || !is_zero(value))
				return false;
			break;
		default:
			if (type >> 6)
				return false;
			if (type == IPV6_TLV_ROUTERALERT)
				flow->flags |= RX_FLOW_ALERT;
			padlen = 0;
		}
	}
	return true;
}

/*
 * The chain of extension headers (`rest`), stepped through like ip6_find_1stfragopt(): each is
 * taken off whole before it is looked at, so that each round takes at least 8 bytes off.
 */
RX_SLOW int parse_extensions(struct span frame, struct span rest, uint8_t next,
			     struct rx_flow *flow, uint64_t *hash)
{
	for (bool first = true;; first = false) {
		const struct ipv6_exthdr *hdr;
		struct span header;

		if (next != NEXTHDR_HOP && next != NEXTHDR_DEST && next != NEXTHDR_ROUTING &&
		    next != NEXTHDR_FRAGMENT)
			return parse_l4(frame, rest, next, RX_CLASS_V6_TCP, flow, hash);
		hdr = span_peek(rest, sizeof(*hdr));
		if (!hdr)
			return RX_DROP_EXTENSION;
		if (!span_take(&rest,
			       next == NEXTHDR_FRAGMENT ? sizeof(*hdr) : (hdr->hdrlen + 1u) << 3,
			       &header))
			return RX_DROP_EXTENSION;
		switch (next) {
		case NEXTHDR_HOP:
			if (!first)
				return RX_DROP_EXTENSION;
			/* fall through */
		case NEXTHDR_DEST:
			if (!parse_tlv(span_rest(header, 2), flow))
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_ROUTING:
			if (hdr->segments_left)
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_FRAGMENT:
			if (hdr->frag_off & IP6_FRAGMENT)
				return parse_fragment(frame, rest, hdr->nexthdr, RX_CLASS_V6_TCP,
						      wire_be32(hdr->frag_id), flow, hash);
			break;
		}
		next = hdr->nexthdr;
	}
}

/* ip6_rcv_core() */
RX_INLINE int parse_v6(struct span frame, struct span rest, struct rx_flow *flow, uint64_t *hash)
{
	size_t offset = (size_t)(rest.p - frame.p);
	const struct ipv6hdr *hdr = span_pull(&rest, sizeof(*hdr));

	if (unlikely(!hdr))
		return RX_DROP_IP_SHORT;
	if (unlikely(hdr->version >> 4 != 6))
		return RX_DROP_IP_HEADER;
	if (unlikely(!span_sub(rest, 0, wire_be16(hdr->payload_len), &rest)))
		return RX_DROP_IP_TRUNCATED;

	flow->flags |= RX_FLOW_V6;
	flow->network_offset = (uint16_t)offset;
	__builtin_memcpy(flow->addr, hdr->addr, sizeof(flow->addr));
	if (likely(hdr->nexthdr == IPPROTO_TCP || hdr->nexthdr == IPPROTO_UDP))
		return parse_l4(frame, rest, hdr->nexthdr, RX_CLASS_V6_TCP, flow, hash);
	return parse_extensions(frame, rest, hdr->nexthdr, flow, hash);
}

/* ---- Ethernet, VLAN ------------------------------------------------------------------------- */

RX_INLINE bool is_vlan(uint16_t proto)
{
	return proto == ETH_P_8021Q || proto == ETH_P_8021AD;
}

/* eth_type_trans(): what is in a frame that is neither IPv4 nor IPv6. */
RX_SLOW int parse_other(struct span rest, uint16_t proto)
{
	const struct wire16 *raw = span_peek(rest, sizeof(*raw));

	if (wire_be16(proto) >= ETH_P_802_3_MIN)
		return RX_DROP_PROTOCOL;
	if (!raw)
		return RX_DROP_802_2;
	return raw->v == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
}

RX_INLINE int parse_network(struct span frame, struct span rest, uint16_t proto,
			    struct rx_flow *flow, uint64_t *hash)
{
	if (likely(proto == ETH_P_IP))
		return parse_v4(frame, rest, flow, hash);
	if (proto == ETH_P_IPV6)
		return parse_v6(frame, rest, flow, hash);
	return parse_other(rest, proto);
}

/*
 * skb_vlan_untag(), twice at most, and the packet behind the tags, by a copy of the parser: where
 * nothing was tagged the compiler knows it. `rest` begins with the tags.
 */
RX_SLOW int parse_vlan(struct span frame, struct span rest, struct rx_flow *flow, uint64_t *hash)
{
	const struct vlan_hdr *vhdr;
	const struct wire16 *raw;
	unsigned int tags = 0;

	do {
		if (unlikely(tags == 2))
			return RX_DROP_VLAN_DEPTH;
		vhdr = span_pull(&rest, sizeof(*vhdr));
		if (unlikely(!vhdr))
			return RX_DROP_LINK;
		flow->vlan[tags++] = wire_be16(vhdr->tci);
	} while (is_vlan(vhdr->proto));
	flow->flags = tags == 2 ? RX_FLOW_TAG | RX_FLOW_TAGS : RX_FLOW_TAG;
	if (unlikely(wire_be16(vhdr->proto) < ETH_P_802_3_MIN)) {
		raw = span_peek(rest, sizeof(*raw));
		if (!raw)
			return RX_DROP_LINK;
		return raw->v == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
	}
	return parse_network(frame, rest, vhdr->proto, flow, hash);
}

RX_INLINE int parse(struct span frame, struct rx_flow *flow, uint64_t *hash)
{
	struct span rest = frame;
	const struct ethhdr *eth = span_pull(&rest, sizeof(*eth));

	if (unlikely(!eth))
		return RX_DROP_LINK;
	flow->vlan[0] = 0;
	flow->vlan[1] = 0;
	flow->protocol = 0; /* with its neighbours: one store */
	flow->class = 0;
	flow->flags = 0;
	flow->mss = 0;
	if (unlikely(is_vlan(eth->proto)))
		return parse_vlan(frame, rest, flow, hash);
	return parse_network(frame, rest, eth->proto, flow, hash);
}

#endif
