// SPDX-License-Identifier: GPL-2.0-or-later
/* Descriptor of workload `ring`: shapes, footprints, and the driver of entry `single`. */
#include <stdbool.h>
#include <stdio.h>

#include "workloads/ring/internal.h"

/* The headline first. */
static const struct memtax_shape shapes[] = {
	{ .name = "burst32", .param = { [RING_BURST] = 32 } },
	{ .name = "burst8", .param = { [RING_BURST] = 8 } },
	{ .name = "burst1", .param = { [RING_BURST] = 1 } },
	{ .name = NULL },
};

enum {
	/*
	 * Nearly half a ring of 1024. Half of it would put the slot that is read exactly 4 KiB
	 * behind the one just written: the processor would take them for the same address.
	 */
	LAG_MAX = 448,
	SEGMENT_MIN = 2048, /* descriptors, where the lap is long enough */
	FOOTPRINT_MIN = 3 * RING_ENTRIES_MIN * sizeof(uint64_t),
};

/* The largest power of two not above n (n >= 1). */
static uint64_t power_of_two_below(uint64_t n)
{
	while (n & (n - 1))
		n &= n - 1;
	return n;
}

/*
 * The ring gets at most a third of the footprint, and no more than a real one has; the rest are
 * source descriptors, read in order.
 */
static int resolve(const struct memtax_shape *shape, size_t footprint,
		   struct memtax_shape *resolved, struct memtax_error *err)
{
	uint64_t entries, words;

	if (footprint < FOOTPRINT_MIN) {
		snprintf(err->text, sizeof(err->text),
			 "ring: %s: a footprint of %zu bytes is too small for a ring of %d slots "
			 "and twice as many descriptors: %d bytes at least",
			 shape->name, footprint, RING_ENTRIES_MIN, (int)FOOTPRINT_MIN);
		return -1;
	}
	words = footprint / sizeof(uint64_t);
	entries = power_of_two_below(words / 3);
	if (entries > RING_ENTRIES_MAX)
		entries = RING_ENTRIES_MAX;
	words -= entries;

	*resolved = *shape;
	resolved->param[RING_ENTRIES] = entries;
	resolved->param[RING_LAG] = entries / 2 < LAG_MAX ? entries / 2 : LAG_MAX;
	resolved->param[RING_SEGMENTS] = words < SEGMENT_MIN ? 1 : words / SEGMENT_MIN;
	resolved->param[RING_DESCRIPTORS] =
		words / resolved->param[RING_SEGMENTS] / RING_BURST_MAX * RING_BURST_MAX;
	return 0;
}

static size_t arena_size(const struct memtax_shape *resolved)
{
	return RING_HEADER_MAX + resolved->param[RING_ENTRIES] * sizeof(uint64_t);
}

/* Entry `single` at work on one segment. */
struct single {
	const struct ring_ops *ops;
	void *state;
	const struct ring_batch *batch;
	uint32_t sent;
	struct ring_digest digest;
};

static bool put_singly(struct single *s, uint32_t n)
{
	for (; n > 0 && s->sent < s->batch->n; n--, s->sent++)
		if (s->ops->produce(s->state, &s->batch->desc[s->sent], 1) != 1)
			return false;
	return true;
}

static bool take_singly(struct single *s, uint32_t n)
{
	uint64_t descriptor;

	for (; n > 0; n--) {
		if (s->ops->consume(s->state, &descriptor, 1) != 1)
			return false;
		ring_digest_add(&s->digest, descriptor);
	}
	return true;
}

/* One descriptor a call, in the order in which hot moves them. */
static uint64_t drive_single(const struct memtax_ops *ops, void *state, const void *batch)
{
	const struct ring_batch *b = batch;
	struct single s = { .ops = (const struct ring_ops *)ops, .state = state, .batch = b };

	if (!put_singly(&s, b->lag))
		return ring_digest_end(s.digest);
	for (uint32_t got = 0; got < b->n; got += b->burst)
		if (!put_singly(&s, b->burst) || !take_singly(&s, b->burst))
			break;
	return ring_digest_end(s.digest);
}

const struct memtax_workload memtax_workload = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct ring_ops),
	.name = "ring",
	.summary = "SPSC descriptor ring in memory shared with an untrusted peer",
	.unit = "descriptor",
	.shapes = shapes,
	.resolve = resolve,
	.arena_size = arena_size,
	.input_size = ring_input_size,
	.input_make = ring_input_make,
	.oracle = ring_oracle,
	.drive_single = drive_single,
	.audit = ring_audit,
	.check = ring_check,
};
