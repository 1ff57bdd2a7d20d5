// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Workload `ring` itself: footprints, generator, oracle. It has no recorded input to mutate; what
 * can be wrong is how a footprint is cut up, and an oracle that does not notice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "harness/contract/workload.h"
#include "workloads/ring/ring.h"

static const struct memtax_workload *ring;

struct lap {
	struct memtax_shape shape;
	struct memtax_input input;
	void *memory;
};

static int open_workload(void **state)
{
	void *file = dlopen(MEMTAX_BUILD "/workloads/ring.so", RTLD_NOW);

	(void)state;
	if (!file)
		return -1;
	ring = dlsym(file, MEMTAX_WORKLOAD_SYMBOL);
	return ring ? 0 : -1;
}

static struct lap lap_make(const struct memtax_shape *shape, size_t footprint, uint64_t seed)
{
	struct memtax_error err;
	struct lap lap;
	size_t size;

	assert_int_equal(ring->resolve(shape, footprint, &lap.shape, &err), 0);
	size = (ring->input_size(&lap.shape) + 63) & ~(size_t)63;
	lap.memory = aligned_alloc(64, size);
	assert_non_null(lap.memory);
	memset(lap.memory, 0, size);
	assert_int_equal(ring->input_make(&lap.shape, seed, ".", lap.memory, &lap.input, &err), 0);
	return lap;
}

static void shapes_are_the_three_bursts_headline_first(void **state)
{
	const uint64_t bursts[] = { 32, 8, 1 };

	(void)state;
	for (int i = 0; i < 3; i++)
		assert_int_equal(ring->shapes[i].param[RING_BURST], bursts[i]);
	assert_null(ring->shapes[3].name);
}

static void small_footprints_are_refused_with_a_reason(void **state)
{
	const size_t least = 3 * RING_ENTRIES_MIN * sizeof(uint64_t);
	struct memtax_error err = { "" };
	struct memtax_shape resolved;

	(void)state;
	assert_int_equal(ring->resolve(&ring->shapes[0], least, &resolved, &err), 0);
	assert_int_equal(ring->resolve(&ring->shapes[0], least - 1, &resolved, &err), -1);
	assert_non_null(strstr(err.text, "too small"));
	assert_int_equal(ring->resolve(&ring->shapes[0], 0, &resolved, &err), -1);
}

/* Whatever the footprint: what cells rely on, and that it is touched to within a segment's rest. */
static void footprints_are_filled(void **state)
{
	(void)state;
	for (const struct memtax_shape *shape = ring->shapes; shape->name; shape++)
		for (size_t footprint = 6144; footprint < (64 << 20);
		     footprint = footprint * 5 / 4) {
			struct memtax_error err;
			struct memtax_shape r;
			uint64_t touched;

			assert_int_equal(ring->resolve(shape, footprint, &r, &err), 0);
			assert_in_range(r.param[RING_ENTRIES], RING_ENTRIES_MIN, RING_ENTRIES_MAX);
			assert_int_equal(r.param[RING_ENTRIES] & (r.param[RING_ENTRIES] - 1), 0);
			assert_int_equal(r.param[RING_LAG] % RING_BURST_MAX, 0);
			assert_int_equal(r.param[RING_DESCRIPTORS] % RING_BURST_MAX, 0);
			assert_true(r.param[RING_LAG] + r.param[RING_BURST] <
				    r.param[RING_ENTRIES]);
			assert_true(r.param[RING_LAG] < r.param[RING_DESCRIPTORS]);
			/* One index range per segment never laps the 32 bits. */
			assert_in_range(r.param[RING_DESCRIPTORS], 256, 4096);
			touched = (r.param[RING_ENTRIES] +
				   r.param[RING_SEGMENTS] * r.param[RING_DESCRIPTORS]) *
				  sizeof(uint64_t);
			assert_in_range(touched, footprint * 95 / 100, footprint);
			assert_true(ring->arena_size(&r) >=
				    RING_HEADER_MAX + r.param[RING_ENTRIES] * sizeof(uint64_t));
		}
}

static void segments_tile_the_input_in_order(void **state)
{
	struct lap lap = lap_make(&ring->shapes[1], 512 << 10, 7);
	const uint64_t *next = lap.memory;

	(void)state;
	assert_int_equal(lap.input.n_segments, lap.shape.param[RING_SEGMENTS]);
	for (size_t i = 0; i < lap.input.n_segments; i++) {
		const struct memtax_segment *segment = &lap.input.segment[i];
		const struct ring_batch *batch = segment->batch;

		assert_ptr_equal(batch->desc, next);
		assert_ptr_equal(segment->data, next);
		assert_int_equal(segment->ops, batch->n);
		assert_int_equal(segment->size, batch->n * sizeof(*next));
		assert_int_equal(batch->burst, 8);
		next += batch->n;
	}
	assert_true((const unsigned char *)&lap.input.segment[lap.input.n_segments] <=
		    (const unsigned char *)lap.memory + ring->input_size(&lap.shape));
	free(lap.memory);
}

static void the_seed_decides_the_input(void **state)
{
	struct lap a = lap_make(&ring->shapes[0], 24 << 10, 1);
	struct lap b = lap_make(&ring->shapes[0], 24 << 10, 1);
	struct lap c = lap_make(&ring->shapes[0], 24 << 10, 2);
	size_t size = a.input.segment[0].size;

	(void)state;
	assert_memory_equal(a.input.segment[0].data, b.input.segment[0].data, size);
	assert_memory_not_equal(a.input.segment[0].data, c.input.segment[0].data, size);
	free(a.memory);
	free(b.memory);
	free(c.memory);
}

/* Four descriptors, by hand: sum of d[i] ^ (i * STEP), and 4 * STEP. */
static void the_oracle_knows_a_digest_done_by_hand(void **state)
{
	const uint64_t desc[] = { 5, 6, 7, 8 };
	const struct ring_batch batch = { .desc = desc, .n = 4, .burst = 1, .lag = 2 };
	const struct memtax_segment segment = { .batch = &batch, .ops = 4 };
	const struct memtax_shape shape = { .param = { 1, 256, 2, 4, 1 } };
	uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t expected = 5 + (6 ^ step) + (7 ^ (step * 2)) + (8 ^ (step * 3)) + step * 4;

	(void)state;
	assert_true(ring->oracle(&shape, &segment) == expected);
}

/* One bit, one exchange of neighbours, one descriptor less, the burst does not matter. */
static void the_oracle_notices(void **state)
{
	uint64_t desc[128];
	struct ring_batch batch = { .desc = desc, .n = 128, .burst = 32, .lag = 64 };
	const struct memtax_segment segment = { .batch = &batch, .ops = 128 };
	const struct memtax_shape shape = { .param = { 32, 256, 64, 128, 1 } };
	uint64_t good, swap;

	(void)state;
	for (uint64_t i = 0; i < 128; i++)
		desc[i] = (i + 1) * UINT64_C(0xd1342543de82ef95);
	good = ring->oracle(&shape, &segment);
	for (int i = 0; i < 128; i++)
		for (int bit = 0; bit < 64; bit++) {
			desc[i] ^= UINT64_C(1) << bit;
			assert_true(ring->oracle(&shape, &segment) != good);
			desc[i] ^= UINT64_C(1) << bit;
		}
	for (int i = 0; i + 1 < 128; i++) {
		swap = desc[i], desc[i] = desc[i + 1], desc[i + 1] = swap;
		assert_true(ring->oracle(&shape, &segment) != good);
		swap = desc[i], desc[i] = desc[i + 1], desc[i + 1] = swap;
	}
	batch.n = 96;
	assert_true(ring->oracle(&shape, &segment) != good);
	batch.n = 128;
	batch.burst = 1;
	assert_true(ring->oracle(&shape, &segment) == good);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shapes_are_the_three_bursts_headline_first),
		cmocka_unit_test(small_footprints_are_refused_with_a_reason),
		cmocka_unit_test(footprints_are_filled),
		cmocka_unit_test(segments_tile_the_input_in_order),
		cmocka_unit_test(the_seed_decides_the_input),
		cmocka_unit_test(the_oracle_knows_a_digest_done_by_hand),
		cmocka_unit_test(the_oracle_notices),
	};

	return cmocka_run_group_tests(tests, open_workload, NULL);
}
