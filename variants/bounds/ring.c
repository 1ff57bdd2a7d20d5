// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` with bounds: the difference of two indices is a count only once it has been compared with
 * the number of slots; the slots are reached through a masked window (slots.h), callers' buffers
 * through spans. A peer's index that cannot be true is an error, and nothing is moved.
 */
#include "harness/contract/peer.h"
#include "harness/contract/seeded.h"
#include "variants/bounds/slots.h"
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

	*room = slots_count(r->slots) - (uint32_t)span_upto(used, slots_count(r->slots));
	return span_fits(used, slots_count(r->slots));
}

/* Is there room for a whole turn? One comparison answers that and whether the index can be true. */
CHECKED bool writable_turn(const struct ring *r, struct turn turn)
{
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	return span_fits(used, turn.slack);
}

/* Put in all of src, for which there is room, and publish it. */
INLINE void put(struct ring *r, struct span_u64 src)
{
	slots_put(r->slots, r->prod, src);
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

/* Is there a whole turn? One comparison again: what would be left wraps round if there is not. */
CHECKED bool readable_turn(const struct ring *r, struct turn turn)
{
	uint32_t after = peer_load_acquire(&r->shared->prod) - (r->cons + turn.n);

	return span_fits(after, turn.slack);
}

/* Fill dst with the oldest descriptors, of which there are enough, and give their slots back. */
INLINE void get(struct ring *r, struct mspan_u64 dst)
{
	slots_get(r->slots, r->cons, dst);
	r->cons = ring_advance(r->cons, (uint32_t)dst.n);
	peer_store_release(&r->shared->cons, r->cons);
}

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest. */
INLINE void sum_up(struct ring_digest *digest, struct span_u64 out)
{
	for (size_t i = 0; i < out.n; i++)
		ring_digest_add(digest, out.p[i]);
}

/* A burst in; false if there is none left, or no room. */
CHECKED bool one_in(struct ring *r, struct turn turn, struct span_u64 *left)
{
	struct span_u64 src;

	if (!span_u64_take(left, turn.n, &src))
		return false;
	if (!writable_turn(r, turn))
		return false;
	put(r, src);
	return true;
}

/* A burst out, by way of dst; false if there is none. */
CHECKED bool one_out(struct ring *r, struct turn turn, struct mspan_u64 dst,
		     struct ring_digest *digest)
{
	if (!readable_turn(r, turn))
		return false;
	get(r, dst);
	sum_up(digest, mspan_u64_read(dst));
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
	uint32_t room;

	if (!writable(r, &room))
		return RING_BROKEN;
	if (n > room)
		n = room;
	put(r, span_u64_of(words, n));
	return n;
}

static int64_t ring_consume(void *state, uint64_t *words, uint32_t n)
{
	struct ring *r = state;
	uint32_t there;

	if (!readable(r, &there))
		return RING_BROKEN;
	there = (uint32_t)span_upto(there, slots_count(r->slots));
	if (n > there)
		n = there;
	get(r, mspan_u64_of(words, n));
	return n;
}

static int64_t ring_drain(void *state, uint64_t *words, uint32_t room)
{
	struct mspan_u64 all = mspan_u64_of(words, room), dst;
	struct ring *r = state;
	uint32_t there;

	if (!readable(r, &there))
		return RING_BROKEN;
	if (!mspan_u64_take(&all, there, &dst))
		return RING_SMALL;
	get(r, dst);
	return there;
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
