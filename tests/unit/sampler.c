// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The sampler against a workload whose every answer is known: which segments a sample runs, what
 * its digest must be, what verification finds, how calibration and conditioning choose.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "harness/measure/sampler.h"

enum { SEGMENTS = 5, LOG = 4096 };

/* What the fake cell saw, in order. */
static struct {
	uint32_t segment[LOG];
	size_t n;
	uint32_t wrong; /* segment whose digest it gets wrong, or SEGMENTS */
	int held;	/* what its audit finds */
} fake;

static uint64_t digest_of(uint32_t segment)
{
	return (segment + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t hot(void *state, const void *batch)
{
	uint32_t segment = *(const uint32_t *)batch;

	(void)state;
	if (fake.n < LOG)
		fake.segment[fake.n++] = segment;
	return digest_of(segment) + (segment == fake.wrong);
}

static uint64_t drive_single(const struct memtax_ops *ops, void *state, const void *batch)
{
	return ops->hot(state, batch) ^ 0; /* the same answer, another road */
}

static int audit(const struct memtax_ops *ops, void *state, struct memtax_error *err)
{
	(void)ops;
	(void)state;
	return fake.held ? memtax_fail(err, "%d held", fake.held) : 0;
}

static int resolve(const struct memtax_shape *shape, size_t footprint, struct memtax_shape *out,
		   struct memtax_error *err)
{
	*out = *shape;
	return footprint ? 0 : memtax_fail(err, "no footprint");
}

static size_t input_size(const struct memtax_shape *shape)
{
	(void)shape;
	return SEGMENTS * (sizeof(uint32_t) + sizeof(struct memtax_segment));
}

static size_t arena_size(const struct memtax_shape *shape)
{
	(void)shape;
	return 4096;
}

static int input_make(const struct memtax_shape *shape, uint64_t seed, const char *data_dir,
		      void *memory, struct memtax_input *input, struct memtax_error *err)
{
	struct memtax_segment *segment = memory;
	uint32_t *number = (uint32_t *)(segment + SEGMENTS);

	(void)shape;
	(void)data_dir;
	if (seed == 0)
		return memtax_fail(err, "seed 0 is malformed here");
	for (uint32_t i = 0; i < SEGMENTS; i++) {
		number[i] = i;
		segment[i] =
			(struct memtax_segment){ &number[i], &number[i], sizeof(*number), 10 + i };
	}
	*input = (struct memtax_input){ segment, SEGMENTS };
	return 0;
}

static uint64_t oracle(const struct memtax_shape *shape, const struct memtax_segment *segment)
{
	(void)shape;
	return digest_of(*(const uint32_t *)segment->batch);
}

static const struct memtax_shape shapes[] = { { .name = "only" }, { .name = NULL } };

static const struct memtax_workload workload = {
	.contract = MEMTAX_CONTRACT,
	.name = "fake",
	.unit = "op",
	.shapes = shapes,
	.resolve = resolve,
	.arena_size = arena_size,
	.input_size = input_size,
	.input_make = input_make,
	.oracle = oracle,
	.drive_single = drive_single,
	.audit = audit,
};

static const struct memtax_ops ops = { .hot = hot };
static const struct memtax_cell cell = { .contract = MEMTAX_CONTRACT, .ops = &ops };

static struct sampler sampler;
static unsigned char arena[4096];
static struct sampled_cell sampled;

static int set_up(void **state)
{
	struct memtax_error err;

	(void)state;
	memset(&fake, 0, sizeof(fake));
	fake.wrong = SEGMENTS;
	sampler = (struct sampler){ .footprint = FOOTPRINT_L1, .l2_bytes = 8 };
	sampled = (struct sampled_cell){ .cell = &cell, .arena = { arena, sizeof(arena), 0 } };
	return sampler_open(&sampler, &workload, shapes, 100, 1, "", &err);
}

static int tear_down(void **state)
{
	(void)state;
	sampler_close(&sampler);
	return 0;
}

static void assert_saw(const uint32_t *want, size_t n)
{
	assert_int_equal(fake.n, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(fake.segment[i], want[i]);
}

static void test_sample_wraps_round_the_lap(void **state)
{
	const uint32_t want[] = { 3, 4, 0, 1, 2, 3, 4 };
	struct span_of_segments span = { 3, 7 };
	uint64_t digest;

	(void)state;
	assert_true(sampler_time(&sampler, &sampled, span, &digest) > 0);
	assert_saw(want, 7);
	assert_int_equal(digest, sampler_expected(&sampler, span));
	assert_int_equal(sampler_ops(&sampler, span), 13 + 14 + 10 + 11 + 12 + 13 + 14);
}

static void test_both_entries_give_the_same(void **state)
{
	struct span_of_segments span = { 1, 4 };
	uint64_t batch = sampler_pass(&sampler, &sampled, span);

	(void)state;
	sampler.entry = ENTRY_SINGLE;
	assert_int_equal(sampler_pass(&sampler, &sampled, span), batch);
}

/* Any one wrong segment changes the folded digest; so does another order. */
static void test_folded_digest_is_sensitive(void **state)
{
	struct span_of_segments span = { 0, SEGMENTS };

	(void)state;
	for (fake.wrong = 0; fake.wrong < SEGMENTS; fake.wrong++)
		assert_true(sampler_pass(&sampler, &sampled, span) !=
			    sampler_expected(&sampler, span));
	assert_true(sampler_expected(&sampler, (struct span_of_segments){ 0, 2 }) !=
		    sampler_expected(&sampler, (struct span_of_segments){ 1, 2 }));
}

static void test_verify(void **state)
{
	struct memtax_error err;

	(void)state;
	assert_int_equal(sampler_verify(&sampler, &sampled, &err), 0);
	fake.wrong = 2;
	assert_int_equal(sampler_verify(&sampler, &sampled, &err), -1);
	assert_non_null(strstr(err.text, "wrong result: segment 2 of fake/only"));
	fake.wrong = SEGMENTS;
	fake.held = 3;
	assert_int_equal(sampler_verify(&sampler, &sampled, &err), -1);
	assert_non_null(strstr(err.text, "not as it was found: 3 held"));
}

static void test_calibrate(void **state)
{
	size_t segments;

	(void)state;
	segments = sampler_calibrate(&sampler, &sampled);
	assert_int_equal(segments % SEGMENTS, 0);
	assert_true(segments >= SEGMENTS);
	sampler.footprint = FOOTPRINT_LLC;
	assert_in_range(sampler_calibrate(&sampler, &sampled), 1, SEGMENTS);
}

/* l1: a whole lap that ends where the sample begins. llc, dram: the segment before it. */
static void test_condition(void **state)
{
	const uint32_t lap[] = { 2, 3, 4, 0, 1 }, lead_in[] = { 1 };
	struct span_of_segments span = { 2, 2 };

	(void)state;
	sampler_condition(&sampler, &sampled, span);
	assert_saw(lap, 5);
	for (int f = FOOTPRINT_LLC; f <= FOOTPRINT_DRAM; f++) {
		fake.n = 0;
		sampler.footprint = (enum footprint)f;
		sampler_condition(&sampler, &sampled, span);
		assert_saw(lead_in, 1);
	}
}

static void test_bad_input_is_told(void **state)
{
	struct sampler other = { .footprint = FOOTPRINT_L1 };
	struct memtax_error err;

	(void)state;
	assert_int_equal(sampler_open(&other, &workload, shapes, 100, 0, "", &err), -1);
	assert_string_equal(err.text, "seed 0 is malformed here");
	assert_int_equal(sampler_open(&other, &workload, shapes, 0, 1, "", &err), -1);
	assert_string_equal(err.text, "no footprint");
}

#define WITH_SAMPLER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SAMPLER(test_sample_wraps_round_the_lap),
		WITH_SAMPLER(test_both_entries_give_the_same),
		WITH_SAMPLER(test_folded_digest_is_sensitive),
		WITH_SAMPLER(test_verify),
		WITH_SAMPLER(test_calibrate),
		WITH_SAMPLER(test_condition),
		WITH_SAMPLER(test_bad_input_is_told),
	};

	return cmocka_run_group_tests_name("sampler", tests, NULL, NULL);
}
