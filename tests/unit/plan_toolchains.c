// SPDX-License-Identifier: GPL-2.0-or-later
/* Which toolchains' cells a plan holds, and that every row has its base beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "harness/measure/plan.h"

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

static bool has(const struct plan *plan, const struct plan_group *g, const char *role,
		const char *toolchain)
{
	for (size_t i = 0; i < g->n_cells; i++) {
		const struct plan_cell *c = &plan->cells[g->cells[i]];

		if (c->clone_of < 0 && !strcmp(c->role, role) && !strcmp(c->toolchain, toolchain))
			return true;
	}
	return false;
}

static bool is_built(const char *variant, const char *toolchain)
{
	struct cell_id id = { "ring", variant, toolchain, "kernel", "aligned" };
	struct memtax_error reason;

	return registry_cell_state(&registry, &id, &reason) == CELL_OK;
}

static void a_language_brings_every_baseline(void **state)
{
	struct plan_options o = { .seed = 1, .workload = "ring", .variant = "rust" };
	struct plan plan;

	(void)state;
	if (!is_built("rust", "rustc"))
		skip();
	make(&plan, &o);
	for (size_t i = 0; i < plan.n_groups; i++) {
		assert_true(has(&plan, &plan.groups[i], "reference", "rustc"));
		assert_true(has(&plan, &plan.groups[i], "baseline", "gcc"));
		if (is_built("raw", "clang-19"))
			assert_true(has(&plan, &plan.groups[i], "baseline", "clang-19"));
		if (is_built("raw", "clang-14"))
			assert_true(has(&plan, &plan.groups[i], "baseline", "clang-14"));
		/* Asked for by name, it comes alone. */
		assert_false(has(&plan, &plan.groups[i], "discipline", "clang-19"));
	}
	plan_free(&plan);
}

/* Every cell's base is in every group that has the cell, in the whole grid too. */
static void a_row_has_its_base_beside_it(void **state)
{
	struct plan_options o = { .seed = 1, .workload = "ring", .all = true };
	struct plan plan;

	(void)state;
	make(&plan, &o);
	for (size_t g = 0; g < plan.n_groups; g++)
		for (size_t i = 0; i < plan.groups[g].n_cells; i++) {
			const struct plan_cell *c = &plan.cells[plan.groups[g].cells[i]];
			const char *base = registry_base_toolchain(c->toolchain);

			if (is_built("raw", base))
				assert_true(has(&plan, &plan.groups[g], "baseline", base));
		}
	plan_free(&plan);
}

static void a_toolchain_that_is_named_is_the_only_one(void **state)
{
	struct plan_options o = { .seed = 1, .workload = "ring", .toolchain = "clang-19" };
	struct plan plan;

	(void)state;
	if (!is_built("raw", "clang-19"))
		skip();
	make(&plan, &o);
	for (size_t i = 0; i < plan.n_cells; i++)
		assert_string_equal(plan.cells[i].toolchain, "clang-19");
	plan_free(&plan);
}

/* A row that gcc does not build is measured by what does, beside that one's baseline. */
static void a_row_of_one_compiler(void **state)
{
	struct plan_options o = { .seed = 1, .workload = "ring", .variant = "counted-by" };
	struct plan plan;

	(void)state;
	if (!is_built("counted-by", "clang-19"))
		skip();
	make(&plan, &o);
	assert_true(has(&plan, &plan.groups[0], "hardening", "clang-19"));
	assert_true(has(&plan, &plan.groups[0], "baseline", "clang-19"));
	assert_false(has(&plan, &plan.groups[0], "hardening", "gcc"));
	plan_free(&plan);
}

/* What a toolchain never builds is neither a cell nor a refusal: it is not missing. */
static void no_refusal_for_what_cannot_be(void **state)
{
	struct plan_options o = { .seed = 1, .workload = "ring", .all = true };
	const json_t *refusal;
	struct plan plan;
	size_t i;

	(void)state;
	make(&plan, &o);
	json_array_foreach(plan.refusals, i, refusal)
	{
		const char *reason = json_string_value(json_object_get(refusal, "reason"));

		assert_null(strstr(reason, "is built by"));
	}
	plan_free(&plan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_language_brings_every_baseline),
		cmocka_unit_test(a_row_has_its_base_beside_it),
		cmocka_unit_test(a_toolchain_that_is_named_is_the_only_one),
		cmocka_unit_test(a_row_of_one_compiler),
		cmocka_unit_test(no_refusal_for_what_cannot_be),
	};

	return cmocka_run_group_tests(tests, open_registry, close_registry);
}
