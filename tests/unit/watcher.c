// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that a run-time library watches: one byte beyond what a cell was given is reported,
 * between two pieces of its arena too, and a report is told from every other end. Played by this
 * program again, begun with the library of each toolchain that has one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "harness/prove/apart.h"
#include "tests/fixtures/watched_cell.h"
#include "tests/unit/with_runtime.h"

#define CELL MEMTAX_BUILD "/tests/fixtures/watched_cell.so"

/* What the fault function does itself, by libc: no deed of the cell's. */
enum { OWN_COPY = 100, DEEDS };

static struct registry registry;

/* ---- the process with the library ----------------------------------------------------------- */

static const struct memtax_shape shapes[] = { { .name = "only" }, { .name = NULL } };

static int resolve(const struct memtax_shape *shape, size_t footprint,
		   struct memtax_shape *resolved, struct memtax_error *err)
{
	(void)footprint;
	(void)err;
	*resolved = *shape;
	return 0;
}

/* Just two pieces, without what lies between them. */
static size_t arena_size(const struct memtax_shape *resolved)
{
	(void)resolved;
	return 2 * (size_t)WATCHED_PIECE;
}

static const struct memtax_workload workload = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct watched_ops),
	.name = "watched",
	.shapes = shapes,
	.resolve = resolve,
	.arena_size = arena_size,
};

static int deed;

static void run(struct memtax_stage *stage)
{
	const struct watched_ops *ops = (const struct watched_ops *)stage->ops;
	void *(*volatile copy_by_libc)(void *, const void *, size_t) = memcpy;
	unsigned char *given = stage_memory(stage, WATCHED_PIECE), copy[2 * WATCHED_PIECE];

	stage_reached(stage);
	if (stage->hostile)
		stage_triggered(stage);
	if (stage->hostile && deed == OWN_COPY)
		copy_by_libc(copy, given, WATCHED_PIECE + 1);
	ops->act(stage->state, stage->hostile ? deed : WATCHED_NOTHING, given, WATCHED_PIECE);
	stage_say(stage, MEMTAX_RIGHT, "");
}

static const struct memtax_fault fault = { .name = "deed", .run = run };

static json_t *try_deed(struct runner *runner)
{
	struct memtax_error err;
	struct trial t;

	if (runner_try(runner, &workload, &fault, CELL, &t, &err))
		return json_pack("{si ss ss sb}", "deed", deed, "outcome", "none", "what", err.text,
				 "twin", false);
	return json_pack("{si ss ss sb}", "deed", deed, "outcome", outcome_name(t.outcome), "what",
			 t.what, "twin", t.twin_accepted);
}

static int inside(void)
{
	struct memtax_error err;
	struct runner runner;

	if (!watcher_here() || !watcher_room() || runner_open(&runner, &err))
		return 1;
	for (deed = 0; deed < DEEDS; deed++) {
		json_t *line;

		if (deed > WATCHED_TRAP && deed != OWN_COPY)
			continue;
		line = try_deed(&runner);
		json_dumpf(line, stdout, JSON_COMPACT);
		putchar('\n');
		fflush(stdout);
		json_decref(line);
	}
	runner_close(&runner);
	return 0;
}

/* ---- the test ------------------------------------------------------------------------------- */

struct told {
	char outcome[16], what[160];
	bool twin;
};

static int on_line(void *user, json_t *line, struct memtax_error *err)
{
	struct told *told = user;
	json_int_t at = json_integer_value(json_object_get(line, "deed"));

	(void)err;
	assert_in_range(at, 0, DEEDS - 1);
	snprintf(told[at].outcome, sizeof(told[at].outcome), "%s",
		 json_string_value(json_object_get(line, "outcome")));
	snprintf(told[at].what, sizeof(told[at].what), "%s",
		 json_string_value(json_object_get(line, "what")));
	told[at].twin = json_is_true(json_object_get(line, "twin"));
	json_decref(line);
	return 0;
}

static void expect(const struct told *told, int which, const char *outcome, const char *what)
{
	if (strcmp(told[which].outcome, outcome) || !strstr(told[which].what, what))
		fail_msg("deed %d: %s (%s), expected %s (%s)", which, told[which].outcome,
			 told[which].what, outcome, what);
	assert_true(told[which].twin);
}

static void check(const char *library)
{
	static struct told told[DEEDS];
	json_t *job = json_object();

	memset(told, 0, sizeof(told));
	assert_true(run_beside(library, "inside", job, on_line, told));
	json_decref(job);
	expect(told, WATCHED_NOTHING, "error", "");
	expect(told, WATCHED_BETWEEN, "trap", "write of 1 byte");
	expect(told, WATCHED_BEHIND, "trap", "write of 1 byte");
	expect(told, WATCHED_BEFORE, "trap", "write of 1 byte");
	expect(told, WATCHED_STATE, "trap", "read of 1 byte");
	expect(told, WATCHED_GIVEN, "trap", "read of 1 byte");
	expect(told, WATCHED_COPY, "trap", "read of 105 bytes");
	expect(told, WATCHED_NULL, "crash", "");
	expect(told, WATCHED_TRAP, "trap", "");
	expect(told, OWN_COPY, "error", "");
}

static void test_a_byte_too_many(void **state)
{
	const struct variant *v = needy_variant(&registry);
	char library[PATH_MAX];
	int found = 0;

	(void)state;
	for (const char *const *t = registry_toolchains; v && *t; t++)
		if (has_library(&registry, v, *t, library)) {
			check(library);
			found++;
		}
	if (!found)
		skip();
}

/* One input fault of a workload, played by this program (main() answers "play"). */
static void test_faults_are_played_apart(void **state)
{
	struct cell_id id = { "ring", NULL, "gcc", "kernel", "aligned" };
	struct apart_play plays[2] = { { .workload = "ring", .fault = "drain-one-too-many" },
				       { .workload = "ring", .fault = "no-such-fault" } };
	struct memtax_error err = { "" };
	const struct variant *needy = needy_variant(&registry);
	char path[PATH_MAX];

	(void)state;
	if (!needy)
		skip();
	id.variant = needy->name;
	if (registry_cell_state(&registry, &id, &err) != CELL_OK)
		skip();
	registry_cell_path(&registry, &id, "so", path);
	plays[0].cell = plays[1].cell = path;
	assert_int_equal(runtime_library(&registry, needy->runtime, "gcc", plays[0].library, &err),
			 0);
	if (apart_run(plays, 2, &err)) /* the second has no library: not played */
		fail_msg("%s", err.text);
	assert_true(plays[0].told);
	assert_false(plays[1].told);
	assert_int_equal(plays[0].trial.outcome, OUTCOME_TRAP);
	assert_true(plays[0].trial.twin_accepted);
	assert_non_null(strstr(plays[0].trial.what, "write of"));
	/* What cannot be played is an error, not an outcome. */
	strcpy(plays[1].library, plays[0].library);
	assert_int_equal(apart_run(plays, 2, &err), -1);
	assert_non_null(strstr(err.text, "no such fault"));
}

static void test_nothing_without_a_library(void **state)
{
	(void)state;
	if (watcher_here()) /* a sanitized build */
		skip();
	assert_int_equal(watcher_room(), 0);
	watcher_forbid(&registry, sizeof(registry));
	watcher_on_report(NULL);
	watcher_silence();
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_byte_too_many),
		cmocka_unit_test(test_faults_are_played_apart),
		cmocka_unit_test(test_nothing_without_a_library),
	};
	struct memtax_error err;
	int failed;

	if (argc > 1 && !strcmp(argv[1], "inside"))
		return inside();
	if (registry_open(&registry, MEMTAX_SOURCE, MEMTAX_BUILD, &err)) {
		fprintf(stderr, "watcher: %s\n", err.text);
		return 4;
	}
	if (argc > 1) /* "play" */
		failed = apart_serve(&registry, stdin, stdout);
	else
		failed = cmocka_run_group_tests_name("watcher", tests, NULL, NULL);
	registry_close(&registry);
	return failed;
}
