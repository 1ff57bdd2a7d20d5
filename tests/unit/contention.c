/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quiet and contended rounds, as docs/schema/samples.md says, by hand-made probes. */
#include "tests/unit/near.h"

#include "harness/stats/contention.h"

#define PROBES 11

/* 4 wide adds a cycle, 1 dependent: alone, 4000 of one and 1000 of the other take 1000 ticks. */
static const struct probe_adds adds = { .wide = 4000, .dependent = 1000 };
static const uint64_t steady[PROBES] = { 1000, 1000, 1000, 1000, 1000, 1000,
					 1000, 1000, 1000, 1000, 1000 };

static void quotient_is_per_add(void **state)
{
	(void)state;
	assert_near(contention_quotient(1000, 1000, adds), .25, 1e-15);
	assert_near(contention_quotient(2000, 1000, adds), .5, 1e-15);
	/* a lower frequency slows both */
	assert_near(contention_quotient(3000, 3000, adds), .25, 1e-15);
	assert_near(contention_quotient(1000, 1000, (struct probe_adds){ 1000, 1000 }), 1, 1e-15);
}

static void what_cannot_be_judged(void **state)
{
	(void)state;
	assert_near(contention_quotient(0, 1000, adds), NAN, 0);
	assert_near(contention_quotient(1000, 0, adds), NAN, 0);
	assert_near(contention_quotient(1000, 1000, (struct probe_adds){ 0, 1000 }), NAN, 0);
	assert_near(contention_quotient(1000, 1000, (struct probe_adds){ 1000, 0 }), NAN, 0);
}

/* 11 probes in rounds of 1, 4 and 6: the tenth percentile is the second smallest, over all. */
static void floor_is_the_tenth_percentile_of_the_launch(void **state)
{
	static const uint64_t wide[PROBES] = { 2000, 1900, 1800, 1700, 1600, 800,
					       1500, 1400, 1300, 1200, 1000 };
	const struct probe_ticks rounds[] = {
		{ wide, steady, 1 },
		{ wide + 1, steady, 4 },
		{ wide + 5, steady, 6 },
	};

	(void)state;
	assert_near(contention_floor(rounds, 3, adds), .25, 1e-15);
}

static void floor_passes_over_the_unjudged(void **state)
{
	static const uint64_t wide[] = { 0, 2000, 0 }, dependent[] = { 1000, 1000, 0 };
	const struct probe_ticks some = { wide, dependent, 3 };
	const struct probe_ticks none = { wide, dependent, 1 };

	(void)state;
	assert_near(contention_floor(&some, 1, adds), .5, 1e-15);
	assert_near(contention_floor(&none, 1, adds), NAN, 0);
	assert_near(contention_floor(NULL, 0, adds), NAN, 0);
}

/* One launch may be contended from end to end: its own floor must not excuse it. */
static void reference_is_the_lowest_launch(void **state)
{
	static const double floors[] = { NAN, .5, .25, .3 };

	(void)state;
	assert_near(contention_reference(floors, 4), .25, 0);
	assert_near(contention_reference(floors, 1), NAN, 0);
	assert_near(contention_reference(NULL, 0), NAN, 0);
}

static bool quiet(uint64_t before, uint64_t between, uint64_t after, double reference)
{
	const uint64_t wide[] = { before, between, after };

	return contention_quiet((struct probe_ticks){ wide, steady, 3 }, adds, reference);
}

static void one_loud_probe_makes_a_round_contended(void **state)
{
	(void)state;
	assert_true(quiet(1000, 1000, 1000, .25));
	assert_true(quiet(1299, 1299, 1299, .25));
	assert_false(quiet(1301, 1000, 1000, .25));
	assert_false(quiet(1000, 1301, 1000, .25));
	assert_false(quiet(1000, 1000, 1301, .25));
	/* faster than the reference is no neighbour */
	assert_true(quiet(500, 500, 500, .25));
}

/* Wide adds at half the chain's time: a narrow core or a steady neighbour, nobody can say. */
static void nothing_is_quiet_above_the_ceiling(void **state)
{
	(void)state;
	assert_true(quiet(2000, 2000, 2000, .5));
	assert_false(quiet(2004, 2004, 2004, .501));
	assert_false(quiet(1000, 1000, 1000, .501));
	assert_false(quiet(1000, 1000, 1000, INFINITY));
}

static void quiet_must_be_shown(void **state)
{
	static const uint64_t zero[] = { 0 };

	(void)state;
	assert_false(quiet(1000, 0, 1000, .25));
	assert_false(quiet(1000, 1000, 1000, NAN));
	assert_false(contention_quiet((struct probe_ticks){ steady, zero, 1 }, adds, .25));
	assert_false(contention_quiet((struct probe_ticks){ NULL, NULL, 0 }, adds, .25));
	assert_false(contention_quiet((struct probe_ticks){ steady, steady, 1 },
				      (struct probe_adds){ 0, 0 }, .25));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quotient_is_per_add),
		cmocka_unit_test(what_cannot_be_judged),
		cmocka_unit_test(floor_is_the_tenth_percentile_of_the_launch),
		cmocka_unit_test(floor_passes_over_the_unjudged),
		cmocka_unit_test(reference_is_the_lowest_launch),
		cmocka_unit_test(one_loud_probe_makes_a_round_contended),
		cmocka_unit_test(nothing_is_quiet_above_the_ceiling),
		cmocka_unit_test(quiet_must_be_shown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
