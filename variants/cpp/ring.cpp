// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `ring` in C++: a count that depends on the peer's index is a std::optional, empty if the index
 * cannot be true; the slots are reached through a masked window (slots.hpp), callers' buffers
 * through spans, and a burst is a span whose length is part of its type. A peer's index that cannot
 * be true is an error, and nothing is moved.
 */
#include "variants/cpp/contract.hpp"

#include <array>
#include <optional>

#include "variants/cpp/slots.hpp"

extern "C" {
#include "workloads/ring/ring.h"
}

#define INLINE [[gnu::always_inline]] inline
#define CHECKED [[nodiscard, gnu::always_inline]] inline

namespace
{

/* Shared memory: each index is written by one side and read by the other. The slots follow. */
struct shared {
	alignas(RING_LINE) uint32_t prod;
	alignas(RING_LINE) uint32_t cons;
};

/* Private: the sizes, and each side's own index, which is never read back from shared memory. */
struct ring {
	struct shared *shared;
	class slots slots;
	uint32_t prod;
	uint32_t cons;
};

/* ---- producer ------------------------------------------------------------------------------- */

/* How many descriptors there is room for; empty if the peer's index cannot be true. */
CHECKED std::optional<uint32_t> writable(const ring &r)
{
	uint32_t used = r.prod - peer_load_acquire(&r.shared->cons);

	if (used > r.slots.count())
		return {};
	return r.slots.count() - used;
}

/* Is there room for a whole burst? One comparison answers that and whether the index can be true.
 */
template <uint32_t burst> CHECKED bool writable_burst(const ring &r)
{
	uint32_t used = r.prod - peer_load_acquire(&r.shared->cons);

	return used <= r.slots.count() - burst;
}

/* Put in all of src, for which there is room, and publish it. */
template <size_t N> INLINE void put(ring &r, std::span<const uint64_t, N> src)
{
	r.slots.put(r.prod, src);
	r.prod = ring_advance(r.prod, static_cast<uint32_t>(src.size()));
	peer_store_release(&r.shared->prod, r.prod);
}

/* ---- consumer ------------------------------------------------------------------------------- */

/* How many descriptors there are; empty if the peer's index cannot be true. */
CHECKED std::optional<uint32_t> readable(const ring &r)
{
	uint32_t there = peer_load_acquire(&r.shared->prod) - r.cons;

	if (there > r.slots.count())
		return {};
	return there;
}

/* Is there a whole burst? One comparison again: what would be left wraps round if there is not. */
template <uint32_t burst> CHECKED bool readable_burst(const ring &r)
{
	uint32_t after = peer_load_acquire(&r.shared->prod) - (r.cons + burst);

	return after <= r.slots.count() - burst;
}

/* Fill dst with the oldest descriptors, of which there are enough, and give their slots back. */
template <size_t N> INLINE void get(ring &r, std::span<uint64_t, N> dst)
{
	r.slots.get(r.cons, dst);
	r.cons = ring_advance(r.cons, static_cast<uint32_t>(dst.size()));
	peer_store_release(&r.shared->cons, r.cons);
}

/* ---- one segment ---------------------------------------------------------------------------- */

/* The layer above: what came out goes into the digest. */
template <size_t N> INLINE void sum_up(ring_digest &digest, std::span<const uint64_t, N> out)
{
	for (uint64_t descriptor : out)
		ring_digest_add(&digest, descriptor);
}

/* A burst in; false if there is no room. */
template <uint32_t burst> CHECKED bool one_in(ring &r, std::span<const uint64_t, burst> src)
{
	if (!writable_burst<burst>(r)) [[unlikely]]
		return false;
	put(r, src);
	return true;
}

/* A burst out, by way of dst; false if there is none. */
template <uint32_t burst>
CHECKED bool one_out(ring &r, std::span<uint64_t, burst> dst, ring_digest &digest)
{
	if (!readable_burst<burst>(r)) [[unlikely]]
		return false;
	get(r, dst);
	sum_up<burst>(digest, dst);
	return true;
}

/* `burst` is a constant of each instance: the copies and the sums are unrolled. */
template <uint32_t burst> [[gnu::noinline]] uint64_t move(ring &state, const ring_batch &b)
{
	ring r = state; /* the private indices stay in registers */
	ring_digest digest = {};
	alignas(RING_LINE) std::array<uint64_t, burst> out;
	auto dst = std::span(out);
	std::span<const uint64_t> left = std::span(b.desc, b.n);
	std::span<const uint64_t> lag = left.first(b.lag);

	left = left.subspan(b.lag);
	invariant(burst <= r.slots.count());
	for (; lag.size() >= burst && one_in<burst>(r, lag.first<burst>());
	     lag = lag.subspan(burst))
		continue;
	for (; left.size() >= burst; left = left.subspan(burst))
		if (!one_in<burst>(r, left.first<burst>()) || !one_out<burst>(r, dst, digest))
			break;
	while (one_out<burst>(r, dst, digest))
		continue;
	state = r;
	return ring_digest_end(digest);
}

uint64_t hot(void *state, const void *batch)
{
	auto &r = *static_cast<ring *>(state);
	auto &b = *static_cast<const ring_batch *>(batch);

	switch (b.burst) {
	case 1:
		return memtax_seeded(move<1>(r, b));
	case 8:
		return memtax_seeded(move<8>(r, b));
	case 32:
		return memtax_seeded(move<32>(r, b));
	default: /* not a shape of this workload: no digest that the oracle has */
		return 0;
	}
}

/* ---- operations ----------------------------------------------------------------------------- */

size_t state_size(const memtax_shape *)
{
	return sizeof(ring);
}

int init(void *state, memtax_arena *arena, const memtax_shape *shape)
{
	uint64_t entries = shape->param[RING_ENTRIES];

	if (entries < RING_ENTRIES_MIN || entries > RING_ENTRIES_MAX || !is_power_of_two(entries))
		return RING_BAD_SHAPE;
	auto indices = arena_make<shared>(arena, 1);
	auto words = arena_make<uint64_t>(arena, entries, RING_LINE);
	if (indices.empty() || words.empty())
		return RING_NO_MEMORY;
	indices[0].prod = RING_FIRST_INDEX;
	indices[0].cons = RING_FIRST_INDEX;
	new (state) ring{
		.shared = &indices[0],
		.slots = slots(words),
		.prod = RING_FIRST_INDEX,
		.cons = RING_FIRST_INDEX,
	};
	return 0;
}

void fini(void *)
{
}

int64_t ring_produce(void *state, const uint64_t *words, uint32_t n)
{
	auto &r = *static_cast<ring *>(state);
	auto room = writable(r);

	if (!room)
		return RING_BROKEN;
	if (n > *room)
		n = *room;
	put(r, std::span(words, n));
	return n;
}

int64_t ring_consume(void *state, uint64_t *words, uint32_t n)
{
	auto &r = *static_cast<ring *>(state);
	auto there = readable(r);

	if (!there)
		return RING_BROKEN;
	if (n > *there)
		n = *there;
	get(r, std::span(words, n));
	return n;
}

int64_t ring_drain(void *state, uint64_t *words, uint32_t room)
{
	auto &r = *static_cast<ring *>(state);
	auto all = std::span(words, room);
	auto there = readable(r);

	if (!there)
		return RING_BROKEN;
	uint32_t n = *there;
	if (n > all.size())
		return RING_SMALL;
	get(r, all.first(n));
	return n;
}

int64_t ring_readable(void *state)
{
	auto there = readable(*static_cast<ring *>(state));

	if (!there)
		return RING_BROKEN;
	return *there;
}

int64_t ring_writable(void *state)
{
	auto room = writable(*static_cast<ring *>(state));

	if (!room)
		return RING_BROKEN;
	return *room;
}

void ring_words(void *state, struct ring_words *words)
{
	auto &r = *static_cast<ring *>(state);

	*words = {
		.prod = &r.shared->prod,
		.cons = &r.shared->cons,
		.slots = r.slots.data(),
		.entries = r.slots.count(),
		.capacity = r.slots.count(),
	};
}

constexpr ring_ops ops = {
	.common = { .state_size = state_size, .init = init, .fini = fini, .hot = hot },
	.produce = ring_produce,
	.consume = ring_consume,
	.drain = ring_drain,
	.readable = ring_readable,
	.writable = ring_writable,
	.words = ring_words,
};

} // namespace

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(ring_ops),
	.workload = "ring",
	.variant = MEMTAX_VARIANT,
	.refusal = nullptr,
	.ops = &ops.common,
};
