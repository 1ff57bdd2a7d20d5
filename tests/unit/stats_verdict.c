/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From rounds to replicates to a verdict: the truth table, with log ratios made to measure. */
#include "tests/unit/near.h"

#include "harness/stats/stats.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define MOST 60

/* n even values around `centre`, half below and half above by `step`. */
static struct verdict_detail two_heaps(double centre, double step, size_t n)
{
	double v[MOST];

	for (size_t i = 0; i < n; i++)
		v[i] = i % 2 ? centre + step : centre - step;
	return stats_verdict(v, n);
}

static void truth_table(void **state)
{
	/* half-width of the interval: t(n - 1) * step / sqrt(n - 1); 0.380 steps at n = 30,
	 * 0.664 at n = 12 */
	static const struct {
		const char *what;
		double centre, step;
		size_t n;
		enum verdict verdict;
		bool under_margin, layout_dependent;
	} table[] = {
		{ "clear above", .05, .005, 12, VERDICT_COSTS, false, false },
		{ "clear below", -.05, .005, 12, VERDICT_SAVES, false, false },
		{ "clear above, small", .004, .005, 12, VERDICT_COSTS, true, false },
		{ "clear below, small", -.004, .005, 12, VERDICT_SAVES, true, false },
		{ "clear above, sticks out", .008, .005, 12, VERDICT_COSTS, false, false },
		{ "clear below, sticks out", -.008, .005, 12, VERDICT_SAVES, false, false },
		{ "clear, small, many: costs, not free", .004, .004, 30, VERDICT_COSTS, true,
		  false },
		{ "around zero, many layouts", .001, .005, 30, VERDICT_FREE, false, false },
		{ "exactly zero, many layouts", 0, 0, 30, VERDICT_FREE, false, false },
		{ "too few layouts", .001, .005, 28, VERDICT_INCONCLUSIVE, false, false },
		{ "one layout too few", 0, 0, 29, VERDICT_INCONCLUSIVE, false, false },
		{ "layouts stick out above", .0006, .0096, 30, VERDICT_INCONCLUSIVE, false, false },
		{ "layouts stick out below", -.0006, .0096, 30, VERDICT_INCONCLUSIVE, false,
		  false },
		{ "layouts disagree", 0, .012, 30, VERDICT_INCONCLUSIVE, false, true },
		{ "layouts disagree, still clear", .1, .012, 30, VERDICT_COSTS, false, true },
		{ "too wide to say", .005, .04, 12, VERDICT_INCONCLUSIVE, false, true },
		{ "two layouts far apart", .1, .05, 2, VERDICT_INCONCLUSIVE, false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct verdict_detail got = two_heaps(table[i].centre, table[i].step, table[i].n);

		if (got.verdict != table[i].verdict || got.under_margin != table[i].under_margin ||
		    got.layout_dependent != table[i].layout_dependent)
			fail_msg("%s: %s, under margin %d, layout-dependent %d", table[i].what,
				 stats_verdict_name(got.verdict), got.under_margin,
				 got.layout_dependent);
	}
}

/* Margins are taken on the ratio: 0.99 is -0.01005 as a log, 1.01 is +0.00995. */
static void margin_is_of_the_ratio(void **state)
{
	(void)state;
	assert_true(two_heaps(log(1.00999), 0, 30).under_margin);
	assert_false(two_heaps(log(1.01001), 0, 30).under_margin);
	assert_true(two_heaps(log(.99001), 0, 30).under_margin);
	assert_false(two_heaps(log(.98999), 0, 30).under_margin);
	assert_true(two_heaps(0, log(1.0201) / 2, 30).layout_dependent);
	assert_false(two_heaps(0, log(1.0199) / 2, 30).layout_dependent);
}

/* The spread is of the 10-90 % of layouts: a few strays do not tag a cell, a fifth does. But the
 * interval knows the strays, and what it leaves open is not `free`. */
static void spread_ignores_the_tails(void **state)
{
	double v[MOST] = { 0 };

	(void)state;
	v[0] = .03;
	v[1] = -.03;
	assert_false(stats_verdict(v, 30).layout_dependent);
	assert_int_equal(stats_verdict(v, 30).verdict, VERDICT_FREE);
	v[0] = .3;
	v[1] = -.3;
	assert_false(stats_verdict(v, 30).layout_dependent);
	assert_int_equal(stats_verdict(v, 30).verdict, VERDICT_INCONCLUSIVE);
	for (size_t i = 0; i < 6; i++)
		v[i] = .03;
	assert_true(stats_verdict(v, 30).layout_dependent);
}

static void no_data_no_verdict(void **state)
{
	static const double one[] = { .5 }, holes[] = { .5, NAN, .5 };

	(void)state;
	assert_int_equal(stats_verdict(NULL, 0).verdict, VERDICT_NONE);
	assert_int_equal(stats_verdict(one, 1).verdict, VERDICT_NONE);
	assert_int_equal(stats_verdict(holes, 3).verdict, VERDICT_NONE);
	assert_false(stats_verdict(holes, 3).layout_dependent);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(stats_verdict_name(VERDICT_NONE), "none");
	assert_string_equal(stats_verdict_name(VERDICT_COSTS), "costs");
	assert_string_equal(stats_verdict_name(VERDICT_SAVES), "saves");
	assert_string_equal(stats_verdict_name(VERDICT_FREE), "free");
	assert_string_equal(stats_verdict_name(VERDICT_INCONCLUSIVE), "inconclusive");
	assert_string_equal(stats_verdict_name((enum verdict)77), "unknown");
}

static void family_takes_back(void **state)
{
	struct verdict_detail costs = { VERDICT_COSTS, true, true };
	struct verdict_detail got = stats_verdict_in_family(costs, .051);

	(void)state;
	assert_int_equal(got.verdict, VERDICT_INCONCLUSIVE);
	assert_false(got.under_margin);
	assert_true(got.layout_dependent);
	got = stats_verdict_in_family(costs, .049);
	assert_int_equal(got.verdict, VERDICT_COSTS);
	assert_true(got.under_margin);
	costs.verdict = VERDICT_SAVES;
	assert_int_equal(stats_verdict_in_family(costs, NAN).verdict, VERDICT_INCONCLUSIVE);
	costs.verdict = VERDICT_FREE;
	assert_int_equal(stats_verdict_in_family(costs, 1).verdict, VERDICT_FREE);
	costs.verdict = VERDICT_NONE;
	assert_int_equal(stats_verdict_in_family(costs, 1).verdict, VERDICT_NONE);
}

/* Drift moves both sides of a round; pairing removes it, medians of each side do not. */
static void rounds_are_paired(void **state)
{
	static const double base[] = { 100, 400, 200, 50, 1000 };
	static const double cell[] = { 110, 420, 400, 52, 1010 };
	double delta;

	(void)state;
	assert_near(stats_layout_log_ratio(cell, base, 5, &delta), log(1.05), 1e-12);
	assert_near(delta, 10, 1e-12);
	assert_near(stats_layout_log_ratio(base, cell, 5, NULL), -log(1.05), 1e-12);
}

static void rounds_at_the_edges(void **state)
{
	static const double good[] = { 1, 2 }, zero[] = { 1, 0 }, hole[] = { 1, NAN };
	double delta = 7;

	(void)state;
	assert_near(stats_layout_log_ratio(good, good, 0, &delta), NAN, 0);
	assert_near(delta, NAN, 0);
	assert_near(stats_layout_log_ratio(good, zero, 2, &delta), NAN, 0);
	assert_near(stats_layout_log_ratio(zero, good, 2, &delta), NAN, 0);
	assert_near(stats_layout_log_ratio(hole, good, 2, &delta), NAN, 0);
	assert_near(delta, NAN, 0);
	assert_near(stats_layout_log_ratio(good, good, 2, &delta), 0, 0);
	assert_near(delta, 0, 0);
}

static void one_value_per_layout(void **state)
{
	static const double base[] = { 100, 100, 100 };
	static const double a[] = { 101, 102, 150 }, b[] = { 90, 98, 99 };
	const struct layout_rounds layouts[] = {
		{ a, base, 3 },
		{ a, base, 0 }, /* a launch that never finished */
		{ b, base, 3 },
	};
	double ratio[3], delta[3];

	(void)state;
	assert_int_equal(stats_replicates(layouts, 3, ratio, delta), 2);
	assert_near(ratio[0], log(1.02), 1e-12);
	assert_near(ratio[1], log(.98), 1e-12);
	assert_near(delta[0], 2, 1e-12);
	assert_near(delta[1], -2, 1e-12);
	assert_int_equal(stats_replicates(layouts, 3, ratio, NULL), 2);
	assert_int_equal(stats_replicates(NULL, 0, ratio, delta), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(truth_table),
		cmocka_unit_test(margin_is_of_the_ratio),
		cmocka_unit_test(spread_ignores_the_tails),
		cmocka_unit_test(no_data_no_verdict),
		cmocka_unit_test(names),
		cmocka_unit_test(family_takes_back),
		cmocka_unit_test(rounds_are_paired),
		cmocka_unit_test(rounds_at_the_edges),
		cmocka_unit_test(one_value_per_layout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
