// SPDX-License-Identifier: GPL-2.0-or-later
/* Layouts dealt out into blocks: each is one comparison, judged as a run of that size would be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "harness/stats/calibration.h"

/* Blocks of four: clear of zero above, below, and not clear. */
static const double logs[] = {
	0.02, 0.021, 0.019, 0.02, -0.02, -0.021, -0.019, -0.02, 0.02, -0.021, 0.019, -0.02, 0.5,
};

static void test_blocks(void **state)
{
	struct calibration c = { 0 };

	(void)state;
	assert_int_equal(calibration_add(&c, logs, 13, 4), 0);
	assert_int_equal(c.comparisons, 3); /* the thirteenth is left over */
	assert_int_equal(c.differ, 2);
	assert_int_equal(c.slower, 1);
}

/* A layout without quiet rounds is no layout: the next one takes its place. */
static void test_missing_layouts(void **state)
{
	const double holes[] = { 0.02, NAN, 0.021, 0.019, NAN, 0.02, 0.5 };
	struct calibration c = { 0 };

	(void)state;
	assert_int_equal(calibration_add(&c, holes, 7, 4), 0);
	assert_int_equal(c.comparisons, 1);
	assert_int_equal(c.slower, 1);
}

static void test_finish(void **state)
{
	struct calibration c = { 0 };
	struct estimate wilson = stats_wilson(2, 3, STATS_CONFIDENCE);

	(void)state;
	calibration_add(&c, logs, 12, 4);
	calibration_finish(&c, logs, 12);
	assert_true(c.rate.value == wilson.value && c.rate.lo == wilson.lo);
	assert_true(c.rate.hi == wilson.hi);
	assert_true(fabs(c.effect.value - expm1(-0.002 / 12)) < 1e-9);
	assert_true(c.layout_sd > 0.015 && c.layout_sd < 0.025);
}

static void test_nothing(void **state)
{
	struct calibration c = { 0 };

	(void)state;
	assert_int_equal(calibration_add(&c, logs, 3, 4), 0);
	calibration_finish(&c, logs, 0);
	assert_int_equal(c.comparisons, 0);
	assert_true(isnan(c.rate.value) && isnan(c.layout_sd));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_missing_layouts),
		cmocka_unit_test(test_finish),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests_name("calibration", tests, NULL, NULL);
}
