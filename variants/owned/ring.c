// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` with bounds and ownership. What is owned:
 *  - a burst of descriptors, that is, of the buffers they stand for: ownership moves into the ring
 *    when the burst is put in, and comes out with the burst that is taken;
 *  - slots: the producer's reservation of free ones and the consumer's claim on full ones. Only
 *    the comparison with the peer's index makes one, put() and get() need one, and publishing the
 *    index uses it up: no access to slots without the check, none after they were given away.
 * Each is one linear handle for a whole burst; nothing is kept about it at run time.
 */
#include "harness/contract/peer.h"
#include "harness/contract/seeded.h"
#include "variants/bounds/slots.h"
#include "variants/owned/ring_own.h"
#include "workloads/ring/ring.h"

#define INLINE static inline __attribute__((always_inline))
#define CHECKED static inline __attribute__((always_inline, warn_unused_result))

/* Shared memory: each index is written by one side and read by the other. The slots follow. */
struct shared {
	_Alignas(RING_LINE) uint32_t prod;
	_Alignas(RING_LINE) uint32_t cons;
};

/* Private: the sizes, and each side's own index, which is never read back from shared memory. */
struct ring {
	struct shared *shared;
	struct slots slots;
	uint32_t prod;
	uint32_t cons;
};

/* A fixed number of descriptors to move at a time: n + slack is the number of slots. */
struct turn {
	uint32_t n;
	uint32_t slack;
};

INLINE struct turn turn_of(const struct ring *r, uint32_t n)
{
	span_invariant(span_fits(n, slots_count(r->slots)));
	return (struct turn){ .n = n, .slack = slots_count(r->slots) - n };
}

/* ---- producer ------------------------------------------------------------------------------- */

/* How many descriptors there is room for; false if the peer's index cannot be true. */
CHECKED bool writable(const struct ring *r, uint32_t *room)
{
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	*room = slots_count(r->slots) - used;
	return span_fits(used, slots_count(r->slots));
}

/* Reserve free slots for as many as there is room for, at most `most`. */
OWN_CHECKED bool reserve(const struct ring *r, uint32_t most, slots_own free)
	OWN_ACQUIRE_IF(true, free)
{
	uint32_t room;
	bool true_index = writable(r, &room);

	return slots_begin(free, most < room ? most : room, true_index);
}

/* Is there room for a whole turn? One comparison answers that and whether the index can be true. */
OWN_CHECKED bool reserve_turn(const struct ring *r, struct turn turn, slots_own free)
	OWN_ACQUIRE_IF(true, free)
{
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	return slots_begin(free, turn.n, span_fits(used, turn.slack));
}

/* Put the burst into the slots reserved for it, and publish it: both are the consumer's now. */
OWN_INLINE void put(struct ring *r, slots_own free, burst_own burst) OWN_RELEASE(free)
	OWN_RELEASE(burst)
{
	struct span_u64 src = burst_end(burst);

	span_invariant(src.n == slots_n(free));
	slots_put(r->slots, r->prod, src);
	slots_drop(free);
	r->prod = ring_advance(r->prod, (uint32_t)src.n);
	peer_store_release(&r->shared->prod, r->prod);
}

/* ---- consumer ------------------------------------------------------------------------------- */

/* How many descriptors there are; false if the peer's index cannot be true. */
CHECKED bool readable(const struct ring *r, uint32_t *there)
{
	*there = peer_load_acquire(&r->shared->prod) - r->cons;
	return span_fits(*there, slots_count(r->slots));
}

/* Claim as many full slots as there are, at most `most`. */
OWN_CHECKED bool claim(const struct ring *r, uint32_t most, slots_own full)
	OWN_ACQUIRE_IF(true, full)
{
	uint32_t there;
	bool true_index = readable(r, &there);

	return slots_begin(full, most < there ? most : there, true_index);
}

/* Is there a whole turn? One comparison again: what would be left wraps round if there is not. */
OWN_CHECKED bool claim_turn(const struct ring *r, struct turn turn, slots_own full)
	OWN_ACQUIRE_IF(true, full)
{
	uint32_t after = peer_load_acquire(&r->shared->prod) - (r->cons + turn.n);

	return slots_begin(full, turn.n, span_fits(after, turn.slack));
}

/* Fill dst from the slots claimed for it, and give them back: the burst in dst is ours now. */
OWN_INLINE void get(struct ring *r, slots_own full, struct mspan_u64 dst, burst_own burst)
	OWN_RELEASE(full) OWN_ACQUIRE(burst)
{
	span_invariant(dst.n == slots_n(full));
	slots_get(r->slots, r->cons, dst);
	slots_drop(full);
	r->cons = ring_advance(r->cons, (uint32_t)dst.n);
	peer_store_release(&r->shared->cons, r->cons);
	burst_begin(burst, mspan_u64_read(dst));
}

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest, and its buffers out of our hands. */
OWN_INLINE void sum_up(struct ring_digest *digest, burst_own burst) OWN_RELEASE(burst)
{
	BURST_VIEW(view);
	struct span_u64 out;

	burst_view_begin(burst, view);
	out = burst_words(view);
	for (size_t i = 0; i < out.n; i++)
		ring_digest_add(digest, out.p[i]);
	burst_view_end(burst, view);
	burst_end(burst);
}

/* A burst in; false if there is none left, or no room. */
OWN_CHECKED bool one_in(struct ring *r, struct turn turn, struct span_u64 *left)
{
	BURST_OWN(burst);
	SLOTS_OWN(free);

	if (!burst_take(burst, left, turn.n))
		return false;
	if (!reserve_turn(r, turn, free)) {
		burst_end(burst);
		return false;
	}
	put(r, free, burst);
	return true;
}

/* A burst out, by way of dst; false if there is none. */
OWN_CHECKED bool one_out(struct ring *r, struct turn turn, struct mspan_u64 dst,
			 struct ring_digest *digest)
{
	BURST_OWN(burst);
	SLOTS_OWN(full);

	if (!claim_turn(r, turn, full))
		return false;
	get(r, full, dst, burst);
	sum_up(digest, burst);
	return true;
}

/* `burst` is a constant in each caller: the copies and the sums are unrolled. */
INLINE uint64_t move(struct ring *state, const struct ring_batch *b, uint32_t burst)
{
	struct ring r = *state; /* the private indices stay in registers */
	struct ring_digest digest = { 0 };
	_Alignas(RING_LINE) uint64_t out[RING_BURST_MAX];
	struct mspan_u64 dst = mspan_u64_of(out, burst);
	struct span_u64 left = span_u64_of(b->desc, b->n), lag;
	struct turn turn = turn_of(&r, burst);

	span_invariant(span_fits(burst, RING_BURST_MAX) && span_u64_take(&left, b->lag, &lag));
	while (one_in(&r, turn, &lag))
		continue;
	while (one_in(&r, turn, &left) && one_out(&r, turn, dst, &digest))
		continue;
	while (one_out(&r, turn, dst, &digest))
		continue;
	*state = r;
	return ring_digest_end(digest);
}

static __attribute__((noinline)) uint64_t move_1(struct ring *r, const struct ring_batch *b)
{
	return move(r, b, 1);
}

static __attribute__((noinline)) uint64_t move_8(struct ring *r, const struct ring_batch *b)
{
	return move(r, b, 8);
}

static __attribute__((noinline)) uint64_t move_32(struct ring *r, const struct ring_batch *b)
{
	return move(r, b, 32);
}

static uint64_t hot(void *state, const void *batch)
{
	const struct ring_batch *b = batch;

	switch (b->burst) {
	case 1:
		return memtax_seeded(move_1(state, b));
	case 8:
		return memtax_seeded(move_8(state, b));
	case 32:
		return memtax_seeded(move_32(state, b));
	default: /* not a shape of this workload: no digest that the oracle has */
		return 0;
	}
}

/* ---- operations ----------------------------------------------------------------------------- */

static size_t state_size(const struct memtax_shape *shape)
{
	(void)shape;
	return sizeof(struct ring);
}

static int init(void *state, struct memtax_arena *arena, const struct memtax_shape *shape)
{
	uint64_t entries = shape->param[RING_ENTRIES];
	struct shared *shared;
	uint64_t *words;

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || (entries & (entries - 1)))
		return RING_BAD_SHAPE;
	shared = memtax_arena_take(arena, sizeof(*shared), RING_LINE);
	words = memtax_arena_take(arena, entries * sizeof(*words), RING_LINE);
	if (!shared || !words)
		return RING_NO_MEMORY;
	shared->prod = RING_FIRST_INDEX;
	shared->cons = RING_FIRST_INDEX;
	*(struct ring *)state = (struct ring){
		.shared = shared,
		.slots = slots_of(mspan_u64_of(words, entries)),
		.prod = RING_FIRST_INDEX,
		.cons = RING_FIRST_INDEX,
	};
	return 0;
}

static void fini(void *state)
{
	(void)state;
}

static int64_t ring_produce(void *state, const uint64_t *words, uint32_t n)
{
	struct ring *r = state;
	SLOTS_OWN(free);
	BURST_OWN(burst);

	if (!reserve(r, n, free))
		return RING_BROKEN;
	n = slots_n(free);
	burst_begin(burst, span_u64_of(words, n));
	put(r, free, burst);
	return n;
}

static int64_t ring_consume(void *state, uint64_t *words, uint32_t n)
{
	struct ring *r = state;
	SLOTS_OWN(full);
	BURST_OWN(burst);

	if (!claim(r, n, full))
		return RING_BROKEN;
	n = slots_n(full);
	get(r, full, mspan_u64_of(words, n), burst);
	burst_end(burst); /* the caller's */
	return n;
}

static int64_t ring_drain(void *state, uint64_t *words, uint32_t room)
{
	struct mspan_u64 all = mspan_u64_of(words, room), dst;
	struct ring *r = state;
	uint32_t n;
	SLOTS_OWN(full);
	BURST_OWN(burst);

	if (!claim(r, UINT32_MAX, full))
		return RING_BROKEN;
	n = slots_n(full);
	if (!mspan_u64_take(&all, n, &dst)) {
		slots_drop(full);
		return RING_SMALL;
	}
	get(r, full, dst, burst);
	burst_end(burst); /* the caller's */
	return n;
}

static int64_t ring_readable(void *state)
{
	uint32_t there;

	if (!readable(state, &there))
		return RING_BROKEN;
	return there;
}

static int64_t ring_writable(void *state)
{
	uint32_t room;

	if (!writable(state, &room))
		return RING_BROKEN;
	return room;
}

static void ring_words(void *state, struct ring_words *words)
{
	struct ring *r = state;

	*words = (struct ring_words){
		.prod = &r->shared->prod,
		.cons = &r->shared->cons,
		.slots = r->slots.word,
		.entries = slots_count(r->slots),
		.capacity = slots_count(r->slots),
	};
}

static const struct ring_ops ops = {
	.common = { .state_size = state_size, .init = init, .fini = fini, .hot = hot },
	.produce = ring_produce,
	.consume = ring_consume,
	.drain = ring_drain,
	.readable = ring_readable,
	.writable = ring_writable,
	.words = ring_words,
};

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct ring_ops),
	.workload = "ring",
	.variant = MEMTAX_VARIANT,
	.ops = &ops.common,
};
