/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, bounds: frames, registers and the stores of the pool are touched through spans or behind one
 * check of an index. rx_dissect.h has the parsing. See workloads/rx/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/bounds/rx_dissect.h"

struct skb {
	struct span frame;
	uint64_t hash;
};

struct rx_state {
	uint32_t n_free;
	uint32_t n_held;
	struct skb *free[RX_POOL];
	struct skb *held[RX_HOLD];
	struct skb *pool; /* RX_POOL of them */
};

/* ---- buffers -------------------------------------------------------------------------------- */

/* build_skb() */
RX_INLINE struct skb *skb_alloc(struct rx_state *rx, struct span frame)
{
	uint32_t last = rx->n_free - 1;
	struct skb *skb;

	if (unlikely(!span_check(last < RX_POOL))) /* empty: 0 - 1 */
		return NULL;
	skb = rx->free[last];
	rx->n_free = last;
	skb->frame = frame;
	return skb;
}

/* kfree_skb() */
RX_INLINE void skb_free(struct rx_state *rx, struct skb *skb)
{
	uint32_t n = rx->n_free;

	span_invariant(n < RX_POOL); /* more are freed than there are */
	rx->free[n] = skb;
	rx->n_free = n + 1;
}

RX_INLINE void skb_deliver(struct rx_state *rx, struct skb *skb, uint64_t *digest)
{
	*digest = rx_fold_packet(*digest, skb->hash, skb->frame.n);
	skb_free(rx, skb);
}

/* Returns the digest with what was held folded in. */
RX_SLOW uint64_t release(struct rx_state *rx, uint64_t digest)
{
	uint32_t n = rx->n_held;

	span_invariant(n <= RX_HOLD);
	for (uint32_t i = 0; i < n; i++)
		skb_deliver(rx, rx->held[i], &digest);
	rx->n_held = 0;
	return digest;
}

RX_INLINE void skb_hold(struct rx_state *rx, struct skb *skb, uint64_t *digest)
{
	if (unlikely(!span_check(rx->n_held < RX_HOLD)))
		*digest = release(rx, *digest);
	rx->held[rx->n_held++] = skb;
}

RX_INLINE int skb_dissect(struct skb *skb, struct rx_flow *flow)
{
	return parse(skb->frame, flow, &skb->hash);
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

/* Out of line: inlined, its constant takes a register of the loop (candidates.md). */
RX_SLOW uint64_t fold_drop(uint64_t digest, int reason)
{
	return rx_fold_drop(digest, reason);
}

RX_INLINE void receive(struct rx_state *rx, const struct rx_batch *batch, size_t i,
		       uint64_t *digest)
{
	const struct rx_desc *desc = &batch->desc[i];
	struct rx_flow flow;
	struct span frame;
	struct skb *skb;
	int reason;

	if (unlikely(!span_sub(span_of(batch->frames, batch->frames_size), desc->offset, desc->len,
			       &frame))) {
		*digest = rx_fold_drop(*digest, RX_DROP_DESC);
		return;
	}
	skb = skb_alloc(rx, frame);
	if (unlikely(!skb)) {
		*digest = rx_fold_drop(*digest, RX_DROP_NOBUF);
		return;
	}
	reason = skb_dissect(skb, &flow);
	if (unlikely(reason)) {
		skb_free(rx, skb);
		*digest = fold_drop(*digest, reason);
		return;
	}
	if (unlikely(flow.flags & RX_FLOW_FRAGMENT)) {
		skb_hold(rx, skb, digest);
		return;
	}
	if (likely(skb_verdict(rx, skb, batch->policy[flow.class % RX_CLASSES], digest) == 1))
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
	return parse(span_of(frame, len), flow, &hash);
}

static void rx_receive(void *state, const struct rx_batch *batch, size_t i, uint64_t *digest)
{
	if (span_check(i < batch->n))
		receive(state, batch, i, digest);
}

static void rx_flush(void *state, uint64_t *digest)
{
	*digest = release(state, *digest);
}

/* A token is the number of a buffer from 1; NULL if it is none of ours. */
RX_INLINE struct skb *token_skb(const struct rx_state *rx, uint64_t token)
{
	return span_check(token - 1 < RX_POOL) ? &rx->pool[span_index(token - 1, RX_POOL)] : NULL;
}

static uint64_t rx_alloc(void *state, const uint8_t *frame, size_t len)
{
	struct rx_state *rx = state;
	struct skb *skb = skb_alloc(rx, span_of(frame, len));

	return skb ? (uint64_t)(skb - rx->pool) + 1 : 0;
}

static int rx_dissect(void *state, uint64_t token, struct rx_flow *flow)
{
	struct skb *skb = token_skb(state, token);

	return skb ? skb_dissect(skb, flow) : -EINVAL;
}

static int rx_verdict(void *state, uint64_t token, uint32_t verdict, uint64_t *digest)
{
	struct skb *skb = token_skb(state, token);

	return skb ? skb_verdict(state, skb, verdict, digest) : -EINVAL;
}

static int rx_deliver(void *state, uint64_t token, uint64_t *digest)
{
	struct skb *skb = token_skb(state, token);

	if (!skb)
		return -EINVAL;
	skb_deliver(state, skb, digest);
	return 0;
}

static int rx_drop(void *state, uint64_t token)
{
	struct skb *skb = token_skb(state, token);

	if (!skb)
		return -EINVAL;
	skb_free(state, skb);
	return 0;
}

static int rx_hold(void *state, uint64_t token, uint64_t *digest)
{
	struct skb *skb = token_skb(state, token);

	if (!skb)
		return -EINVAL;
	skb_hold(state, skb, digest);
	return 0;
}

/* nft_payload_copy_vlan(): the tags were left in the frame, so the header is a part of it. */
static int rx_link_header(void *state, uint64_t token, uint8_t offset, uint8_t len, uint8_t *dest)
{
	const struct skb *skb = token_skb(state, token);
	struct span part;

	if (!skb || !span_sub(skb->frame, offset, len, &part) ||
	    !mspan_copy(mspan_of(dest, RX_REGISTERS), part))
		return -EINVAL;
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
	rx->pool = pool;
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
