// SPDX-License-Identifier: GPL-2.0-or-later
/* Plans are pure functions of options, cells and caches; filters and footprints mean what they say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "harness/measure/filter.h"
#include "harness/measure/plan.h"
#include "harness/measure/sampler.h"

static struct registry registry;
static const struct plan_caches caches = { 32 << 10, 1 << 20, 32 << 20, 16 << 20 };

static int open_registry(void **state)
{
	struct memtax_error err;

	(void)state;
	if (!registry_open(&registry, MEMTAX_SOURCE, MEMTAX_BUILD, &err))
		return 0;
	fprintf(stderr, "%s\n", err.text);
	return -1;
}

static int close_registry(void **state)
{
	(void)state;
	registry_close(&registry);
	return 0;
}

static void make(struct plan *plan, const struct plan_options *o)
{
	struct memtax_error err;

	if (plan_make(plan, &registry, o, &caches, &err) != PLAN_OK)
		fail_msg("%s", err.text);
}

static void test_same_options_same_plan(void **state)
{
	struct plan_options o = { .seed = 42 };
	struct plan a, b;
	json_t *x, *y;

	(void)state;
	make(&a, &o);
	make(&b, &o);
	x = json_pack("[oo]", plan_to_json(&a), plan_cells_to_json(&a));
	y = json_pack("[oo]", plan_to_json(&b), plan_cells_to_json(&b));
	assert_true(json_equal(x, y));
	json_decref(x);
	json_decref(y);
	plan_free(&a);
	plan_free(&b);
}

/* Every launch once; whole layouts one after the other, so that a killed run is balanced. */
static void test_launch_order(void **state)
{
	struct plan_options o = { .seed = 9, .layouts = 5 };
	struct plan plan;
	size_t n;
	int *order, *seen;

	(void)state;
	make(&plan, &o);
	n = plan.n_groups * 5;
	order = calloc(n, sizeof(*order));
	seen = calloc(n, sizeof(*seen));
	plan_launch_order(&plan, order);
	for (size_t i = 0; i < n; i++) {
		assert_in_range(order[i], 0, n - 1);
		seen[order[i]]++;
		assert_int_equal(order[i] % 5, i / plan.n_groups);
	}
	for (size_t i = 0; i < n; i++)
		assert_int_equal(seen[i], 1);
	free(order);
	free(seen);
	plan_free(&plan);
}

static void test_default_holds_the_c_rows(void **state)
{
	struct plan_options o = { .seed = 1 };
	struct plan plan;

	(void)state;
	make(&plan, &o);
	assert_string_equal(plan.kind, "default");
	assert_int_equal(plan.layouts, 12);
	assert_true(plan.family);
	for (size_t i = 0; i < plan.n_cells; i++) {
		const char *role = plan.cells[i].role;

		assert_true(!strcmp(role, "baseline") || !strcmp(role, "discipline"));
		assert_string_equal(plan.cells[i].toolchain, "gcc");
	}
	for (size_t g = 0; g < plan.n_groups; g++) {
		const struct plan_cell *first = &plan.cells[plan.groups[g].cells[0]];

		assert_string_equal(first->role, "baseline");
		assert_true(plan.groups[g].headline);
	}
	plan_free(&plan);
}

/* The family is what the committed file says: batch rows of disciplines, never the base. */
static void test_family(void **state)
{
	struct plan_options o = { .seed = 1 };
	struct plan plan;
	size_t marked = 0;

	(void)state;
	make(&plan, &o);
	for (size_t g = 0; g < plan.n_groups; g++)
		for (size_t i = 0; i < plan.groups[g].n_cells; i++) {
			const struct plan_cell *cell = &plan.cells[plan.groups[g].cells[i]];

			if (!plan.groups[g].family[i])
				continue;
			marked++;
			assert_string_equal(cell->role, "discipline");
			assert_string_equal(plan.groups[g].entry, "batch");
		}
	assert_true(marked > 0);
	plan_free(&plan);
}

static void test_kinds(void **state)
{
	struct plan_options quick = { .quick = true }, custom = { .workload = "ring" };
	struct plan plan;

	(void)state;
	make(&plan, &quick);
	assert_string_equal(plan.kind, "quick");
	assert_int_equal(plan.layouts, 6);
	assert_true(plan.exploratory);
	assert_false(plan.family);
	plan_free(&plan);
	make(&plan, &custom);
	assert_string_equal(plan.kind, "custom");
	assert_false(plan.family);
	for (size_t g = 0; g < plan.n_groups; g++)
		assert_string_equal(plan.groups[g].workload, "ring");
	plan_free(&plan);
}

/* A filter never takes the base away: every ratio needs it. Its clone comes with it. */
static void test_base_and_clone_always(void **state)
{
	struct plan_options o = { .workload = "ring", .variant = "bounds", .toolchain = "gcc" };
	struct plan plan;

	(void)state;
	make(&plan, &o);
	assert_int_equal(plan.n_cells, 3);
	assert_string_equal(plan.cells[0].variant, "raw");
	assert_int_equal(plan.cells[1].clone_of, 0);
	assert_string_equal(plan.cells[1].path, plan.cells[0].path);
	assert_string_equal(plan.cells[1].object.hash, plan.cells[0].object.hash);
	assert_string_equal(plan.cells[2].variant, "bounds");
	plan_free(&plan);
}

static void test_unknown_names(void **state)
{
	struct plan_options o[] = {
		{ .workload = "rign" },	  { .variant = "bouns" },   { .shape = "burst31" },
		{ .footprint = "l3llc" }, { .entry = "batchh" },    { .toolchain = "gccc" },
		{ .profile = "kern" },	  { .workload = "ring,x" },
	};
	static const char *const nearest[] = { "'ring'",  "'bounds'", "'burst32'", "'llc'",
					       "'batch'", "'gcc'",    "'kernel'",  "did you mean" };

	(void)state;
	for (size_t i = 0; i < sizeof(o) / sizeof(o[0]); i++) {
		struct memtax_error err;
		struct plan plan;

		assert_int_equal(plan_make(&plan, &registry, &o[i], &caches, &err), PLAN_USAGE);
		if (!strstr(err.text, nearest[i]))
			fail_msg("'%s' lacks %s", err.text, nearest[i]);
		plan_free(&plan);
	}
}

static void test_unknown_cache_is_a_refusal(void **state)
{
	struct plan_caches no_llc = { .l1d = 32 << 10, .l2 = 1 << 20 };
	struct plan_options o = { .workload = "ring", .footprint = "l1,llc" };
	struct memtax_error err;
	struct plan plan;

	(void)state;
	assert_int_equal(plan_make(&plan, &registry, &o, &no_llc, &err), PLAN_OK);
	for (size_t g = 0; g < plan.n_groups; g++)
		assert_string_equal(plan.groups[g].footprint, "l1");
	assert_int_equal(json_array_size(plan.refusals), 1);
	assert_non_null(strstr(
		json_string_value(json_object_get(json_array_get(plan.refusals, 0), "reason")),
		"does not say how large"));
	plan_free(&plan);
}

static void test_footprints(void **state)
{
	(void)state;
	assert_int_equal(plan_footprint_bytes("l1", &caches), 16 << 10);
	assert_int_equal(plan_footprint_bytes("l2", &caches), 512 << 10);
	assert_int_equal(plan_footprint_bytes("llc", &caches), 8 << 20);
	assert_int_equal(plan_footprint_bytes("dram", &caches), 128 << 20);
	assert_int_equal(footprint_from_name("l4"), FOOTPRINT_UNKNOWN);
}

static void test_json_round_trip(void **state)
{
	struct plan_options o = { .seed = 77, .quick = true };
	struct memtax_error err;
	struct plan plan, back;
	json_t *header, *again;

	(void)state;
	make(&plan, &o);
	header = json_pack("{ss sI so so sO}", "kind", plan.kind, "seed", (json_int_t)plan.seed,
			   "plan", plan_to_json(&plan), "cells", plan_cells_to_json(&plan),
			   "refusals", plan.refusals);
	assert_int_equal(plan_from_json(&back, header, &err), 0);
	again = json_pack("{ss sI so so sO}", "kind", back.kind, "seed", (json_int_t)back.seed,
			  "plan", plan_to_json(&back), "cells", plan_cells_to_json(&back),
			  "refusals", back.refusals);
	assert_true(json_equal(header, again));
	json_decref(header);
	json_decref(again);
	plan_free(&plan);
	plan_free(&back);
}

static void test_streams_are_independent(void **state)
{
	(void)state;
	assert_int_equal(plan_seed(1, STREAM_INPUT, 2), plan_seed(1, STREAM_INPUT, 2));
	assert_true(plan_seed(1, STREAM_INPUT, 2) != plan_seed(1, STREAM_ORDER, 2));
	assert_true(plan_seed(1, STREAM_INPUT, 2) != plan_seed(1, STREAM_INPUT, 3));
	assert_true(plan_seed(1, STREAM_INPUT, 2) != plan_seed(2, STREAM_INPUT, 2));
}

static void test_filter(void **state)
{
	static const char *const known[] = { "ring", "rx", NULL };
	struct memtax_error err;

	(void)state;
	assert_true(filter_match(NULL, "ring"));
	assert_true(filter_match("rx,ring", "ring"));
	assert_true(filter_match("r*", "rx"));
	assert_false(filter_match("rx", "ring"));
	assert_false(filter_match("", "ring"));
	assert_int_equal(filter_check("r*,rx", "workload", known, &err), 0);
	assert_int_equal(filter_check("q*", "workload", known, &err), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_options_same_plan),
		cmocka_unit_test(test_launch_order),
		cmocka_unit_test(test_default_holds_the_c_rows),
		cmocka_unit_test(test_family),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_base_and_clone_always),
		cmocka_unit_test(test_unknown_names),
		cmocka_unit_test(test_unknown_cache_is_a_refusal),
		cmocka_unit_test(test_footprints),
		cmocka_unit_test(test_json_round_trip),
		cmocka_unit_test(test_streams_are_independent),
		cmocka_unit_test(test_filter),
	};

	return cmocka_run_group_tests_name("plan", tests, open_registry, close_registry);
}
