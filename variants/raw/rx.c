/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, raw: the kernel idiom, with the validation the modelled code had before its CVEs were fixed
 * (each place says which). See workloads/rx/README.md.
 */
#include "harness/contract/seeded.h"
#include "workloads/rx/rx.h"
#include "workloads/rx/wire.h"

#define RX_INLINE static inline __attribute__((always_inline))
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

struct skb {
	const uint8_t *data;
	uint64_t hash;
	uint32_t len;
};

struct rx_state {
	uint32_t n_free;
	uint32_t n_held;
	struct skb *free[RX_POOL];
	struct skb *held[RX_HOLD];
};

RX_INLINE uint16_t load16(const uint8_t *p)
{
	uint16_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint32_t load32(const uint8_t *p)
{
	uint32_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint64_t load64(const uint8_t *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof(v));
	return v;
}

RX_INLINE uint16_t be16(const uint8_t *p)
{
	return __builtin_bswap16(load16(p));
}

/* ---- IPv4 ----------------------------------------------------------------------------------- */

/* ip_fast_csum(): 0 for a header that is whole. */
RX_INLINE uint32_t ip_fast_csum(const uint8_t *iph, unsigned int ihl)
{
	uint64_t sum = (uint64_t)load32(iph) + load32(iph + 4) + load32(iph + 8) +
		       load32(iph + 12) + load32(iph + 16);

	for (unsigned int i = 20; unlikely(i < ihl); i += 4)
		sum += load32(iph + i);
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + ((sum >> 16) & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	return (uint32_t)sum ^ 0xffff;
}

/* cipso_v4_optptr(): is there a security label? As before CVE-2018-10938: no length is checked. */
static __attribute__((noinline)) int cipso_optptr(const uint8_t *opt, int optlen)
{
	int taglen;

	while (optlen > 0) {
		switch (opt[0]) {
		case IPOPT_CIPSO:
			return 1;
		case IPOPT_END:
			return 0;
		case IPOPT_NOOP:
			taglen = 1;
			break;
		default:
			taglen = opt[1];
		}
		opt += taglen;
		optlen -= taglen;
	}
	return 0;
}

/* ---- TCP, UDP ------------------------------------------------------------------------------- */

/* tcpmss_mangle_packet(), as before CVE-2017-18017: `hdrlen` below 20 is not refused. */
static __attribute__((noinline)) uint16_t tcp_mss(const uint8_t *tcp, int hdrlen)
{
	unsigned int i;

	for (i = 20; i <= (unsigned int)(hdrlen - 4);) {
		if (tcp[i] == TCPOPT_MSS && tcp[i + 1] == 4)
			return be16(tcp + i + 2);
		i += tcp[i] <= TCPOPT_NOP || tcp[i + 1] == 0 ? 1 : tcp[i + 1];
	}
	return 0;
}

/* Layer 4 at [off, end); `class` is that of TCP in this IP version. */
RX_INLINE int parse_l4(const uint8_t *frame, unsigned int off, unsigned int end, int protocol,
		       int class, struct rx_flow *flow)
{
	const uint8_t *th = frame + off;
	int len = (int)(end - off);
	int hdrlen;

	flow->protocol = (uint8_t)protocol;
	if (likely(protocol == IPPROTO_TCP)) {
		if (unlikely(len < 20))
			return RX_DROP_L4_SHORT;
		hdrlen = th[12] >> 4 << 2;
		if (unlikely(len < hdrlen))
			return RX_DROP_L4_HEADER;
		if (unlikely(th[13] & TCP_SYN))
			flow->mss = tcp_mss(th, hdrlen);
		if (unlikely(hdrlen < 20))
			return RX_DROP_L4_HEADER;
		flow->class = (uint8_t)class;
		flow->ports = load32(th);
		flow->payload_offset = off + (unsigned int)hdrlen;
		flow->payload_len = (unsigned int)(len - hdrlen);
		return RX_OK;
	}
	if (protocol == IPPROTO_UDP) {
		if (unlikely(len < 8))
			return RX_DROP_L4_SHORT;
		hdrlen = be16(th + 4);
		if (unlikely(hdrlen < 8 || hdrlen > len))
			return RX_DROP_L4_HEADER;
		flow->class = (uint8_t)(class + 1);
		flow->ports = load32(th);
		flow->payload_offset = off + 8;
		flow->payload_len = (unsigned int)(hdrlen - 8);
		return RX_OK;
	}
	flow->class = (uint8_t)(class + 2);
	flow->ports = 0;
	flow->payload_offset = off;
	flow->payload_len = (unsigned int)len;
	return RX_OK;
}

/* What is left of a fragment: no ports to see, its identification instead. */
RX_INLINE int parse_fragment(unsigned int off, unsigned int end, int protocol, int class,
			     uint32_t id, struct rx_flow *flow)
{
	flow->flags |= RX_FLOW_FRAGMENT;
	flow->protocol = (uint8_t)protocol;
	flow->class = (uint8_t)(class + 2);
	flow->ports = id;
	flow->payload_offset = off;
	flow->payload_len = end - off;
	return RX_OK;
}

/* __skb_flow_dissect() of IPIP, as before CVE-2013-4348: the inner header length is not checked. */
static __attribute__((noinline)) int parse_ipip(const uint8_t *frame, unsigned int off,
						unsigned int end, struct rx_flow *flow)
{
	const uint8_t *iph;
	int protocol;

	do {
		iph = frame + off;
		if ((int)(end - off) < 20)
			return RX_DROP_INNER;
		protocol = load16(iph + 6) & IP_FRAGMENT ? 0 : iph[9];
		flow->addr[0] = load64(iph + 12);
		off += (iph[0] & 15u) << 2;
	} while (protocol == IPPROTO_IPIP);
	flow->flags |= RX_FLOW_ENCAP;
	return parse_l4(frame, off, end, protocol, RX_CLASS_V4_TCP, flow);
}

/* ip_rcv_core() */
RX_INLINE int parse_v4(const uint8_t *frame, unsigned int off, unsigned int len,
		       struct rx_flow *flow)
{
	const uint8_t *iph = frame + off;
	unsigned int ihl, end;

	if (unlikely(len - off < 20))
		return RX_DROP_IP_SHORT;
	ihl = (iph[0] & 15u) << 2;
	if (unlikely(iph[0] >> 4 != 4 || ihl < 20 || len - off < ihl))
		return RX_DROP_IP_HEADER;
	if (unlikely(ip_fast_csum(iph, ihl)))
		return RX_DROP_IP_SUM;
	end = off + be16(iph + 2);
	if (unlikely(len < end))
		return RX_DROP_IP_TRUNCATED;
	if (unlikely(end < off + ihl))
		return RX_DROP_IP_HEADER;

	flow->network_offset = (uint16_t)off;
	flow->addr[0] = load64(iph + 12);
	if (unlikely(ihl > 20) && cipso_optptr(iph + 20, (int)ihl - 20))
		flow->flags |= RX_FLOW_CIPSO;
	if (unlikely(load16(iph + 6) & IP_FRAGMENT))
		return parse_fragment(off + ihl, end, iph[9], RX_CLASS_V4_TCP, be16(iph + 4), flow);
	if (unlikely(iph[9] == IPPROTO_IPIP))
		return parse_ipip(frame, off + ihl, end, flow);
	return parse_l4(frame, off + ihl, end, iph[9], RX_CLASS_V4_TCP, flow);
}

/* ---- IPv6 ----------------------------------------------------------------------------------- */

/*
 * ip6_parse_tlv(), as before 624085a31c1a: an option's length is fetched before there is known to
 * be one, and the padding of PadN is read before its length is checked.
 */
static int parse_tlv(const uint8_t *nh, int len, struct rx_flow *flow)
{
	int off = 2, padlen = 0;

	len -= 2;
	while (len > 0) {
		int optlen = nh[off + 1] + 2;

		switch (nh[off]) {
		case IPV6_TLV_PAD1:
			optlen = 1;
			if (++padlen > 7)
				return -1;
			break;
		case IPV6_TLV_PADN:
			padlen += optlen;
			if (padlen > 7)
				return -1;
			for (int i = 2; i < optlen; i++)
				if (nh[off + i])
					return -1;
			break;
		default:
			if (optlen > len || nh[off] >> 6)
				return -1;
			if (nh[off] == IPV6_TLV_ROUTERALERT)
				flow->flags |= RX_FLOW_ALERT;
			padlen = 0;
		}
		off += optlen;
		len -= optlen;
	}
	return len;
}

/*
 * The chain of extension headers, stepped through as ip6_find_1stfragopt() did before
 * CVE-2017-9074 and CVE-2017-7542: one byte is known to be there, and the offset is 16 bits wide.
 */
static __attribute__((noinline)) int parse_extensions(const uint8_t *frame, unsigned int base,
						      unsigned int end, int next,
						      struct rx_flow *flow)
{
	const uint8_t *nh = frame + base;
	unsigned int packet_len = end - base;
	uint16_t offset = 40;
	const uint8_t *hdr;
	int hdrlen;

	while (offset + 1u <= packet_len) {
		hdr = nh + offset;
		hdrlen = (hdr[1] + 1) << 3;
		switch (next) {
		case NEXTHDR_HOP:
			if (offset != 40)
				return RX_DROP_EXTENSION;
			/* fall through */
		case NEXTHDR_DEST:
			if (offset + (unsigned int)hdrlen > packet_len ||
			    parse_tlv(hdr, hdrlen, flow))
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_ROUTING:
			if (hdr[3])
				return RX_DROP_EXTENSION;
			break;
		case NEXTHDR_FRAGMENT:
			hdrlen = 8;
			if (load16(hdr + 2) & IP6_FRAGMENT)
				return parse_fragment(base + offset + 8, end, hdr[0],
						      RX_CLASS_V6_TCP,
						      __builtin_bswap32(load32(hdr + 4)), flow);
			break;
		default:
			return parse_l4(frame, base + offset, end, next, RX_CLASS_V6_TCP, flow);
		}
		offset = (uint16_t)(offset + hdrlen);
		next = hdr[0];
	}
	return parse_l4(frame, base + offset, end, next, RX_CLASS_V6_TCP, flow);
}

/* ip6_rcv_core() */
RX_INLINE int parse_v6(const uint8_t *frame, unsigned int off, unsigned int len,
		       struct rx_flow *flow)
{
	const uint8_t *nh = frame + off;
	unsigned int end;

	if (unlikely(len - off < 40))
		return RX_DROP_IP_SHORT;
	if (unlikely(nh[0] >> 4 != 6))
		return RX_DROP_IP_HEADER;
	end = off + 40 + be16(nh + 4);
	if (unlikely(len < end))
		return RX_DROP_IP_TRUNCATED;

	flow->flags |= RX_FLOW_V6;
	flow->network_offset = (uint16_t)off;
	__builtin_memcpy(flow->addr, nh + 8, 32);
	if (likely(nh[6] == IPPROTO_TCP || nh[6] == IPPROTO_UDP))
		return parse_l4(frame, off + 40, end, nh[6], RX_CLASS_V6_TCP, flow);
	return parse_extensions(frame, off, end, nh[6], flow);
}

/* ---- Ethernet, VLAN ------------------------------------------------------------------------- */

/*
 * skb_vlan_untag() twice at most. As before 55eff0eb7460 the two bytes after the tag that tell
 * 802.3 from 802.2 are read unchecked.
 */
static __attribute__((noinline)) int parse_vlan(const uint8_t *frame, unsigned int len,
						unsigned int *offset, uint16_t *proto,
						struct rx_flow *flow)
{
	unsigned int off = RX_ETH_HLEN, tags = 0;

	do {
		if (unlikely(tags == 2))
			return RX_DROP_VLAN_DEPTH;
		if (unlikely(len - off < RX_VLAN_HLEN))
			return RX_DROP_LINK;
		flow->vlan[tags++] = be16(frame + off);
		*proto = load16(frame + off + 2);
		off += RX_VLAN_HLEN;
	} while (*proto == ETH_P_8021Q || *proto == ETH_P_8021AD);
	flow->flags = tags == 2 ? RX_FLOW_TAG | RX_FLOW_TAGS : RX_FLOW_TAG;
	*offset = off;
	if (unlikely(__builtin_bswap16(*proto) < ETH_P_802_3_MIN))
		return load16(frame + off) == 0xffff ? RX_DROP_802_3 : RX_DROP_802_2;
	return RX_OK;
}

/* eth_type_trans(): what is in a frame that is neither IPv4, IPv6 nor tagged. */
static __attribute__((noinline)) int parse_other(const uint8_t *frame, unsigned int len,
						 uint16_t proto)
{
	if (__builtin_bswap16(proto) >= ETH_P_802_3_MIN)
		return RX_DROP_PROTOCOL;
	return len >= RX_ETH_HLEN + 2 && load16(frame + RX_ETH_HLEN) == 0xffff ? RX_DROP_802_3
									       : RX_DROP_802_2;
}

RX_INLINE int parse(const uint8_t *frame, unsigned int len, struct rx_flow *flow)
{
	unsigned int off = RX_ETH_HLEN;
	uint16_t proto;
	int reason;

	if (unlikely(len < RX_ETH_HLEN))
		return RX_DROP_LINK;
	flow->vlan[0] = 0;
	flow->vlan[1] = 0;
	flow->flags = 0;
	flow->mss = 0;
	proto = load16(frame + 12);
	if (unlikely(proto == ETH_P_8021Q || proto == ETH_P_8021AD)) {
		reason = parse_vlan(frame, len, &off, &proto, flow);
		if (unlikely(reason))
			return reason;
	}
	if (likely(proto == ETH_P_IP))
		return parse_v4(frame, off, len, flow);
	if (proto == ETH_P_IPV6)
		return parse_v6(frame, off, len, flow);
	return parse_other(frame, off == RX_ETH_HLEN ? len : 0, proto);
}

/* ---- buffers -------------------------------------------------------------------------------- */

/* build_skb() */
RX_INLINE struct skb *skb_alloc(struct rx_state *rx, const uint8_t *frame, size_t len)
{
	struct skb *skb;

	if (unlikely(!rx->n_free))
		return NULL;
	skb = rx->free[--rx->n_free];
	skb->data = frame;
	skb->len = (uint32_t)len;
	return skb;
}

/* kfree_skb() */
RX_INLINE void skb_free(struct rx_state *rx, struct skb *skb)
{
	rx->free[rx->n_free++] = skb;
}

RX_INLINE void skb_deliver(struct rx_state *rx, struct skb *skb, uint64_t *digest)
{
	*digest = rx_fold_packet(*digest, skb->hash, skb->len);
	skb_free(rx, skb);
}

static __attribute__((noinline)) void release(struct rx_state *rx, uint64_t *digest)
{
	for (uint32_t i = 0; i < rx->n_held; i++)
		skb_deliver(rx, rx->held[i], digest);
	rx->n_held = 0;
}

RX_INLINE void skb_hold(struct rx_state *rx, struct skb *skb, uint64_t *digest)
{
	if (unlikely(rx->n_held == RX_HOLD))
		release(rx, digest);
	rx->held[rx->n_held++] = skb;
}

RX_INLINE int skb_dissect(struct skb *skb, struct rx_flow *flow)
{
	int reason = parse(skb->data, skb->len, flow);

	if (likely(!reason))
		skb->hash = rx_flow_hash(flow);
	return reason;
}

/*
 * nf_hook_slow(), as before CVE-2024-1086: a drop that reports a positive error number looks like
 * an accept. An unknown verdict is taken for one that has consumed the buffer.
 */
RX_INLINE int skb_verdict(struct rx_state *rx, struct skb *skb, uint32_t verdict, uint64_t *digest)
{
	int error;

	switch (verdict & RX_VERDICT_MASK) {
	case RX_VERDICT_ACCEPT:
		return 1;
	case RX_VERDICT_DROP:
		skb_free(rx, skb);
		*digest = rx_fold_drop(*digest, RX_DROP_POLICY);
		error = -((int32_t)verdict >> RX_VERDICT_ERROR_SHIFT);
		return error ? error : -EPERM;
	case RX_VERDICT_HOLD:
		skb_hold(rx, skb, digest);
		return 0;
	default:
		return 0;
	}
}

/* ---- the op --------------------------------------------------------------------------------- */

RX_INLINE void receive(struct rx_state *rx, const struct rx_batch *batch, size_t i,
		       uint64_t *digest)
{
	const struct rx_desc *desc = &batch->desc[i];
	struct rx_flow flow;
	struct skb *skb;
	int reason;

	skb = skb_alloc(rx, batch->frames + desc->offset, desc->len);
	if (unlikely(!skb)) {
		*digest = rx_fold_drop(*digest, RX_DROP_NOBUF);
		return;
	}
	reason = skb_dissect(skb, &flow);
	if (unlikely(reason)) {
		skb_free(rx, skb);
		*digest = rx_fold_drop(*digest, reason);
		return;
	}
	if (unlikely(flow.flags & RX_FLOW_FRAGMENT)) {
		skb_hold(rx, skb, digest);
		return;
	}
	if (likely(skb_verdict(rx, skb, batch->policy[flow.class], digest) == 1))
		skb_deliver(rx, skb, digest);
}

static uint64_t rx_hot(void *state, const void *batch)
{
	const struct rx_batch *b = batch;
	uint64_t digest = 0;

	for (size_t i = 0; i < b->n; i++)
		receive(state, b, i, &digest);
	release(state, &digest);
	return memtax_seeded(digest);
}

/* ---- fine-grained operations ---------------------------------------------------------------- */

static int rx_parse(void *state, const uint8_t *frame, size_t len, struct rx_flow *flow)
{
	(void)state;
	return parse(frame, (unsigned int)len, flow);
}

static void rx_receive(void *state, const struct rx_batch *batch, size_t i, uint64_t *digest)
{
	receive(state, batch, i, digest);
}

static void rx_flush(void *state, uint64_t *digest)
{
	release(state, digest);
}

RX_INLINE struct skb *token_skb(uint64_t token)
{
	return (struct skb *)(uintptr_t)token;
}

static uint64_t rx_alloc(void *state, const uint8_t *frame, size_t len)
{
	return (uintptr_t)skb_alloc(state, frame, len);
}

static int rx_dissect(void *state, uint64_t token, struct rx_flow *flow)
{
	(void)state;
	return skb_dissect(token_skb(token), flow);
}

static int rx_verdict(void *state, uint64_t token, uint32_t verdict, uint64_t *digest)
{
	return skb_verdict(state, token_skb(token), verdict, digest);
}

static int rx_deliver(void *state, uint64_t token, uint64_t *digest)
{
	skb_deliver(state, token_skb(token), digest);
	return 0;
}

static int rx_drop(void *state, uint64_t token)
{
	skb_free(state, token_skb(token));
	return 0;
}

static int rx_hold(void *state, uint64_t token, uint64_t *digest)
{
	skb_hold(state, token_skb(token), digest);
	return 0;
}

/* The tags of a frame, 0 to 2. */
static unsigned int frame_tags(const uint8_t *frame, size_t len)
{
	unsigned int tags = 0;

	while (tags < 2 && len >= RX_ETH_HLEN + RX_VLAN_HLEN * (tags + 1)) {
		uint16_t proto = load16(frame + 12 + RX_VLAN_HLEN * tags);

		if (proto != ETH_P_8021Q && proto != ETH_P_8021AD)
			break;
		tags++;
	}
	return tags;
}

/*
 * nft_payload_copy_vlan(), as before CVE-2023-0179: of a frame with two tags, the part that goes
 * beyond the rebuilt header is computed with the wrong sign.
 */
static int rx_link_header(void *state, uint64_t token, uint8_t offset, uint8_t len, uint8_t *dest)
{
	const struct skb *skb = token_skb(token);
	unsigned int tags = frame_tags(skb->data, skb->len);
	uint8_t header[RX_VLAN_ETH_HLEN], headlen = len, vlan_hlen = 0;

	(void)state;
	if (len > RX_REGISTERS)
		return -EINVAL;
	if (tags == 2 && offset >= RX_VLAN_ETH_HLEN && offset < RX_VLAN_ETH_HLEN + RX_VLAN_HLEN)
		vlan_hlen = RX_VLAN_HLEN;
	if (tags && offset < RX_VLAN_ETH_HLEN + vlan_hlen) {
		/* The outer tag was taken off: put the header together again. */
		__builtin_memcpy(header, skb->data, 12);
		__builtin_memcpy(header + 12, skb->data + 12 + vlan_hlen, 6);
		if (offset + len > RX_VLAN_ETH_HLEN + vlan_hlen)
			headlen -= offset + len - RX_VLAN_ETH_HLEN + vlan_hlen;
		__builtin_memcpy(dest, header + offset - vlan_hlen, headlen);
		len -= headlen;
		if (!len)
			return 0;
		dest += headlen;
		offset = RX_VLAN_ETH_HLEN + vlan_hlen;
	}
	if (offset > skb->len || len > skb->len - offset) /* skb_copy_bits() */
		return -EINVAL;
	__builtin_memcpy(dest, skb->data + offset, len);
	return 0;
}

static size_t rx_count_free(const void *state)
{
	return ((const struct rx_state *)state)->n_free;
}

static size_t rx_count_held(const void *state)
{
	return ((const struct rx_state *)state)->n_held;
}

static size_t rx_state_size(const struct memtax_shape *shape)
{
	(void)shape;
	return sizeof(struct rx_state);
}

static int rx_init(void *state, struct memtax_arena *arena, const struct memtax_shape *shape)
{
	struct rx_state *rx = state;
	struct skb *pool = memtax_arena_take(arena, sizeof(*pool) * RX_POOL, 64);

	(void)shape;
	if (!pool)
		return -ENOMEM;
	for (rx->n_free = 0; rx->n_free < RX_POOL; rx->n_free++)
		rx->free[rx->n_free] = &pool[RX_POOL - 1 - rx->n_free];
	rx->n_held = 0;
	return 0;
}

static void rx_fini(void *state)
{
	(void)state;
}

static const struct rx_ops ops = {
	.common = {
		.state_size = rx_state_size,
		.init = rx_init,
		.fini = rx_fini,
		.hot = rx_hot,
	},
	.parse = rx_parse,
	.receive = rx_receive,
	.flush = rx_flush,
	.alloc = rx_alloc,
	.dissect = rx_dissect,
	.verdict = rx_verdict,
	.deliver = rx_deliver,
	.drop = rx_drop,
	.hold = rx_hold,
	.link_header = rx_link_header,
	.count_free = rx_count_free,
	.count_held = rx_count_held,
};

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct rx_ops),
	.workload = "rx",
	.variant = MEMTAX_VARIANT,
	.ops = &ops.common,
};
