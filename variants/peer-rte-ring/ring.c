// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` over DPDK's rte_ring, single producer and single consumer: the inline fast path of the
 * installed headers, on memory from the arena. rte_ring_init() is in a library that wants the rest
 * of DPDK; init() below fills in the public struct rte_ring as it does.
 */
#include <stdbool.h>

#include <rte_ring.h>

#include "harness/contract/seeded.h"
#include "workloads/ring/ring.h"

#define INLINE static inline __attribute__((always_inline))

enum { DESCRIPTOR_SIZE = sizeof(uint64_t) };

_Static_assert(sizeof(struct rte_ring) <= RING_HEADER_MAX, "struct rte_ring fits the arena");

/* The state is one pointer: everything else is in struct rte_ring. */
struct peer {
	struct rte_ring *ring;
};

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest. */
INLINE void sum_up(struct ring_digest *digest, const uint64_t *out, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		ring_digest_add(digest, out[i]);
}

/* A burst in; false if there is no room. */
INLINE bool one_in(struct rte_ring *r, const uint64_t *src, uint32_t burst)
{
	return rte_ring_sp_enqueue_bulk_elem(r, src, DESCRIPTOR_SIZE, burst, NULL) == burst;
}

/* A burst out, by way of dst; false if there is none. */
INLINE bool one_out(struct rte_ring *r, uint64_t *dst, uint32_t burst, struct ring_digest *digest)
{
	if (rte_ring_sc_dequeue_bulk_elem(r, dst, DESCRIPTOR_SIZE, burst, NULL) != burst)
		return false;
	sum_up(digest, dst, burst);
	return true;
}

/* `burst` is a constant in each caller: the copies and the sums are unrolled. */
INLINE uint64_t move(struct rte_ring *r, const struct ring_batch *b, uint32_t burst)
{
	struct ring_digest digest = { 0 };
	_Alignas(RING_LINE) uint64_t out[RING_BURST_MAX];
	const uint64_t *in = b->desc;
	uint32_t lag = b->lag, left = b->n - b->lag;

	for (; lag > 0 && one_in(r, in, burst); lag -= burst)
		in += burst;
	for (; left > 0 && one_in(r, in, burst) && one_out(r, out, burst, &digest); left -= burst)
		in += burst;
	while (one_out(r, out, burst, &digest))
		continue;
	return ring_digest_end(digest);
}

static __attribute__((noinline)) uint64_t move_1(struct rte_ring *r, const struct ring_batch *b)
{
	return move(r, b, 1);
}

static __attribute__((noinline)) uint64_t move_8(struct rte_ring *r, const struct ring_batch *b)
{
	return move(r, b, 8);
}

static __attribute__((noinline)) uint64_t move_32(struct rte_ring *r, const struct ring_batch *b)
{
	return move(r, b, 32);
}

static uint64_t hot(void *state, const void *batch)
{
	const struct ring_batch *b = batch;
	struct rte_ring *r = ((struct peer *)state)->ring;

	switch (b->burst) {
	case 1:
		return memtax_seeded(move_1(r, b));
	case 8:
		return memtax_seeded(move_8(r, b));
	case 32:
		return memtax_seeded(move_32(r, b));
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
	struct rte_ring *r;

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || (entries & (entries - 1)))
		return RING_BAD_SHAPE;
	r = memtax_arena_take(arena, sizeof(*r) + entries * DESCRIPTOR_SIZE, RTE_CACHE_LINE_SIZE);
	if (!r)
		return RING_NO_MEMORY;
	r->flags = RING_F_SP_ENQ | RING_F_SC_DEQ;
	r->size = (uint32_t)entries;
	r->mask = r->size - 1;
	r->capacity = r->mask;
	r->prod.sync_type = RTE_RING_SYNC_ST;
	r->cons.sync_type = RTE_RING_SYNC_ST;
	r->prod.head = r->prod.tail = RING_FIRST_INDEX;
	r->cons.head = r->cons.tail = RING_FIRST_INDEX;
	((struct peer *)state)->ring = r;
	return 0;
}

static void fini(void *state)
{
	(void)state;
}

static int64_t ring_produce(void *state, const uint64_t *src, uint32_t n)
{
	struct peer *p = state;

	return rte_ring_sp_enqueue_burst_elem(p->ring, src, DESCRIPTOR_SIZE, n, NULL);
}

static int64_t ring_consume(void *state, uint64_t *dst, uint32_t n)
{
	struct peer *p = state;

	return rte_ring_sc_dequeue_burst_elem(p->ring, dst, DESCRIPTOR_SIZE, n, NULL);
}

static int64_t ring_drain(void *state, uint64_t *dst, uint32_t room)
{
	return ring_consume(state, dst, room);
}

static int64_t ring_readable(void *state)
{
	struct peer *p = state;

	return rte_ring_count(p->ring);
}

static int64_t ring_writable(void *state)
{
	struct peer *p = state;

	return rte_ring_free_count(p->ring);
}

static void ring_words(void *state, struct ring_words *words)
{
	struct rte_ring *r = ((struct peer *)state)->ring;

	*words = (struct ring_words){
		.prod = (uint32_t *)(uintptr_t)&r->prod.tail,
		.cons = (uint32_t *)(uintptr_t)&r->cons.tail,
		.slots = (uint64_t *)&r[1],
		.entries = r->size,
		.capacity = r->capacity,
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
