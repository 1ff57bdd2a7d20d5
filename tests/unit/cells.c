// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The contract test of every cell that is built: each workload's own check of the fine-grained
 * operations, then every shape and entry against the oracle for several laps, then the audit.
 * With MEMTAX_CELL=FILE.so it tests that one cell: the must-fail members go through this door.
 * MEMTAX_ALIGNMENT=aligned leaves out the cells that are linked as the compiler aligned them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/registry.h"
#include "harness/measure/runtime.h"
#include "harness/measure/sampler.h"

enum { LAPS = 3 };

struct subject {
	char name[256];
	char path[PATH_MAX];
	char data_dir[PATH_MAX];
	const struct memtax_workload *workload;
};

/* l1 and l2 on every machine; a lap of llc or dram holds nothing new but size. */
static const size_t footprints[] = { 24 << 10, 512 << 10 };

static void fail_with(const struct subject *s, const char *what, const struct memtax_error *err)
{
	fail_msg("%s: %s: %s", s->name, what, err->text);
}

static void run_check(const struct subject *s, struct sampler *sampler)
{
	struct sampled_cell cell = { 0 };
	struct memtax_error err;

	if (sampled_cell_open(sampler, s->path, &cell, &err))
		fail_with(s, "open", &err);
	for (uint64_t seed = 1; seed <= 5; seed++)
		if (s->workload->check(cell.cell->ops, cell.state, &sampler->shape, seed, &err))
			fail_with(s, "check", &err);
	if (s->workload->audit(cell.cell->ops, cell.state, &err))
		fail_with(s, "audit after check", &err);
	sampled_cell_close(&cell);
}

static void run_laps(const struct subject *s, struct sampler *sampler)
{
	struct sampled_cell cell = { 0 };
	struct memtax_error err;

	if (sampled_cell_open(sampler, s->path, &cell, &err))
		fail_with(s, "open", &err);
	for (int lap = 0; lap < LAPS; lap++)
		if (sampler_verify(sampler, &cell, &err))
			fail_with(s, entry_names[sampler->entry], &err);
	sampled_cell_close(&cell);
}

static void test_shape(const struct subject *s, const struct memtax_shape *shape, size_t footprint)
{
	struct sampler sampler = { .footprint = FOOTPRINT_L1 };
	struct memtax_error err;

	if (sampler_open(&sampler, s->workload, shape, footprint, 0x5eed + footprint, s->data_dir,
			 &err))
		fail_with(s, shape->name, &err);
	run_check(s, &sampler);
	for (int entry = ENTRY_BATCH; entry < ENTRY_UNKNOWN; entry++) {
		sampler.entry = (enum entry)entry;
		run_laps(s, &sampler);
	}
	sampler_close(&sampler);
}

static void test_cell(void **state)
{
	const struct subject *s = *state;

	for (const struct memtax_shape *shape = s->workload->shapes; shape->name; shape++)
		for (size_t f = 0; f < sizeof(footprints) / sizeof(footprints[0]); f++)
			test_shape(s, shape, footprints[f]);
}

static struct CMUnitTest *tests;
static size_t n_tests;

static void add(const struct registry *r, const struct memtax_workload *w, const char *path,
		const char *name)
{
	struct subject *s = calloc(1, sizeof(*s));
	struct CMUnitTest *grown = realloc(tests, (n_tests + 1) * sizeof(*tests));

	if (!s || !grown)
		exit(4);
	tests = grown;
	snprintf(s->name, sizeof(s->name), "%s", name);
	snprintf(s->path, sizeof(s->path), "%s", path);
	snprintf(s->data_dir, sizeof(s->data_dir), "%s/workloads/%s", r->source, w->name);
	s->workload = w;
	tests[n_tests++] =
		(struct CMUnitTest){ .name = s->name, .test_func = test_cell, .initial_state = s };
}

static void add_built_cells(const struct registry *r, const char *alignment)
{
	for (size_t w = 0; w < r->n_workloads; w++)
		for (size_t v = 0; v < r->n_variants; v++)
			for (const char *const *t = registry_toolchains; *t; t++)
				for (const char *const *p = registry_profiles; *p; p++) {
					struct cell_id id = { r->workloads[w].name,
							      r->variants[v].name, *t, *p,
							      alignment };
					struct memtax_error reason;
					char path[PATH_MAX], name[256];

					/* tests/unit/runtime.c has those of other processes. */
					if (*runtime_of(r, id.variant) ||
					    registry_cell_state(r, &id, &reason) != CELL_OK)
						continue;
					registry_cell_path(r, &id, "so", path);
					snprintf(name, sizeof(name), "%s/%s by %s, %s, %s",
						 id.workload, id.variant, *t, *p, alignment);
					add(r, r->workloads[w].workload, path, name);
				}
}

/* The workload of a cell from outside is the one whose contract it satisfies. */
static void add_outside_cell(const struct registry *r, const char *path)
{
	for (size_t w = 0; w < r->n_workloads; w++) {
		struct memtax_error err;
		void *handle;

		if (cell_open(path, r->workloads[w].workload, &handle, &err))
			add(r, r->workloads[w].workload, path, path);
	}
}

int main(void)
{
	static const char *const alignments[] = { "aligned", "natural" };
	const char *outside = getenv("MEMTAX_CELL");
	const char *only = getenv("MEMTAX_ALIGNMENT");
	struct memtax_error err;
	struct registry r;
	int failed;

	if (registry_open(&r, MEMTAX_SOURCE, MEMTAX_BUILD, &err)) {
		fprintf(stderr, "cells: %s\n", err.text);
		return 4;
	}
	if (outside) {
		add_outside_cell(&r, outside);
	} else {
		for (size_t a = 0; a < sizeof(alignments) / sizeof(alignments[0]); a++)
			if (!only || !strcmp(only, alignments[a]))
				add_built_cells(&r, alignments[a]);
	}
	if (!n_tests) {
		fprintf(stderr, "cells: no cell to test\n");
		return 4;
	}
	failed = _cmocka_run_group_tests("cells", tests, n_tests, NULL, NULL);
	for (size_t i = 0; i < n_tests; i++)
		free(tests[i].initial_state);
	free(tests);
	registry_close(&r);
	return failed;
}
