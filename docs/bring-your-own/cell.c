// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A cell of workload `ring` to start from: the obvious code, nothing tuned. Copy it and put your
 * own way of doing it in its place. docs/bring-your-own.md has the commands;
 * tests/e2e/bring_your_own.sh runs them on this file. What each operation promises stands in
 * workloads/ring/ring.h.
 */
#include <stdbool.h>

#include "harness/contract/peer.h"
#include "harness/contract/seeded.h"
#include "workloads/ring/ring.h"

/* In the arena: what the peer can see, and change at any time. */
struct shared {
	_Alignas(RING_LINE) uint32_t prod;
	_Alignas(RING_LINE) uint32_t cons;
	_Alignas(RING_LINE) uint64_t slot[];
};

/* In the private state: what the peer cannot touch. */
struct ring {
	struct shared *shared;
	uint32_t entries; /* a power of two */
	uint32_t prod;
	uint32_t cons;
};

static size_t state_size(const struct memtax_shape *shape)
{
	(void)shape;
	return sizeof(struct ring);
}

static int init(void *state, struct memtax_arena *arena, const struct memtax_shape *shape)
{
	struct ring *r = state;
	uint64_t entries = shape->param[RING_ENTRIES];

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || (entries & (entries - 1)))
		return RING_BAD_SHAPE;
	r->shared = memtax_arena_take(
		arena, sizeof(*r->shared) + entries * sizeof(r->shared->slot[0]), RING_LINE);
	if (!r->shared)
		return RING_NO_MEMORY;
	r->entries = (uint32_t)entries;
	r->prod = r->cons = RING_FIRST_INDEX;
	r->shared->prod = r->shared->cons = RING_FIRST_INDEX;
	return 0;
}

static void fini(void *state)
{
	(void)state;
}

/* The peer's index is loaded once and believed only if it can be true. */
static int64_t readable(void *state)
{
	struct ring *r = state;
	uint32_t there = peer_load_acquire(&r->shared->prod) - r->cons;

	return there <= r->entries ? (int64_t)there : RING_BROKEN;
}

static int64_t writable(void *state)
{
	struct ring *r = state;
	uint32_t used = r->prod - peer_load_acquire(&r->shared->cons);

	return used <= r->entries ? (int64_t)(r->entries - used) : RING_BROKEN;
}

static int64_t produce(void *state, const uint64_t *src, uint32_t n)
{
	struct ring *r = state;
	int64_t room = writable(state);

	if (room < 0)
		return room;
	if (n > room)
		n = (uint32_t)room;
	for (uint32_t i = 0; i < n; i++)
		r->shared->slot[(r->prod + i) % r->entries] = src[i];
	r->prod += n;
	peer_store_release(&r->shared->prod, r->prod);
	return n;
}

static int64_t consume(void *state, uint64_t *dst, uint32_t n)
{
	struct ring *r = state;
	int64_t there = readable(state);

	if (there < 0)
		return there;
	if (n > there)
		n = (uint32_t)there;
	for (uint32_t i = 0; i < n; i++)
		dst[i] = r->shared->slot[(r->cons + i) % r->entries];
	r->cons += n;
	peer_store_release(&r->shared->cons, r->cons);
	return n;
}

static int64_t drain(void *state, uint64_t *dst, uint32_t room)
{
	int64_t there = readable(state);

	if (there > room)
		return RING_SMALL;
	return there < 0 ? there : consume(state, dst, (uint32_t)there);
}

static void words(void *state, struct ring_words *words)
{
	struct ring *r = state;

	*words = (struct ring_words){
		.prod = &r->shared->prod,
		.cons = &r->shared->cons,
		.slots = r->shared->slot,
		.entries = r->entries,
		.capacity = r->entries,
	};
}

static bool put_burst(struct ring *r, const struct ring_batch *b, uint32_t *sent)
{
	if (produce(r, b->desc + *sent, b->burst) != b->burst)
		return false;
	*sent += b->burst;
	return true;
}

static bool take_burst(struct ring *r, const struct ring_batch *b, struct ring_digest *digest)
{
	uint64_t out[RING_BURST_MAX];

	if (consume(r, out, b->burst) != b->burst)
		return false;
	for (uint32_t i = 0; i < b->burst; i++)
		ring_digest_add(digest, out[i]);
	return true;
}

/* The one call that is timed. The schedule is that of struct ring_batch. */
static uint64_t hot(void *state, const void *batch)
{
	const struct ring_batch *b = batch;
	struct ring_digest digest = { 0 };
	uint32_t sent = 0;

	while (sent < b->lag && put_burst(state, b, &sent))
		continue;
	while (sent < b->n && put_burst(state, b, &sent) && take_burst(state, b, &digest))
		continue;
	while (take_burst(state, b, &digest))
		continue;
	return memtax_seeded(ring_digest_end(digest));
}

static const struct ring_ops ops = {
	.common = { .state_size = state_size, .init = init, .fini = fini, .hot = hot },
	.produce = produce,
	.consume = consume,
	.drain = drain,
	.readable = readable,
	.writable = writable,
	.words = words,
};

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct ring_ops),
	.workload = "ring",
	.variant = MEMTAX_VARIANT,
	.ops = &ops.common,
};
