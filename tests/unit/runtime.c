// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rows that need a run-time library: never in a common group; refused with its reason where the
 * library is missing; and their cells do what the contract says, in a process that has it (this
 * program again).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/plan.h"
#include "harness/measure/sampler.h"
#include "tests/unit/with_runtime.h"

static struct registry registry;
static const struct variant *needy; /* NULL: nothing to test */
static const struct plan_caches caches = { 32 << 10, 1 << 20, 32 << 20, 16 << 20 };

static bool is_built(const struct variant *v, const char *workload, const char *toolchain)
{
	struct cell_id id = { workload, v->name, toolchain, "kernel", "aligned" };
	struct memtax_error reason;

	return registry_cell_state(&registry, &id, &reason) == CELL_OK;
}

/* ---- plans ---------------------------------------------------------------------------------- */

static void make(struct plan *plan, const struct plan_options *o)
{
	struct memtax_error err;

	if (plan_make(plan, &registry, o, &caches, &err) != PLAN_OK)
		fail_msg("%s", err.text);
}

static const struct plan_cell *cell_of(const struct plan *plan, const struct plan_group *g,
				       size_t i)
{
	return &plan->cells[g->cells[i]];
}

/* Returns how many cells of the group need the library. */
static size_t check_group(const struct plan *plan, const struct plan_group *g)
{
	size_t n = 0;

	assert_string_equal(cell_of(plan, g, 0)->role, "baseline");
	for (size_t i = 0; i < g->n_cells; i++) {
		const struct plan_cell *c = cell_of(plan, g, i);
		const char *runtime = runtime_of(&registry, c->variant);

		n += *runtime != '\0';
		if (!g->runtime[0]) {
			assert_string_equal(runtime, "");
			continue;
		}
		assert_false(g->family[i]);
		assert_string_equal(c->toolchain, cell_of(plan, g, 0)->toolchain);
		if (strcmp(c->role, "baseline") != 0)
			assert_string_equal(runtime, g->runtime);
	}
	return n;
}

static void test_groups_of_their_own(void **state)
{
	char variants[2 * REGISTRY_NAME];
	struct plan_options o = { .variant = variants, .toolchain = "gcc,clang-19" };
	size_t common = 0, apart = 0;
	struct plan plan;

	(void)state;
	if (!needy || !is_built(needy, "ring", "gcc"))
		skip();
	snprintf(variants, sizeof(variants), "bounds,%s", needy->name);
	make(&plan, &o);
	for (size_t g = 0; g < plan.n_groups; g++) {
		size_t n = check_group(&plan, &plan.groups[g]);

		apart += n;
		common += !plan.groups[g].runtime[0];
		if (plan.groups[g].runtime[0])
			assert_true(n > 0);
	}
	assert_true(apart > 0);
	assert_true(common > 0);
	plan_free(&plan);
}

/* The base alone is compared with nothing: it is measured where the row is. */
static void test_no_common_group_for_the_base_alone(void **state)
{
	struct plan_options o = { .workload = "ring", .footprint = "l1", .entry = "batch" };
	struct plan plan;

	(void)state;
	if (!needy || !is_built(needy, "ring", "gcc"))
		skip();
	o.variant = needy->name;
	make(&plan, &o);
	assert_int_equal(plan.n_groups, 1);
	assert_string_equal(plan.groups[0].runtime, needy->runtime);
	assert_int_equal(plan.groups[0].n_cells, 3); /* base, its clone, the row */
	plan_free(&plan);
}

static void test_only_where_asked_for(void **state)
{
	struct plan_options usual = { .seed = 1 }, all = { .all = true };
	struct plan plan;
	size_t apart = 0;

	(void)state;
	if (!needy || !is_built(needy, "ring", "gcc"))
		skip();
	make(&plan, &usual);
	for (size_t g = 0; g < plan.n_groups; g++)
		assert_string_equal(plan.groups[g].runtime, "");
	plan_free(&plan);
	make(&plan, &all);
	for (size_t g = 0; g < plan.n_groups; g++)
		apart += plan.groups[g].runtime[0] != '\0';
	assert_true(apart > 0);
	plan_free(&plan);
}

static void test_json_keeps_the_library(void **state)
{
	struct plan_options o = { .workload = "ring", .footprint = "l1" };
	struct memtax_error err;
	struct plan plan, back;
	json_t *header;

	(void)state;
	if (!needy || !is_built(needy, "ring", "gcc"))
		skip();
	o.variant = needy->name;
	make(&plan, &o);
	header = json_pack("{ss sI so so sO}", "kind", plan.kind, "seed", (json_int_t)plan.seed,
			   "plan", plan_to_json(&plan), "cells", plan_cells_to_json(&plan),
			   "refusals", plan.refusals);
	assert_int_equal(plan_from_json(&back, header, &err), 0);
	assert_int_equal(back.n_groups, plan.n_groups);
	for (size_t g = 0; g < plan.n_groups; g++)
		assert_string_equal(back.groups[g].runtime, plan.groups[g].runtime);
	json_decref(header);
	plan_free(&plan);
	plan_free(&back);
}

/* ---- without the library -------------------------------------------------------------------- */

/* A build folder with these cells and no run-time library. */
static void test_a_missing_library_is_told(void **state)
{
	char dir[] = "/tmp/memtax-runtime-XXXXXX", cells[64], library[PATH_MAX];
	struct plan_options o = { .workload = "ring", .footprint = "l1" };
	struct registry r = registry;
	struct memtax_error reason;
	struct cell_id id = { "ring", NULL, "gcc", "kernel", "aligned" };
	struct plan plan;

	(void)state;
	if (!needy || MEMTAX_CROSS[0]) /* there the reason is another one */
		skip();
	id.variant = needy->name;
	assert_non_null(mkdtemp(dir));
	snprintf(cells, sizeof(cells), "%s/cells", dir);
	assert_int_equal(symlink(MEMTAX_BUILD "/cells", cells), 0);
	snprintf(r.build, sizeof(r.build), "%s", dir);
	assert_int_equal(runtime_library(&r, needy->runtime, "gcc", library, &reason), -1);
	assert_int_equal(registry_cell_state(&r, &id, &reason), CELL_REFUSED);
	assert_non_null(strstr(reason.text, "gcc has no run-time library"));
	assert_non_null(strstr(reason.text, needy->packages));
	o.variant = needy->name;
	assert_int_equal(plan_make(&plan, &r, &o, &caches, &reason), PLAN_OK);
	assert_int_equal(json_array_size(plan.refusals), 1);
	for (size_t g = 0; g < plan.n_groups; g++)
		assert_string_equal(plan.groups[g].runtime, "");
	plan_free(&plan);
	unlink(cells);
	rmdir(dir);
}

/* ---- beside the library --------------------------------------------------------------------- */

static json_t *wrong(const char *where, const struct memtax_error *err)
{
	return json_pack("{ss ss}", "where", where, "wrong", err->text);
}

static bool do_cell(const struct memtax_workload *w, struct sampler *s, const char *path,
		    struct memtax_error *err)
{
	struct sampled_cell cell = { 0 };
	bool ok;

	if (sampled_cell_open(s, path, &cell, err))
		return false;
	ok = !w->check(cell.cell->ops, cell.state, &s->shape, 1, err) &&
	     !sampler_verify(s, &cell, err);
	sampled_cell_close(&cell);
	return ok;
}

/* The contract test of one cell: every shape and entry. NULL, or what is wrong. */
static json_t *contract(const struct memtax_workload *w, const char *path)
{
	char data_dir[PATH_MAX];
	struct memtax_error err;

	snprintf(data_dir, sizeof(data_dir), MEMTAX_SOURCE "/workloads/%s", w->name);
	for (const struct memtax_shape *shape = w->shapes; shape->name; shape++)
		for (int entry = ENTRY_BATCH; entry < ENTRY_UNKNOWN; entry++) {
			struct sampler s = { .entry = (enum entry)entry };
			bool ok;

			if (sampler_open(&s, w, shape, 24 << 10, 7, data_dir, &err))
				return wrong(shape->name, &err);
			ok = do_cell(w, &s, path, &err);
			sampler_close(&s);
			if (!ok)
				return wrong(path, &err);
		}
	return NULL;
}

static void say(json_t *line)
{
	json_dumpf(line, stdout, JSON_COMPACT);
	putchar('\n');
	fflush(stdout);
	json_decref(line);
}

/* Told a toolchain: all cells of it that need the library. */
static int inside(const char *toolchain)
{
	int n = 0;

	for (size_t w = 0; w < registry.n_workloads; w++)
		for (size_t v = 0; v < registry.n_variants; v++)
			for (const char *const *p = registry_profiles; *p; p++) {
				struct cell_id id = { registry.workloads[w].name,
						      registry.variants[v].name, toolchain, *p,
						      "aligned" };
				struct memtax_error reason;
				char path[PATH_MAX];
				json_t *line;

				if (!registry.variants[v].runtime[0] ||
				    registry_cell_state(&registry, &id, &reason) != CELL_OK)
					continue;
				registry_cell_path(&registry, &id, "so", path);
				line = contract(registry.workloads[w].workload, path);
				if (line)
					say(line);
				n++;
			}
	say(json_pack("{si}", "cells", n));
	return 0;
}

static int on_line(void *user, json_t *line, struct memtax_error *err)
{
	int *cells = user;

	(void)err;
	if (json_object_get(line, "wrong"))
		fail_msg("%s: %s", json_string_value(json_object_get(line, "where")),
			 json_string_value(json_object_get(line, "wrong")));
	*cells = (int)json_integer_value(json_object_get(line, "cells"));
	json_decref(line);
	return 0;
}

static void test_contract_beside_the_library(void **state)
{
	char library[PATH_MAX];
	int found = 0;

	(void)state;
	for (const char *const *t = registry_toolchains; needy && *t; t++) {
		json_t *job = json_pack("{ss}", "toolchain", *t);
		int cells = -1;

		if (has_library(&registry, needy, *t, library)) {
			assert_true(run_beside(library, "inside", job, on_line, &cells));
			found += cells;
		}
		json_decref(job);
	}
	if (!found)
		skip();
}

static int helper(void)
{
	json_t *job = json_loadf(stdin, 0, NULL);
	int status = inside(json_string_value(json_object_get(job, "toolchain")));

	json_decref(job);
	return status;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_groups_of_their_own),
		cmocka_unit_test(test_no_common_group_for_the_base_alone),
		cmocka_unit_test(test_only_where_asked_for),
		cmocka_unit_test(test_json_keeps_the_library),
		cmocka_unit_test(test_a_missing_library_is_told),
		cmocka_unit_test(test_contract_beside_the_library),
	};
	struct memtax_error err;
	int status;

	if (registry_open(&registry, MEMTAX_SOURCE, MEMTAX_BUILD, &err)) {
		fprintf(stderr, "runtime: %s\n", err.text);
		return 4;
	}
	needy = needy_variant(&registry);
	if (argc > 1 && !strcmp(argv[1], "inside"))
		status = helper();
	else
		status = cmocka_run_group_tests_name("runtime", tests, NULL, NULL);
	registry_close(&registry);
	return status;
}
