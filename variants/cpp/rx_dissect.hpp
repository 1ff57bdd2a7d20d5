/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, cpp: from a frame to a flow key. What is left of the packet is a span; a header is there if
 * the span is long enough for it, which is the test that the protocol asks for. header() asks
 * again, by the library's assertion, and the compiler drops that where the test was not forgotten.
 */
#ifndef MEMTAX_CPP_RX_DISSECT_HPP
#define MEMTAX_CPP_RX_DISSECT_HPP

#include "variants/cpp/bytes.hpp"

/* A field of the flow key has a name that C++ keeps for itself. */
#pragma push_macro("class")
#define class class_
extern "C" {
#include "workloads/rx/rx.h"
#include "workloads/rx/wire.h"
}
#pragma pop_macro("class")

#define RX_INLINE [[gnu::always_inline]] inline
#define RX_SLOW [[gnu::noinline]] static

/* What is left of a packet, and where in its frame that begins. */
struct rest {
	bytes s;
	size_t off;

	/* The first `n` bytes are looked at; false, with nothing done, if there are fewer. */
	[[nodiscard]] RX_INLINE bool skip(size_t n)
	{
		if (n > s.size()) [[unlikely]]
			return false;
		s = s.subspan(n);
		off += n;
		return true;
	}

	/* What is behind the first `n` bytes is padding. */
	[[nodiscard]] RX_INLINE bool trim(size_t n)
	{
		if (n > s.size()) [[unlikely]]
			return false;
		s = s.first(n);
		return true;
	}
};

/* The header that `s` begins with, all of which is there. Packed, may alias: wire.h. */
template <class H> RX_INLINE const H &header(bytes s)
{
	return *reinterpret_cast<const H *>(s.first<sizeof(H)>().data());
}

/* ---- TCP, UDP ------------------------------------------------------------------------------- */

/* tcpmss_mangle_packet(), over the options of a header that is known to hold them. */
RX_SLOW uint16_t tcp_mss(bytes opt)
{
	while (opt.size() >= 2) {
		uint8_t kind = opt[0], len = opt[1];

		if (kind == TCPOPT_MSS && len == TCPOLEN_MSS)
			return opt.size() < 4 ? 0 : wire_be16(front<uint16_t>(opt.subspan(2)));
		opt = rest_of(opt, kind <= TCPOPT_NOP || len == 0 ? 1 : len);
	}
	return 0;
}

/*
 * The payload is what is left; the end of every path that finds a flow: here the compiler still
 * knows what kind it is, and has its fields in registers.
 */
RX_INLINE int take_payload(const rest &r, uint8_t class_, uint32_t ports, rx_flow &flow,
			   uint64_t &hash)
{
	flow.class_ = class_;
	flow.ports = ports;
	flow.payload_offset = static_cast<uint32_t>(r.off);
	flow.payload_len = static_cast<uint32_t>(r.s.size());
	hash = rx_flow_hash(&flow);
	return RX_OK;
}

/* Layer 4 is `r`; `class_` is that of TCP in this version of IP. */
RX_INLINE int parse_l4(rest r, uint8_t protocol, uint8_t class_, rx_flow &flow, uint64_t &hash)
{
	flow.protocol = protocol;
	if (protocol == IPPROTO_TCP) [[likely]] {
		if (r.s.size() < sizeof(tcphdr)) [[unlikely]]
			return RX_DROP_L4_SHORT;
		auto &th = header<tcphdr>(r.s);
		size_t hdrlen = static_cast<size_t>(th.doff) >> 4 << 2;
		bytes options = r.s;

		if (hdrlen < sizeof(th) || !r.skip(hdrlen)) [[unlikely]]
			return RX_DROP_L4_HEADER;
		if (th.flags & TCP_SYN) [[unlikely]]
			flow.mss = tcp_mss(options.first(hdrlen).subspan(sizeof(th)));
		return take_payload(r, class_, th.ports, flow, hash);
	}
	if (protocol == IPPROTO_UDP) {
		if (r.s.size() < sizeof(udphdr)) [[unlikely]]
			return RX_DROP_L4_SHORT;
		auto &uh = header<udphdr>(r.s);

		if (!r.trim(wire_be16(uh.len)) || !r.skip(sizeof(uh))) [[unlikely]]
			return RX_DROP_L4_HEADER;
		return take_payload(r, class_ + 1, uh.ports, flow, hash);
	}
	return take_payload(r, class_ + 2, 0, flow, hash);
}

/* What is left of a fragment: no ports to see, its identification instead. */
RX_INLINE int parse_fragment(const rest &r, uint8_t protocol, uint8_t class_, uint32_t id,
			     rx_flow &flow, uint64_t &hash)
{
	flow.flags |= RX_FLOW_FRAGMENT;
	flow.protocol = protocol;
	return take_payload(r, class_ + 2, id, flow, hash);
}

/* ---- IPv4 ----------------------------------------------------------------------------------- */

/* Add with the carry brought round: a ones' complement sum of words. */
RX_INLINE uint64_t csum_add(uint64_t sum, uint64_t word)
{
	sum += word;
	return sum + (sum < word);
}

/* ip_fast_csum(): is a header with these options whole? */
RX_INLINE bool ip_fast_csum(const ipsum &words, bytes options)
{
	uint64_t sum = csum_add(csum_add(words.v[0], words.v[1]), words.last);

	for (; options.size() >= 4; options = options.subspan(4))
		sum = csum_add(sum, front<uint32_t>(options));
	uint32_t folded = static_cast<uint32_t>((sum + rx_rotate(sum, 32)) >> 32);

	return folded + (folded << 16 | folded >> 16) >= 0xffff0000;
}

/* cipso_v4_optptr(): is there a security label? */
RX_SLOW bool cipso_optptr(bytes opt)
{
	while (!opt.empty()) {
		size_t taglen = 1;

		switch (opt.front()) {
		case IPOPT_CIPSO:
			return true;
		case IPOPT_END:
			return false;
		case IPOPT_NOOP:
			break;
		default:
			if (opt.size() < 2 || opt[1] == 0)
				return false;
			taglen = opt[1];
		}
		opt = rest_of(opt, taglen);
	}
	return false;
}

/* __skb_flow_dissect() of IPIP: each round takes at least 20 bytes off. */
RX_SLOW int parse_ipip(rest r, rx_flow &flow, uint64_t &hash)
{
	uint8_t protocol;

	do {
		if (r.s.size() < sizeof(iphdr))
			return RX_DROP_INNER;
		auto &iph = header<iphdr>(r.s);
		size_t ihl = (iph.version_ihl & 15u) << 2;

		if (ihl < sizeof(iph) || !r.skip(ihl))
			return RX_DROP_INNER;
		protocol = iph.frag_off & IP_FRAGMENT ? 0 : iph.protocol;
		flow.addr[0] = iph.addr;
	} while (protocol == IPPROTO_IPIP);
	flow.flags |= RX_FLOW_ENCAP;
	return parse_l4(r, protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* ip_rcv_core() behind the first byte: `r` begins with the header, of which `options` is a part. */
RX_INLINE int parse_v4_ihl(rest r, bytes options, rx_flow &flow, uint64_t &hash)
{
	static_assert(sizeof(ipsum) == sizeof(iphdr));
	auto &iph = header<iphdr>(r.s);
	size_t offset = r.off;

	if (!ip_fast_csum(header<ipsum>(r.s), options)) [[unlikely]]
		return RX_DROP_IP_SUM;
	if (!r.trim(wire_be16(iph.tot_len))) [[unlikely]]
		return RX_DROP_IP_TRUNCATED;
	if (!r.skip(sizeof(iph) + options.size())) [[unlikely]]
		return RX_DROP_IP_HEADER;

	flow.network_offset = static_cast<uint16_t>(offset);
	flow.addr[0] = iph.addr;
	if (!options.empty() && cipso_optptr(options))
		flow.flags |= RX_FLOW_CIPSO;
	if (iph.frag_off & IP_FRAGMENT) [[unlikely]]
		return parse_fragment(r, iph.protocol, RX_CLASS_V4_TCP, wire_be16(iph.id), flow,
				      hash);
	if (iph.protocol == IPPROTO_IPIP) [[unlikely]]
		return parse_ipip(r, flow, hash);
	return parse_l4(r, iph.protocol, RX_CLASS_V4_TCP, flow, hash);
}

/* With options, or not IPv4 at all. */
RX_SLOW int parse_v4_options(rest r, rx_flow &flow, uint64_t &hash)
{
	auto &iph = header<iphdr>(r.s);
	size_t ihl = (iph.version_ihl & 15u) << 2;

	if (iph.version_ihl >> 4 != 4 || ihl < sizeof(iph) || ihl > r.s.size())
		return RX_DROP_IP_HEADER;
	return parse_v4_ihl(r, r.s.first(ihl).subspan(sizeof(iph)), flow, hash);
}

/* ip_rcv_core(); the header without options is told first, as inet_gro_receive() does. */
RX_INLINE int parse_v4(rest r, rx_flow &flow, uint64_t &hash)
{
	if (r.s.size() < sizeof(iphdr)) [[unlikely]]
		return RX_DROP_IP_SHORT;
	if (header<iphdr>(r.s).version_ihl == 0x45) [[likely]]
		return parse_v4_ihl(r, {}, flow, hash);
	return parse_v4_options(r, flow, hash);
}

/* ---- IPv6 ----------------------------------------------------------------------------------- */

/* PadN: nothing but zeroes. */
RX_INLINE bool is_zero(bytes padding)
{
	for (uint8_t byte : padding)
		if (byte)
			return false;
	return true;
}

/* ip6_parse_tlv(), over the options of a header that is known to hold them. */
RX_SLOW bool parse_tlv(bytes options, rx_flow &flow)
{
	size_t padlen = 0;

	while (!options.empty()) {
		uint8_t type = options.front();

		if (type == IPV6_TLV_PAD1) {
			options = options.subspan(1);
			if (++padlen > 7)
				return false;
			continue;
		}
		if (options.size() < 2 || options.size() - 2 < options[1])
			return false;
		bytes value = options.subspan(2, options[1]);

		options = options.subspan(2 + value.size());
		if (type == IPV6_TLV_PADN) {
			padlen += 2 + value.size();
			if (padlen > 7 || !is_zero(value))
				return false;
			continue;
		}
		if (type >> 6)
			return false;
		if (type == IPV6_TLV_ROUTERALERT)
			flow.flags |= RX_FLOW_ALERT;
		padlen = 0;
	}
	return true;
}

/*
 * The chain of extension headers (`r`), stepped through like ip6_find_1stfragopt(): each is taken
 * off whole before it is looked at, so that each round takes at least 8 bytes off.
 */
RX_SLOW int parse_extensions(rest r, uint8_t next, rx_flow &flow, uint64_t &hash)
{
	for (bool first = true;; first = false) {
		if (next != NEXTHDR_HOP && next != NEXTHDR_DEST && next != NEXTHDR_ROUTING &&
		    next != NEXTHDR_FRAGMENT)
			return parse_l4(r, next, RX_CLASS_V6_TCP, flow, hash);
		if (r.s.size() < sizeof(ipv6_exthdr))
			return RX_DROP_EXTENSION;
		auto &hdr = header<ipv6_exthdr>(r.s);
		size_t len = next == NEXTHDR_FRAGMENT ? sizeof(hdr) : (hdr.hdrlen + 1u) << 3;
		bytes whole = r.s;

		if (!r.skip(len))
			return RX_DROP_EXTENSION;
		switch (next) {
		case NEXTHDR_HOP:
			if (!first)
				return RX_DROP_EXTENSION;
			[[fallthrough]];
		case NEXTHDR_DEST:
			if (!parse_tlv(whole.first(len).subspan(2), flow))
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_ROUTING:
			if (hdr.segments_left)
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_FRAGMENT:
			if (hdr.frag_off & IP6_FRAGMENT)
				return parse_fragment(r, hdr.nexthdr, RX_CLASS_V6_TCP,
						      wire_be32(hdr.frag_id), flow, hash);
			break;
		}
		next = hdr.nexthdr;
	}
}

/* ip6_rcv_core() */
RX_INLINE int parse_v6(rest r, rx_flow &flow, uint64_t &hash)
{
	size_t offset = r.off;

	if (r.s.size() < sizeof(ipv6hdr)) [[unlikely]]
		return RX_DROP_IP_SHORT;
	auto &hdr = header<ipv6hdr>(r.s);

	if (hdr.version >> 4 != 6) [[unlikely]]
		return RX_DROP_IP_HEADER;
	if (!r.skip(sizeof(hdr)) || !r.trim(wire_be16(hdr.payload_len))) [[unlikely]]
		return RX_DROP_IP_TRUNCATED;

	flow.flags |= RX_FLOW_V6;
	flow.network_offset = static_cast<uint16_t>(offset);
	for (size_t i = 0; i < std::size(flow.addr); i++)
		flow.addr[i] = hdr.addr[i];
	if (hdr.nexthdr == IPPROTO_TCP || hdr.nexthdr == IPPROTO_UDP) [[likely]]
		return parse_l4(r, hdr.nexthdr, RX_CLASS_V6_TCP, flow, hash);
	return parse_extensions(r, hdr.nexthdr, flow, hash);
}

/* ---- Ethernet, VLAN ------------------------------------------------------------------------- */

RX_INLINE bool is_vlan(uint16_t proto)
{
	return proto == ETH_P_8021Q || proto == ETH_P_8021AD;
}

/* What is in a frame whose protocol is a length. */
RX_INLINE int raw_frame(bytes s, int cut_short)
{
	if (s.size() < 2)
		return cut_short;
	return front<uint16_t>(s) == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
}

/* eth_type_trans(): what is in a frame that is neither IPv4 nor IPv6. */
RX_SLOW int parse_other(bytes s, uint16_t proto)
{
	return wire_be16(proto) >= ETH_P_802_3_MIN ? static_cast<int>(RX_DROP_PROTOCOL)
						   : raw_frame(s, RX_DROP_802_2);
}

RX_INLINE int parse_network(rest r, uint16_t proto, rx_flow &flow, uint64_t &hash)
{
	if (proto == ETH_P_IP) [[likely]]
		return parse_v4(r, flow, hash);
	if (proto == ETH_P_IPV6)
		return parse_v6(r, flow, hash);
	return parse_other(r.s, proto);
}

/*
 * skb_vlan_untag(), twice at most, and the packet behind the tags, by a copy of the parser: where
 * nothing was tagged the compiler knows it. `r` begins with the tags.
 */
RX_SLOW int parse_vlan(rest r, rx_flow &flow, uint64_t &hash)
{
	uint16_t proto;
	size_t n = 0;

	do {
		if (n == std::size(flow.vlan)) [[unlikely]]
			return RX_DROP_VLAN_DEPTH;
		if (r.s.size() < sizeof(vlan_hdr)) [[unlikely]]
			return RX_DROP_LINK;
		auto &vhdr = header<vlan_hdr>(r.s);

		flow.vlan[n++] = wire_be16(vhdr.tci);
		proto = vhdr.proto;
		if (!r.skip(sizeof(vhdr)))
			return RX_DROP_LINK;
	} while (is_vlan(proto));
	flow.flags = n == 2 ? RX_FLOW_TAG | RX_FLOW_TAGS : RX_FLOW_TAG;
	if (wire_be16(proto) < ETH_P_802_3_MIN) [[unlikely]]
		return raw_frame(r.s, RX_DROP_LINK);
	return parse_network(r, proto, flow, hash);
}

RX_INLINE int parse(bytes frame, rx_flow &flow, uint64_t &hash)
{
	if (frame.size() < sizeof(ethhdr)) [[unlikely]]
		return RX_DROP_LINK;
	auto &eth = header<ethhdr>(frame);
	rest r = { frame.subspan(sizeof(eth)), sizeof(eth) };

	flow.vlan[0] = 0;
	flow.vlan[1] = 0;
	flow.protocol = 0; /* with its neighbours: one store */
	flow.class_ = 0;
	flow.flags = 0;
	flow.mss = 0;
	if (is_vlan(eth.proto)) [[unlikely]]
		return parse_vlan(r, flow, hash);
	return parse_network(r, eth.proto, flow, hash);
}

#endif
