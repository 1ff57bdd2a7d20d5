/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For tests/unit/record_*.c: a run directory whose figures are known. Cells 0-3 are ring by gcc
 * (raw, bounds, owned, and a clone of owned), 4-5 ring by clang-19, 6-7 rx by gcc. Groups: 0 ring
 * batch (all six), 1 ring single (0, 1), 2 rx batch (6, 7).
 */
#ifndef MEMTAX_TESTS_RECORD_FIXTURE_H
#define MEMTAX_TESTS_RECORD_FIXTURE_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <jansson.h>
#include "harness/record/samples_write.h"

enum { FIXTURE_GROUPS = 3, FIXTURE_ROUNDS = 6, FIXTURE_OPS = 100 };
enum { RAW, BOUNDS, OWNED, CLONE, RAW_CLANG, BOUNDS_CLANG, RX_RAW, RX_BOUNDS, FIXTURE_CELLS };

#define FIXTURE_CYCLES_PER_TICK 2.0
#define FIXTURE_TICK_HZ 1e9

struct fixture {
	char dir[64];
	int layouts;
	bool family;
	bool foreign; /* cell BOUNDS_CLANG is a row of another language: rust by rustc */
	struct samples_writer *w;
	/* What a sample of a cell takes, and the wide probe of a round (100 is quiet). */
	int (*ticks)(int group, int layout, int round, int cell);
	int (*wide)(int group, int layout, int round);
};

static inline void fixture_append(struct fixture *f, json_t *line)
{
	struct memtax_error err;

	assert_non_null(line);
	if (samples_append(f->w, line, &err))
		fail_msg("%s", err.text);
}

static inline json_t *fixture_cells(void)
{
	static const struct {
		const char *workload, *variant, *role, *toolchain;
	} c[FIXTURE_CELLS] = {
		{ "ring", "raw", "baseline", "gcc" },
		{ "ring", "bounds", "discipline", "gcc" },
		{ "ring", "owned", "discipline", "gcc" },
		{ "ring", "owned", "discipline", "gcc" },
		{ "ring", "raw", "baseline", "clang-19" },
		{ "ring", "bounds", "discipline", "clang-19" },
		{ "rx", "raw", "baseline", "gcc" },
		{ "rx", "bounds", "discipline", "gcc" },
	};
	json_t *cells = json_array();

	for (int i = 0; i < FIXTURE_CELLS; i++)
		json_array_append_new(
			cells,
			json_pack(
				"{si ss ss ss ss ss ss si so ss}", "cell", i, "workload",
				c[i].workload, "variant", c[i].variant, "role", c[i].role,
				"toolchain", c[i].toolchain, "profile", "kernel", "object",
				"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
				"text_bytes", 1000 + i, "clone_of",
				i == CLONE ? json_integer(OWNED) : json_null(), "path", "x.o"));
	return cells;
}

static inline json_t *fixture_group(int id, const char *workload, const char *entry, json_t *cells,
				    json_t *family)
{
	return json_pack("{si ss ss ss sI ss ss ss sb so so}", "group", id, "workload", workload,
			 "shape", "headline", "footprint", "l1", "footprint_bytes",
			 (json_int_t)24576, "profile", "kernel", "entry", entry, "unit", "packet",
			 "headline", 1, "cells", cells, "family", family);
}

static inline json_t *fixture_groups(void)
{
	return json_pack(
		"[o o o]",
		fixture_group(0, "ring", "batch", json_pack("[i i i i i i]", 0, 1, 2, 3, 4, 5),
			      json_pack("[i i i]", 1, 2, 5)),
		fixture_group(1, "ring", "single", json_pack("[i i]", 0, 1), json_array()),
		fixture_group(2, "rx", "batch", json_pack("[i i]", 6, 7), json_pack("[i]", 7)));
}

static inline void fixture_make_foreign(json_t *head)
{
	json_t *cell = json_array_get(json_object_get(head, "cells"), BOUNDS_CLANG);
	json_t *toolchains = json_object_get(head, "toolchains"), *toolchain;
	size_t i;

	json_object_set_new(cell, "variant", json_string("rust"));
	json_object_set_new(cell, "role", json_string("reference"));
	json_object_set_new(cell, "toolchain", json_string("rustc"));
	json_array_append_new(toolchains,
			      json_pack("{ss ss s{ss}}", "id", "rustc", "version",
					"rustc 1.95.0 LLVM 22.1.2", "flags", "kernel", "-O"));
	json_array_foreach(toolchains, i, toolchain)
	{
		const char *id = json_string_value(json_object_get(toolchain, "id"));

		json_object_set_new(toolchain, "base",
				    json_string(strcmp(id, "rustc") ? id : "clang-19"));
	}
}

static inline json_t *fixture_header(const struct fixture *f)
{
	json_t *machine = json_pack(
		"{ss ss ss ss ss si ss si si si si si ss sI}", "fingerprint", "amd-test-00000000",
		"cpu", "AMD EPYC", "arch", "x86_64", "microcode", "0x1", "kernel", "6.1.0", "cpus",
		2, "virtual", "kvm", "l1d", 49152, "l2", 1048576, "llc", 33554432, "llc_share",
		16777216, "page", 4096, "huge_pages", "madvise", "tick_hz", (json_int_t)1000000000);
	json_t *plan =
		json_pack("{si si ss sb sb si so}", "layouts", f->layouts, "rounds", FIXTURE_ROUNDS,
			  "alignment", "aligned", "exploratory", 0, "family", f->family, "launches",
			  FIXTURE_GROUPS * f->layouts, "groups", fixture_groups());
	json_t *counters =
		json_pack("{sb ss s[[ss][ss]] s[{ss ss}]}", "available", 1, "reason", "", "sets",
			  "cycles", "instructions", "cycles", "branches", "missing", "event",
			  "LLC-load-misses", "reason", "no such event");
	json_t *head = json_pack("{ss ss ss ss ss ss si so ss s{ss sb sb}}", "t", "run", "schema",
				 SAMPLES_SCHEMA, "id", "20261123T173000Z-abc", "kind", "default",
				 "command", "memtax bench", "started_at", "2026-11-23T17:30:00Z",
				 "seed", 7, "machine", machine, "grade", "vm-tsc", "source",
				 "revision", "0123456789ab", "dirty", 0, "stale", 0);

	json_object_set_new(head, "toolchains",
			    json_pack("[{ss ss s{ss}} {ss ss s{ss}}]", "id", "gcc", "version",
				      "gcc 12.2.0", "flags", "kernel", "-O2", "id", "clang-19",
				      "version", "clang 19.1.7", "flags", "kernel", "-O2"));
	json_object_set_new(head, "doctor",
			    json_pack("[{ss ss ss ss ss}]", "check", "pmu", "status", "bad",
				      "found", "none", "why", "a VM", "mend", "use metal"));
	json_object_set_new(head, "plan", plan);
	json_object_set_new(head, "cells", fixture_cells());
	json_object_set_new(head, "refusals",
			    json_pack("[{ss ss ss ss ss}]", "workload", "nlattr", "variant",
				      "owned", "toolchain", "gcc", "profile", "kernel", "reason",
				      "nothing to own"));
	json_object_set_new(head, "counters", counters);
	if (f->foreign)
		fixture_make_foreign(head);
	return head;
}

static inline void fixture_cells_of(int group, int cells[FIXTURE_CELLS], int *n)
{
	static const int first[] = { 0, 0, 6 }, count[] = { 6, 2, 2 };

	*n = count[group];
	for (int i = 0; i < *n; i++)
		cells[i] = first[group] + i;
}

static inline void fixture_launch(struct fixture *f, int group, int layout, int attempt)
{
	int cells[FIXTURE_CELLS], n;
	json_t *order = json_array();

	fixture_cells_of(group, cells, &n);
	for (int i = 0; i < n; i++)
		json_array_append_new(order, json_integer(cells[i]));
	fixture_append(f, json_pack("{ss si si si si ss si so si}", "t", "launch", "launch",
				    group * f->layouts + layout, "attempt", attempt, "group", group,
				    "layout", layout, "at", "2026-11-23T17:30:00Z", "cpu", 1,
				    "load_order", order, "seed", 7));
}

/* `without` is a cell that is out, or -1. The order turns with the round. */
static inline json_t *fixture_round(struct fixture *f, int group, int layout, int attempt,
				    int round, int without)
{
	json_t *order = json_array(), *ticks = json_array();
	json_t *wide = json_array(), *dependent = json_array();
	int cells[FIXTURE_CELLS], n;

	fixture_cells_of(group, cells, &n);
	for (int i = 0; i < n; i++) {
		int cell = cells[(i + round) % n];

		if (cell == without)
			continue;
		json_array_append_new(order, json_integer(cell));
		json_array_append_new(ticks, json_integer(f->ticks(group, layout, round, cell)));
	}
	for (size_t i = 0; i <= json_array_size(order); i++) {
		/* One probe tells of the neighbour, the others do not. */
		int w = i == 1 && f->wide ? f->wide(group, layout, round) : 100;

		json_array_append_new(wide, json_integer(w));
		json_array_append_new(dependent, json_integer(400));
	}
	return json_pack("{ss si si si si si so so so so}", "t", "round", "launch",
			 group * f->layouts + layout, "attempt", attempt, "round", round,
			 "first_segment", 0, "ops", FIXTURE_OPS, "order", order, "ticks", ticks,
			 "wide", wide, "dependent", dependent);
}

static inline json_t *fixture_launch_end(const struct fixture *f, int group, int layout,
					 int attempt, int rounds)
{
	return json_pack("{ss si si ss sn si sf sf s{si si}}", "t", "launch_end", "launch",
			 group * f->layouts + layout, "attempt", attempt, "status", "ok", "reason",
			 "rounds", rounds, "cycles_per_tick", FIXTURE_CYCLES_PER_TICK, "tick_hz",
			 FIXTURE_TICK_HZ, "probe", "wide_adds", 400, "dependent_adds", 400);
}

/* A whole launch, as it goes well. */
static inline void fixture_make_launch(struct fixture *f, int group, int layout, int attempt,
				       int without)
{
	fixture_launch(f, group, layout, attempt);
	if (layout == 0)
		fixture_append(f, json_pack("{ss si si}", "t", "calibration", "group", group,
					    "segments", 4));
	for (int round = 0; round < FIXTURE_ROUNDS; round++)
		fixture_append(f, fixture_round(f, group, layout, attempt, round, without));
	fixture_append(f, fixture_launch_end(f, group, layout, attempt, FIXTURE_ROUNDS));
}

static inline void fixture_begin(struct fixture *f)
{
	struct memtax_error err;

	strcpy(f->dir, "/tmp/memtax-record-XXXXXX");
	assert_non_null(mkdtemp(f->dir));
	f->w = samples_create(f->dir, &err);
	if (!f->w)
		fail_msg("%s", err.text);
	fixture_append(f, fixture_header(f));
}

static inline void fixture_end(struct fixture *f)
{
	fixture_append(f, json_pack("{ss ss ss}", "t", "end", "finished_at", "2026-11-23T17:40:00Z",
				    "status", "complete"));
}

/* Everything that was planned. */
static inline void fixture_run(struct fixture *f)
{
	fixture_begin(f);
	for (int group = 0; group < FIXTURE_GROUPS; group++)
		for (int layout = 0; layout < f->layouts; layout++)
			fixture_make_launch(f, group, layout, 1, -1);
	fixture_end(f);
}

static inline void fixture_remove(struct fixture *f)
{
	char command[128];

	samples_close(f->w);
	f->w = NULL;
	snprintf(command, sizeof(command), "rm -rf '%s'", f->dir);
	assert_int_equal(system(command), 0);
}

static inline void fixture_path(const struct fixture *f, const char *name, char path[128])
{
	snprintf(path, 128, "%s/%s", f->dir, name);
}

/* Text of a file; the caller frees it. */
static inline char *fixture_read(const struct fixture *f, const char *name)
{
	char path[128], *text;
	FILE *file;

	fixture_path(f, name, path);
	file = fopen(path, "r");
	if (!file) {
		fail_msg("%s is not there", path);
		return NULL;
	}
	text = calloc(1, 1 << 20);
	assert_true(fread(text, 1, (1 << 20) - 1, file) < (1 << 20) - 1);
	fclose(file);
	return text;
}

static inline void fixture_write(const struct fixture *f, const char *name, const char *text)
{
	char path[128];
	FILE *file;

	fixture_path(f, name, path);
	file = fopen(path, "w");
	if (!file) {
		fail_msg("%s cannot be written", path);
		return;
	}
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

/* `text`, which has room, with the first `from` replaced. */
static inline void fixture_replace(char *text, const char *from, const char *to)
{
	char *at = strstr(text, from), *rest;

	if (!at) {
		fail_msg("no %s", from);
		return;
	}
	rest = at + strlen(from);
	memmove(at + strlen(to), rest, strlen(rest) + 1);
	memcpy(at, to, strlen(to));
}

#endif
