/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, raw: the receive path in the kernel's idiom, as fast as it goes. rx_dissect.h has the
 * parsing. See workloads/rx/README.md for the algorithm and what it is modelled on.
 */
#include "harness/contract/seeded.h"
#include "variants/raw/rx_dissect.h"

struct skb {
	const uint8_t *data;
	uint64_t hash;
	size_t len;
};

struct rx_state {
	uint32_t n_free;
	uint32_t n_held;
	struct skb *free[RX_POOL];
	struct skb *held[RX_HOLD];
};

/* ---- buffers -------------------------------------------------------------------------------- */

/* build_skb() */
RX_INLINE struct skb *skb_alloc(struct rx_state *rx, const uint8_t *frame, size_t len)
{
	struct skb *skb;

	if (unlikely(!rx->n_free))
		return NULL;
	skb = rx->free[--rx->n_free];
	skb->data = frame;
	skb->len = len;
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

/* Returns the digest with what was held folded in. */
RX_SLOW uint64_t release(struct rx_state *rx, uint64_t digest)
{
	for (uint32_t i = 0; i < rx->n_held; i++)
		skb_deliver(rx, rx->held[i], &digest);
	rx->n_held = 0;
	return digest;
}

RX_INLINE void skb_hold(struct rx_state *rx, struct skb *skb, uint64_t *digest)
{
	if (unlikely(rx->n_held == RX_HOLD))
		*digest = release(rx, *digest);
	rx->held[rx->n_held++] = skb;
}

RX_INLINE int skb_dissect(struct skb *skb, struct rx_flow *flow)
{
	return parse(skb->data, (unsigned int)skb->len, flow, &skb->hash);
}

/*
 * nf_hook_slow(), as before CVE-2024-1086: a drop that reports a positive error number looks like
 * an accept. An unknown verdict is taken for one that has consumed the buffer.
 */
RX_INLINE int skb_verdict(struct rx_state *rx, struct skb *skb, uint32_t verdict, uint64_t *digest)
{
	int error;

	if (likely((verdict & RX_VERDICT_MASK) == RX_VERDICT_ACCEPT)) /* told first */
		return 1;
	switch (verdict & RX_VERDICT_MASK) {
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
	return memtax_seeded(release(state, digest));
}

/* ---- fine-grained operations ---------------------------------------------------------------- */

static int rx_parse(void *state, const uint8_t *frame, size_t len, struct rx_flow *flow)
{
	uint64_t hash;

	(void)state;
	return parse(frame, (unsigned int)len, flow, &hash);
}

static void rx_receive(void *state, const struct rx_batch *batch, size_t i, uint64_t *digest)
{
	receive(state, batch, i, digest);
}

static void rx_flush(void *state, uint64_t *digest)
{
	*digest = release(state, *digest);
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
		const struct wire16 *proto = (const void *)(frame + 12 + RX_VLAN_HLEN * tags);

		if (!is_vlan(proto->v))
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
	uint8_t veth[RX_VLAN_ETH_HLEN], *header = veth, headlen = len, vlan_hlen = 0;

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
