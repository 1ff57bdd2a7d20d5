// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` over Concurrency Kit's ck_ring, single producer and single consumer. It has no burst
 * operations (0.7.1): a burst is that many single ones.
 */
#include <stdbool.h>

#include <ck_ring.h>

#include "harness/contract/seeded.h"
#include "workloads/ring/ring.h"

#define INLINE static inline __attribute__((always_inline))

_Static_assert(sizeof(ck_ring_buffer_t) == sizeof(uint64_t), "a pointer holds a descriptor");
_Static_assert(sizeof(ck_ring_t) + 2 * RING_LINE <= RING_HEADER_MAX, "ck_ring_t fits the arena");

/* In the arena: the indices, then the slots. */
struct peer {
	ck_ring_t *ring;
	ck_ring_buffer_t *slots;
};

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest. */
INLINE void sum_up(struct ring_digest *digest, const uint64_t *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		ring_digest_add(digest, out[i]);
}

/* Put in one; false if there is no room. */
INLINE bool put(struct peer *p, uint64_t descriptor)
{
	return ck_ring_enqueue_spsc(p->ring, p->slots, (const void *)(uintptr_t)descriptor);
}

/* Take out one; false if there is none. */
INLINE bool get(struct peer *p, uint64_t *descriptor)
{
	void *value;

	if (!ck_ring_dequeue_spsc(p->ring, p->slots, &value))
		return false;
	*descriptor = (uintptr_t)value;
	return true;
}

/* A burst in; false if there is no room. */
INLINE bool one_in(struct peer *p, const uint64_t *src, uint32_t burst)
{
	for (uint32_t i = 0; i < burst; i++)
		if (!put(p, src[i]))
			return false;
	return true;
}

/* A burst out, by way of dst; false if there is none. */
INLINE bool one_out(struct peer *p, uint64_t *dst, uint32_t burst, struct ring_digest *digest)
{
	for (uint32_t i = 0; i < burst; i++)
		if (!get(p, &dst[i]))
			return false;
	sum_up(digest, dst, burst);
	return true;
}

/* `burst` is a constant in each caller: the copies and the sums are unrolled. */
INLINE uint64_t move(struct peer *r, const struct ring_batch *b, uint32_t burst)
{
	struct ring_digest digest = { 0 };
	struct peer p = *r; /* the pointers stay in registers */
	_Alignas(RING_LINE) uint64_t out[RING_BURST_MAX];
	const uint64_t *in = b->desc;
	uint32_t lag = b->lag, left = b->n - b->lag;

	for (; lag > 0 && one_in(&p, in, burst); lag -= burst)
		in += burst;
	for (; left > 0 && one_in(&p, in, burst) && one_out(&p, out, burst, &digest); left -= burst)
		in += burst;
	while (one_out(&p, out, burst, &digest))
		continue;
	return ring_digest_end(digest);
}

static __attribute__((noinline)) uint64_t move_1(struct peer *r, const struct ring_batch *b)
{
	return move(r, b, 1);
}

static __attribute__((noinline)) uint64_t move_8(struct peer *r, const struct ring_batch *b)
{
	return move(r, b, 8);
}

static __attribute__((noinline)) uint64_t move_32(struct peer *r, const struct ring_batch *b)
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
	return sizeof(struct peer);
}

static int init(void *state, struct memtax_arena *arena, const struct memtax_shape *shape)
{
	uint64_t entries = shape->param[RING_ENTRIES];
	struct peer *p = state;

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || (entries & (entries - 1)))
		return RING_BAD_SHAPE;
	p->ring = memtax_arena_take(arena, sizeof(*p->ring), RING_LINE);
	p->slots = memtax_arena_take(arena, entries * sizeof(*p->slots), RING_LINE);
	if (!p->ring || !p->slots)
		return RING_NO_MEMORY;
	ck_ring_init(p->ring, (unsigned int)entries);
	p->ring->c_head = RING_FIRST_INDEX;
	p->ring->p_head = RING_FIRST_INDEX;
	p->ring->p_tail = RING_FIRST_INDEX;
	return 0;
}

static void fini(void *state)
{
	(void)state;
}

static int64_t ring_produce(void *state, const uint64_t *src, uint32_t n)
{
	uint32_t done = 0;

	while (done < n && put(state, src[done]))
		done++;
	return done;
}

static int64_t ring_consume(void *state, uint64_t *dst, uint32_t n)
{
	uint32_t done = 0;

	while (done < n && get(state, &dst[done]))
		done++;
	return done;
}

static int64_t ring_drain(void *state, uint64_t *dst, uint32_t room)
{
	return ring_consume(state, dst, room);
}

static int64_t ring_readable(void *state)
{
	struct peer *p = state;

	return ck_ring_size(p->ring);
}

/* One slot stays empty. */
static uint32_t capacity(const struct peer *p)
{
	return ck_ring_capacity(p->ring) - 1;
}

static int64_t ring_writable(void *state)
{
	struct peer *p = state;

	return capacity(p) - ck_ring_size(p->ring);
}

static void ring_words(void *state, struct ring_words *words)
{
	struct peer *p = state;

	*words = (struct ring_words){
		.prod = &p->ring->p_tail,
		.cons = &p->ring->c_head,
		.slots = (uint64_t *)p->slots,
		.entries = ck_ring_capacity(p->ring),
		.capacity = capacity(p),
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
