/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Rows that are read against each other, and one row by its two entries: from known ticks. */
#include "tests/unit/record_lookup.h"

#define T2 4.302652729911275 /* 0.975 quantile of Student's t, 2 degrees of freedom */

/* raw 1000000, by clang 800000; rust 1.1, 1.2, 1.3 times raw by clang; entry single twice as long.
 */
static int two_languages(int group, int layout, int round, int cell)
{
	int base = cell == RAW_CLANG ? 800000 : 1000000;

	(void)round;
	if (cell == BOUNDS_CLANG)
		return 880000 + 80000 * layout;
	if (group == 1)
		return cell == RAW ? 2000000 + 100000 * layout : 2100000;
	return base;
}

/* The entry of `list` for these; NULL if there is none. */
static json_t *pair(json_t *run, const char *list, const char *variant, const char *toolchain,
		    const char *to_variant, const char *to_toolchain)
{
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(run, list), i, line)
	{
		if (!strcmp(text(line, "variant"), variant) &&
		    !strcmp(text(line, "toolchain"), toolchain) &&
		    !strcmp(text(line, "to_variant"), to_variant) &&
		    !strcmp(text(line, "to_toolchain"), to_toolchain))
			return line;
	}
	return NULL;
}

static void another_language(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = two_languages, .foreign = true };
	double logs = log(1.1) + log(1.2) + log(1.3);
	json_t *run, *line;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	/* Its base is raw by the toolchain that the header names. */
	line = find(run, "results", "ring", "batch", "rust", "rustc");
	assert_string_equal(text(line, "base"), "raw");
	assert_string_equal(text(line, "base_toolchain"), "clang-19");
	assert_near(number(line, "ratio_to_base.value"), exp(logs / 3));
	/* Raw by the other compiler stands beside it, and raw against raw. */
	line = pair(run, "across", "rust", "rustc", "raw", "gcc");
	assert_non_null(line);
	assert_near(number(line, "ratio.value"), 0.8 * exp(logs / 3));
	assert_near(number(line, "delta_cycles.value"), (0.96 - 1) * 20000);
	line = pair(run, "across", "raw", "clang-19", "raw", "gcc");
	assert_non_null(line);
	assert_near(number(line, "ratio.value"), 0.8);
	line = pair(run, "across_summary", "raw", "clang-19", "raw", "gcc");
	assert_non_null(line);
	assert_near(number(line, "geomean.value"), 0.8);
	/* What is a result already is not told twice; gcc's rows are not read against Rust. */
	assert_null(pair(run, "across", "rust", "rustc", "raw", "clang-19"));
	assert_null(pair(run, "across", "raw", "gcc", "raw", "clang-19"));
	assert_null(pair(run, "across", "bounds", "gcc", "rust", "rustc"));
	json_decref(run);
	fixture_remove(&f);
}

static void price_of_a_call(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = two_languages };
	json_t *run, *line;
	double half;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	assert_int_equal(json_array_size(json_object_get(run, "boundary")), 2);
	line = json_array_get(json_object_get(run, "boundary"), 0);
	assert_string_equal(text(line, "variant"), "raw");
	assert_near(number(line, "batch.value"), 20000);
	assert_near(number(line, "single.value"), 42000);
	/* Batch does not vary: the error is that of single alone, with its two degrees of freedom.
	 */
	half = T2 * 2000 / sqrt(3);
	assert_near(number(line, "call.value"), 22000);
	assert_near(number(line, "call.lo"), 22000 - half);
	assert_true(is_null(line, "call_over_base"));
	line = json_array_get(json_object_get(run, "boundary"), 1);
	assert_string_equal(text(line, "variant"), "bounds");
	/* 42000 each time against 40000, 42000, 44000; batch is the base's to the tick. */
	assert_near(number(line, "call_over_base.value"), 0);
	assert_near(number(line, "call_over_base.hi"), half);
	json_decref(run);
	fixture_remove(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_language),
		cmocka_unit_test(price_of_a_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
