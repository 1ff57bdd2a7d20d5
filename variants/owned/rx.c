/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx, owned: a buffer is a handle from the pool to its verdict, and its frame is read through a
 * view that freezes it. The parsing is that of bounds: it borrows. See workloads/rx/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/bounds/rx_dissect.h"
#include "variants/owned/own.h"

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

/* A buffer that is neither in the pool nor held. */
typedef struct OWN_CAPABILITY("skb") {
	struct own life;
	struct skb *skb;
} skb_own[1];

OWN_INLINE void skb_scope_end(skb_own *h) OWN_PRIMITIVE
{
	own_scope_end(&(*h)->life);
}
#define SKB_OWN(name) skb_own name OWN_SCOPED(skb_scope_end) = OWN_NONE

/* Its frame, while it is looked at. */
typedef struct OWN_CAPABILITY("view") {
	struct own life;
	struct span frame;
} skb_view[1];

OWN_INLINE void skb_view_scope_end(skb_view *v) OWN_PRIMITIVE
{
	own_scope_end(&(*v)->life);
}
#define SKB_VIEW(name) skb_view name OWN_SCOPED(skb_view_scope_end) = OWN_NONE

OWN_INLINE void skb_view_begin(skb_own h, skb_view v) OWN_FREEZE(h, v) OWN_PRIMITIVE
{
	own_freeze(&h->life, &v->life);
	v->frame = h->skb->frame;
}

OWN_INLINE void skb_view_end(skb_own h, skb_view v) OWN_THAW(h, v) OWN_PRIMITIVE
{
	own_thaw(&h->life, &v->life);
}

/* build_skb() */
OWN_CHECKED bool skb_alloc(struct rx_state *rx, struct span frame, skb_own h)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	uint32_t last = rx->n_free - 1;

	if (unlikely(!span_check(last < RX_POOL))) /* empty: 0 - 1 */
		return own_begin_if(&h->life, false);
	h->skb = rx->free[last];
	rx->n_free = last;
	h->skb->frame = frame;
	return own_begin_if(&h->life, true);
}

/* kfree_skb() */
OWN_INLINE void skb_free(struct rx_state *rx, skb_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	uint32_t n = rx->n_free;

	own_end(&h->life);
	span_invariant(n < RX_POOL); /* more are freed than there are */
	rx->free[n] = h->skb;
	rx->n_free = n + 1;
}

OWN_INLINE void skb_deliver(struct rx_state *rx, skb_own h, uint64_t *digest) OWN_RELEASE(h)
{
	own_read(&h->life);
	*digest = rx_fold_packet(*digest, h->skb->hash, h->skb->frame.n);
	skb_free(rx, h);
}

/* Out of the hold queue; false where nothing is. */
OWN_CHECKED bool skb_unhold(struct rx_state *rx, uint32_t i, skb_own h)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	h->skb = rx->held[i];
	rx->held[i] = NULL;
	return own_begin_if(&h->life, span_check(h->skb != NULL));
}

/* Returns the digest with what was held folded in. */
RX_SLOW uint64_t release(struct rx_state *rx, uint64_t digest)
{
	uint32_t n = rx->n_held;

	span_invariant(n <= RX_HOLD);
	for (uint32_t i = 0; i < n; i++) {
		SKB_OWN(skb);

		if (skb_unhold(rx, i, skb))
			skb_deliver(rx, skb, &digest);
	}
	rx->n_held = 0;
	return digest;
}

OWN_INLINE void skb_hold(struct rx_state *rx, skb_own h, uint64_t *digest)
	OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
	if (unlikely(!span_check(rx->n_held < RX_HOLD)))
		*digest = release(rx, *digest);
	rx->held[rx->n_held++] = h->skb;
}

/* The flow is noted in the buffer. */
OWN_INLINE void skb_note(skb_own h, uint64_t hash) OWN_EXCLUSIVE(h)
{
	own_write(&h->life);
	h->skb->hash = hash;
}

OWN_INLINE int skb_view_parse(const skb_view v, struct rx_flow *flow, uint64_t *hash) OWN_SHARED(v)
{
	own_read(&v->life);
	return parse(v->frame, flow, hash);
}

OWN_INLINE int skb_dissect(skb_own h, struct rx_flow *flow) OWN_EXCLUSIVE(h)
{
	SKB_VIEW(view);
	uint64_t hash;
	int reason;

	skb_view_begin(h, view);
	reason = skb_view_parse(view, flow, &hash);
	skb_view_end(h, view);
	/* parse() writes the hash where it returns 0: clang-analyzer loses it in parse_other() */
	if (likely(!reason))
		skb_note(h, hash); /* NOLINT(clang-analyzer-core.CallAndMessage) */
	return reason;
}

/*
 * nf_hook_slow() for a verdict other than accept: whatever it says, the buffer is consumed here,
 * and what returns is never the 1 of an accept.
 */
OWN_INLINE int skb_refuse(struct rx_state *rx, skb_own h, uint32_t verdict, uint64_t *digest)
	OWN_RELEASE(h)
{
	int error = (int)(verdict >> RX_VERDICT_ERROR_SHIFT);

	if ((verdict & RX_VERDICT_MASK) == RX_VERDICT_HOLD) {
		skb_hold(rx, h, digest);
		return 0;
	}
	skb_free(rx, h);
	*digest = rx_fold_drop(*digest, RX_DROP_POLICY);
	return error ? -error : -EPERM;
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
	uint32_t verdict;
	SKB_OWN(skb);
	int reason;

	if (unlikely(!span_sub(span_of(batch->frames, batch->frames_size), desc->offset, desc->len,
			       &frame))) {
		*digest = rx_fold_drop(*digest, RX_DROP_DESC);
		return;
	}
	if (unlikely(!skb_alloc(rx, frame, skb))) {
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
	verdict = batch->policy[flow.class % RX_CLASSES];
	if (likely((verdict & RX_VERDICT_MASK) == RX_VERDICT_ACCEPT))
		skb_deliver(rx, skb, digest);
	else
		(void)skb_refuse(rx, skb, verdict, digest);
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

/* Is the buffer in the pool or held? Ownership that left the proof is looked for where it is. */
static bool is_stored(const struct rx_state *rx, const struct skb *skb)
{
	span_invariant(rx->n_free <= RX_POOL && rx->n_held <= RX_HOLD);
	for (uint32_t i = 0; i < rx->n_free; i++)
		if (rx->free[i] == skb)
			return true;
	for (uint32_t i = 0; i < rx->n_held; i++)
		if (rx->held[i] == skb)
			return true;
	return false;
}

/*
 * A token is the number of a buffer from 1. Callers in C only claim to own it, so the claim is
 * tested here; false for a token that is none of ours or stands for a buffer that was given up.
 */
OWN_CHECKED bool skb_adopt(struct rx_state *rx, uint64_t token, skb_own h)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	if (!span_check(token - 1 < RX_POOL) || !span_check(!is_stored(rx, &rx->pool[token - 1])))
		return own_begin_if(&h->life, false);
	h->skb = &rx->pool[token - 1];
	return own_begin_if(&h->life, true);
}

/* The other way: the caller owns it from here on. */
OWN_INLINE uint64_t skb_lend(struct rx_state *rx, skb_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
	return (uint64_t)(h->skb - rx->pool) + 1;
}

static uint64_t rx_alloc(void *state, const uint8_t *frame, size_t len)
{
	SKB_OWN(skb);

	if (!skb_alloc(state, span_of(frame, len), skb))
		return 0;
	return skb_lend(state, skb);
}

static int rx_dissect(void *state, uint64_t token, struct rx_flow *flow)
{
	SKB_OWN(skb);
	int reason;

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	reason = skb_dissect(skb, flow);
	(void)skb_lend(state, skb);
	return reason;
}

static int rx_verdict(void *state, uint64_t token, uint32_t verdict, uint64_t *digest)
{
	SKB_OWN(skb);

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	if ((verdict & RX_VERDICT_MASK) != RX_VERDICT_ACCEPT)
		return skb_refuse(state, skb, verdict, digest);
	(void)skb_lend(state, skb);
	return 1;
}

static int rx_deliver(void *state, uint64_t token, uint64_t *digest)
{
	SKB_OWN(skb);

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	skb_deliver(state, skb, digest);
	return 0;
}

static int rx_drop(void *state, uint64_t token)
{
	SKB_OWN(skb);

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	skb_free(state, skb);
	return 0;
}

static int rx_hold(void *state, uint64_t token, uint64_t *digest)
{
	SKB_OWN(skb);

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	skb_hold(state, skb, digest);
	return 0;
}

/* nft_payload_copy_vlan(): the tags were left in the frame, so the header is a part of it. */
OWN_INLINE bool skb_view_copy(const skb_view v, uint8_t offset, uint8_t len, struct mspan dest)
	OWN_SHARED(v)
{
	struct span part;

	own_read(&v->life);
	return span_sub(v->frame, offset, len, &part) && mspan_copy(dest, part);
}

static int rx_link_header(void *state, uint64_t token, uint8_t offset, uint8_t len, uint8_t *dest)
{
	SKB_OWN(skb);
	SKB_VIEW(view);
	bool copied;

	if (!skb_adopt(state, token, skb))
		return -EINVAL;
	skb_view_begin(skb, view);
	copied = skb_view_copy(view, offset, len, mspan_of(dest, RX_REGISTERS));
	skb_view_end(skb, view);
	(void)skb_lend(state, skb);
	return copied ? 0 : -EINVAL;
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
