// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` as the kernel writes it: free-running indices, masked on use, two copies where a burst
 * wraps (kfifo_copy_in/out, lib/kfifo.c). The difference of two indices is believed to be a count,
 * whoever wrote them: so did the code that workloads/ring/README.md names before it was fixed.
 */
#include <stdbool.h>

#include "harness/contract/peer.h"
#include "harness/contract/seeded.h"
#include "harness/contract/words.h"
#include "workloads/ring/ring.h"

#define INLINE static inline __attribute__((always_inline))
#define OUT_OF_LINE static __attribute__((noinline, cold))

/* Shared memory: each index is written by one side and read by the other. */
struct shared {
	_Alignas(RING_LINE) uint32_t prod;
	_Alignas(RING_LINE) uint32_t cons;
	_Alignas(RING_LINE) uint64_t slot[];
};

/* Private: the sizes, and each side's own index, which is never read back from shared memory. */
struct ring {
	struct shared *shared;
	uint64_t *slot; /* shared->slot */
	uint32_t mask;	/* entries - 1 */
	uint32_t prod;
	uint32_t cons;
};

/* ---- producer ------------------------------------------------------------------------------- */

/* How many descriptors there is room for. */
INLINE uint32_t writable(const struct ring *r)
{
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	return r->mask + 1 - used;
}

/* Is there room for a whole burst? The same question in the form that takes fewest instructions. */
INLINE bool writable_burst(const struct ring *r, uint32_t burst)
{
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	return used <= r->mask + 1 - burst;
}

/* Any run: what fits up to the end of the slots, then the rest at their start. */
OUT_OF_LINE void put_run(uint64_t *slot, uint32_t at, uint32_t end, const uint64_t *src, uint32_t n)
{
	uint32_t head = n < end ? n : end;

	memtax_copy_words(slot + at, src, head);
	memtax_copy_words(slot, src + head, n - head);
}

/*
 * Put in src[0 .. n - 1], for which there is room, and publish them. One never wraps; a burst of
 * known length that does not is copied in place.
 */
INLINE void put(struct ring *r, const uint64_t *src, uint32_t n)
{
	uint32_t at = r->prod & r->mask;
	uint32_t end = r->mask + 1 - at;

	if (__builtin_expect(n == 1 || (__builtin_constant_p(n) && n <= end), 1))
		memtax_copy_words(r->slot + at, src, n);
	else
		put_run(r->slot, at, end, src, n);
	r->prod = ring_advance(r->prod, n);
	peer_store_release(&r->shared->prod, r->prod);
}

/* ---- consumer ------------------------------------------------------------------------------- */

/* How many descriptors there are. */
INLINE uint32_t readable(const struct ring *r)
{
	return peer_load_acquire(&r->shared->prod) - r->cons;
}

OUT_OF_LINE void get_run(const uint64_t *slot, uint32_t at, uint32_t end, uint64_t *dst, uint32_t n)
{
	uint32_t head = n < end ? n : end;

	memtax_copy_words(dst, slot + at, head);
	memtax_copy_words(dst + head, slot, n - head);
}

/* Take the n oldest descriptors, of which there are enough, and give their slots back. */
INLINE void get(struct ring *r, uint64_t *dst, uint32_t n)
{
	uint32_t at = r->cons & r->mask;
	uint32_t end = r->mask + 1 - at;

	if (__builtin_expect(n == 1 || (__builtin_constant_p(n) && n <= end), 1))
		memtax_copy_words(dst, r->slot + at, n);
	else
		get_run(r->slot, at, end, dst, n);
	r->cons = ring_advance(r->cons, n);
	peer_store_release(&r->shared->cons, r->cons);
}

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest. */
INLINE void sum_up(struct ring_digest *digest, const uint64_t *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		ring_digest_add(digest, out[i]);
}

/* A burst in; false if there is no room. */
INLINE bool one_in(struct ring *r, const uint64_t *src, uint32_t burst)
{
	if (!writable_burst(r, burst))
		return false;
	put(r, src, burst);
	return true;
}

/* A burst out, by way of dst; false if there is none. */
INLINE bool one_out(struct ring *r, uint64_t *dst, uint32_t burst, struct ring_digest *digest)
{
	if (readable(r) < burst)
		return false;
	get(r, dst, burst);
	sum_up(digest, dst, burst);
	return true;
}

/* `burst` is a constant in each caller: the copies and the sums are unrolled. */
INLINE uint64_t move(struct ring *state, const struct ring_batch *b, uint32_t burst)
{
	struct ring r = *state; /* the private indices stay in registers */
	struct ring_digest digest = { 0 };
	_Alignas(RING_LINE) uint64_t out[RING_BURST_MAX];
	const uint64_t *in = b->desc;
	size_t lag = b->lag, left = b->n - b->lag;

	for (; lag > 0 && one_in(&r, in, burst); lag -= burst)
		in += burst;
	while (left > 0) { /* taken first, then put, as bounds does: candidates.md */
		left -= burst;
		in += burst;
		if (!one_in(&r, in - burst, burst) || !one_out(&r, out, burst, &digest))
			break;
	}
	while (one_out(&r, out, burst, &digest))
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

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || (entries & (entries - 1)))
		return RING_BAD_SHAPE;
	shared = memtax_arena_take(arena, sizeof(*shared) + entries * sizeof(shared->slot[0]),
				   RING_LINE);
	if (!shared)
		return RING_NO_MEMORY;
	shared->prod = RING_FIRST_INDEX;
	shared->cons = RING_FIRST_INDEX;
	*(struct ring *)state = (struct ring){
		.shared = shared,
		.slot = shared->slot,
		.mask = (uint32_t)entries - 1,
		.prod = RING_FIRST_INDEX,
		.cons = RING_FIRST_INDEX,
	};
	return 0;
}

static void fini(void *state)
{
	(void)state;
}

static int64_t ring_produce(void *state, const uint64_t *src, uint32_t n)
{
	struct ring *r = state;
	uint32_t room = writable(r);

	if (n > room)
		n = room;
	put(r, src, n);
	return n;
}

static int64_t ring_consume(void *state, uint64_t *dst, uint32_t n)
{
	struct ring *r = state;
	uint32_t there = readable(r);

	if (n > there)
		n = there;
	get(r, dst, n);
	return n;
}

static int64_t ring_drain(void *state, uint64_t *dst, uint32_t room)
{
	struct ring *r = state;
	uint32_t n = readable(r);

	(void)room; /* a whole ring fits, and there cannot be more than that */
	get(r, dst, n);
	return n;
}

static int64_t ring_readable(void *state)
{
	return readable(state);
}

static int64_t ring_writable(void *state)
{
	return writable(state);
}

static void ring_words(void *state, struct ring_words *words)
{
	struct ring *r = state;

	*words = (struct ring_words){
		.prod = &r->shared->prod,
		.cons = &r->shared->cons,
		.slots = r->slot,
		.entries = r->mask + 1,
		.capacity = r->mask + 1,
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
