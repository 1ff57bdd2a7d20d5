/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a record with known ticks to known figures. */
#include "tests/unit/record_fixture.h"
#include <math.h>
#include "harness/record/document.h"
#include "harness/record/results.h"
#include "harness/record/samples_read.h"

/* 0.975 quantile of Student's t with 2 degrees of freedom, from tables. */
#define T2 4.302652729911275

/* raw 1000000; bounds 1, 2, 3 % more by layout; owned 10 % more in all; by clang 2 % less. */
static int known_ticks(int group, int layout, int round, int cell)
{
	(void)round;
	switch (cell) {
	case BOUNDS:
		return 1000000 + (group == 0 ? 10000 * (layout + 1) : 50000 + layout);
	case OWNED:
		return 1100000;
	case BOUNDS_CLANG:
		return 980000 + layout;
	case RX_BOUNDS:
		return 1040000 + 100 * layout;
	default:
		return 1000000;
	}
}

static json_t *build(struct fixture *f)
{
	struct memtax_error err;
	struct samples *s = samples_read(f->dir, &err);
	json_t *run;

	if (!s)
		fail_msg("%s", err.text);
	run = results_build(s, &err);
	if (!run)
		fail_msg("%s", err.text);
	samples_free(s);
	return run;
}

static json_t *find(json_t *run, const char *list, const char *workload, const char *entry,
		    const char *variant, const char *toolchain)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(run, list), i, row)
	{
		if (!strcmp(json_string_value(json_object_get(row, "workload")), workload) &&
		    !strcmp(json_string_value(json_object_get(row, "entry")), entry) &&
		    !strcmp(json_string_value(json_object_get(row, "variant")), variant) &&
		    !strcmp(json_string_value(json_object_get(row, "toolchain")), toolchain))
			return row;
	}
	fail_msg("no %s %s %s %s in %s", workload, entry, variant, toolchain, list);
	return NULL;
}

static json_t *bounds(json_t *run)
{
	return find(run, "results", "ring", "batch", "bounds", "gcc");
}

/* The number at a path such as "per_op.cycles.value". */
static double number(const json_t *at, const char *path)
{
	char copy[96], *save, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	for (key = strtok_r(copy, ".", &save); key; key = strtok_r(NULL, ".", &save))
		at = json_object_get(at, key);
	if (!json_is_number(at))
		fail_msg("%s is no number", path);
	return json_number_value(at);
}

static void assert_near(double found, double expected)
{
	if (!(fabs(found - expected) <= 1e-6 * fabs(expected)))
		fail_msg("%.12g is not %.12g", found, expected);
}

static bool is_null(const json_t *at, const char *key)
{
	assert_non_null(json_object_get(at, key));
	return json_is_null(json_object_get(at, key));
}

static const char *text(const json_t *at, const char *key)
{
	const char *s = json_string_value(json_object_get(at, key));

	if (!s)
		fail_msg("%s is no text", key);
	return s;
}

static void known_figures(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	double logs[] = { log(1.01), log(1.02), log(1.03) };
	double mean = (logs[0] + logs[1] + logs[2]) / 3, squares = 0, half;
	json_t *run, *row;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	row = bounds(run);
	for (int i = 0; i < 3; i++)
		squares += (logs[i] - mean) * (logs[i] - mean);
	half = T2 * sqrt(squares / 2 / 3);
	assert_near(number(row, "ratio_to_base.value"), exp(mean));
	assert_near(number(row, "ratio_to_base.lo"), exp(mean - half));
	assert_near(number(row, "ratio_to_base.hi"), exp(mean + half));
	/* 10000, 20000, 30000 ticks of 2 cycles over 100 ops */
	assert_near(number(row, "delta_cycles.value"), 400);
	assert_near(number(row, "delta_cycles.lo"), 400 - T2 * 200 / sqrt(3));
	assert_near(number(row, "delta_cycles.hi"), 400 + T2 * 200 / sqrt(3));
	assert_near(number(row, "delta_cycles.hodges_lehmann.value"), 400);
	assert_near(number(row, "delta_cycles.p10"), 240);
	assert_near(number(row, "delta_cycles.p90"), 560);
	assert_int_equal(
		json_array_size(json_object_get(json_object_get(row, "ratio_to_base"), "layouts")),
		3);
	assert_near(json_number_value(json_array_get(
			    json_object_get(json_object_get(row, "ratio_to_base"), "layouts"), 1)),
		    1.02);
	/* 1 tick is 1 ns */
	assert_near(number(row, "per_op.ns.value"), 10200);
	assert_near(number(row, "per_op.cycles.value"), 20400);
	assert_int_equal(number(row, "layouts"), 3);
	assert_int_equal(number(row, "rounds.used"), 18);
	assert_near(number(row, "quiet_share"), 1);
	assert_string_equal(text(row, "base"), "raw");
	assert_string_equal(text(row, "provider"), "tsc");
	assert_true(is_null(row, "failed"));
	assert_true(is_null(row, "p_holm"));
	assert_string_equal(text(run, "state"), "complete");
	row = find(run, "results", "ring", "batch", "owned", "gcc");
	assert_near(number(row, "ratio_to_base.value"), 1.1);
	assert_near(number(row, "ratio_to_base.lo"), 1.1);
	assert_string_equal(text(row, "verdict"), "costs");
	row = find(run, "results", "ring", "batch", "bounds", "clang-19");
	assert_string_equal(text(row, "verdict"), "saves");
	row = find(run, "results", "ring", "batch", "raw", "clang-19");
	assert_true(is_null(row, "base") && is_null(row, "ratio_to_base") && is_null(row, "p"));
	assert_string_equal(text(row, "verdict"), "none");
	json_decref(run);
	fixture_remove(&f);
}

static void rows_in_order(void **state)
{
	static const char *const expected[] = { "raw gcc",	"bounds gcc",	   "owned gcc",
						"raw clang-19", "bounds clang-19", "raw gcc" };
	struct fixture f = { .layouts = 2, .ticks = known_ticks };
	json_t *run;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	for (size_t i = 0; i < sizeof(expected) / sizeof(*expected); i++) {
		json_t *row = json_array_get(json_object_get(run, "results"), i);
		char name[64];

		snprintf(name, sizeof(name), "%s %s", text(row, "variant"), text(row, "toolchain"));
		assert_string_equal(name, expected[i]);
	}
	assert_int_equal(json_array_size(json_object_get(run, "results")), 9);
	assert_int_equal(json_array_size(json_object_get(run, "controls")), 1);
	assert_string_equal(text(json_array_get(json_object_get(run, "controls"), 0), "clone_of"),
			    "raw");
	assert_near(
		number(json_array_get(json_object_get(run, "controls"), 0), "ratio_to_base.value"),
		1);
	json_decref(run);
	fixture_remove(&f);
}

/* In the last round of each launch a neighbour doubles what bounds costs. */
static int shared_ticks(int group, int layout, int round, int cell)
{
	if (cell == BOUNDS && round == FIXTURE_ROUNDS - 1)
		return 2000000;
	return known_ticks(group, layout, round, cell);
}

static int last_is_shared(int group, int layout, int round)
{
	(void)group;
	(void)layout;
	return round == FIXTURE_ROUNDS - 1 ? 131 : 100;
}

static void shared_rounds_apart(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = shared_ticks, .wide = last_is_shared };
	json_t *run, *row;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	row = bounds(run);
	assert_near(number(row, "delta_cycles.value"), 400);
	assert_near(number(row, "quiet_share"), 5.0 / 6);
	assert_int_equal(number(row, "rounds.quiet"), 15);
	/* One shared round in a layout makes no figure. */
	assert_true(is_null(row, "contended"));
	json_decref(run);
	fixture_remove(&f);
}

static int all_but_first_shared(int group, int layout, int round)
{
	(void)group;
	(void)layout;
	return round ? 200 : 100;
}

static void too_few_quiet_rounds(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks, .wide = all_but_first_shared };
	json_t *run, *row;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	row = bounds(run);
	assert_true(is_null(row, "per_op") && is_null(row, "delta_cycles") &&
		    is_null(row, "ratio_to_base") && is_null(row, "p"));
	assert_string_equal(text(row, "verdict"), "none");
	assert_non_null(strstr(text(row, "failed"), "3 of 18 were quiet"));
	assert_near(number(row, "contended.delta_cycles.value"), 400);
	assert_int_equal(number(row, "contended.rounds"), 15);
	assert_int_equal(number(row, "contended.layouts"), 3);
	assert_int_equal(json_array_size(json_object_get(run, "summary")), 0);
	json_decref(run);
	fixture_remove(&f);
}

static int absurd_ticks(int group, int layout, int round, int cell)
{
	return 7 * known_ticks(group, layout, round, cell) + cell;
}

static char *dump_results(json_t *run)
{
	return json_dumps(json_object_get(run, "results"), JSON_INDENT(1));
}

/* Killed in the middle of each launch, made again: what was there before does not count. */
static void superseded_attempts(void **state)
{
	struct fixture plain = { .layouts = 3, .ticks = known_ticks };
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	json_t *run, *expected;
	char *a, *b;

	(void)state;
	fixture_run(&plain);
	fixture_begin(&f);
	for (int launch = 0; launch < FIXTURE_GROUPS * 3; launch++) {
		f.ticks = absurd_ticks;
		fixture_launch(&f, launch / 3, launch % 3, 1);
		for (int round = 0; round < FIXTURE_ROUNDS; round++)
			fixture_append(&f, fixture_round(&f, launch / 3, launch % 3, 1, round, -1));
		f.ticks = known_ticks;
		fixture_make_launch(&f, launch / 3, launch % 3, 2, -1);
	}
	fixture_end(&f);
	expected = build(&plain);
	run = build(&f);
	a = dump_results(expected);
	b = dump_results(run);
	assert_string_equal(a, b);
	assert_string_equal(text(run, "state"), "complete");
	free(a);
	free(b);
	json_decref(run);
	json_decref(expected);
	fixture_remove(&plain);
	fixture_remove(&f);
}

static void partial_run(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	struct memtax_error err;
	struct samples *s;
	size_t ids[9];
	json_t *run;

	(void)state;
	fixture_begin(&f);
	fixture_make_launch(&f, 0, 0, 1, -1);
	fixture_make_launch(&f, 0, 2, 1, -1);
	fixture_launch(&f, 1, 0, 1);
	fixture_append(&f, fixture_round(&f, 1, 0, 1, 0, -1));
	run = build(&f);
	assert_string_equal(text(run, "state"), "partial");
	assert_true(is_null(run, "finished_at"));
	assert_int_equal(number(run, "plan.launches_done"), 2);
	assert_int_equal(number(bounds(run), "layouts"), 2);
	assert_near(number(bounds(run), "delta_cycles.value"), 400);
	assert_string_equal(text(find(run, "results", "ring", "single", "bounds", "gcc"), "failed"),
			    "no launch was finished");
	json_decref(run);

	s = samples_read(f.dir, &err);
	assert_non_null(s);
	assert_int_equal(samples_unfinished(s, ids), 7);
	assert_int_equal(ids[0], 1);
	assert_int_equal(ids[1], 3);
	assert_int_equal(samples_next_attempt(&s->launches[1]), 1);
	assert_int_equal(samples_next_attempt(&s->launches[3]), 2);
	assert_true(s->groups[0].calibrated && s->groups[0].segments == 4);
	assert_false(s->groups[1].calibrated);
	samples_free(s);
	fixture_remove(&f);
}

static json_t *cell_failed(int launch, int attempt, int cell)
{
	return json_pack("{ss si si si ss}", "t", "cell_failed", "launch", launch, "attempt",
			 attempt, "cell", cell, "reason", "wrong digest");
}

static void failed_cell_has_no_figure(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	json_t *run, *row;

	(void)state;
	fixture_begin(&f);
	/* owned crashes in layout 1: the launch fails, and is made again without it */
	fixture_make_launch(&f, 0, 0, 1, -1);
	fixture_launch(&f, 0, 1, 1);
	fixture_append(&f, cell_failed(1, 1, OWNED));
	fixture_append(&f, json_pack("{ss si si ss ss}", "t", "launch_end", "launch", 1, "attempt",
				     1, "status", "failed", "reason", "died"));
	fixture_make_launch(&f, 0, 1, 2, OWNED);
	fixture_make_launch(&f, 0, 2, 1, -1);
	run = build(&f);
	row = find(run, "results", "ring", "batch", "owned", "gcc");
	assert_string_equal(text(row, "failed"), "wrong digest (layout 1)");
	assert_true(is_null(row, "per_op") && is_null(row, "ratio_to_base") && is_null(row, "p"));
	assert_int_equal(number(row, "layouts"), 0);
	assert_near(number(bounds(run), "delta_cycles.value"), 400);
	assert_int_equal(number(bounds(run), "layouts"), 3);
	json_decref(run);
	fixture_remove(&f);
}

static void failed_base_leaves_own_figures(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = known_ticks };
	json_t *run, *row;

	(void)state;
	fixture_begin(&f);
	for (int layout = 0; layout < 2; layout++) {
		fixture_launch(&f, 1, layout, 1);
		fixture_append(&f, cell_failed(2 + layout, 1, RAW));
		for (int round = 0; round < FIXTURE_ROUNDS; round++)
			fixture_append(&f, fixture_round(&f, 1, layout, 1, round, RAW));
		fixture_append(&f, fixture_launch_end(&f, 1, layout, 1, FIXTURE_ROUNDS));
	}
	run = build(&f);
	row = find(run, "results", "ring", "single", "bounds", "gcc");
	assert_true(is_null(row, "failed") && is_null(row, "ratio_to_base"));
	assert_string_equal(text(row, "base"), "raw");
	assert_near(number(row, "per_op.ns.value"), 10500.005);
	json_decref(run);
	fixture_remove(&f);
}

/* Every discipline row differs by layout, so that p is neither 0 nor 1. */
static int family_ticks(int group, int layout, int round, int cell)
{
	static const int wobble[] = { 0, 6000, -5000, 2000 };

	(void)group;
	(void)round;
	switch (cell) {
	case BOUNDS:
		return 1030000 + wobble[layout];
	case OWNED:
		return 1008500 + wobble[layout];
	case BOUNDS_CLANG:
		return 1000500 + wobble[layout];
	case RX_BOUNDS:
		return 1060000 + wobble[layout];
	default:
		return 1000000;
	}
}

static void holm_over_the_family(void **state)
{
	struct fixture f = { .layouts = 4, .family = true, .ticks = family_ticks };
	json_t *run, *rx, *owned;
	double p;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	rx = find(run, "results", "rx", "batch", "bounds", "gcc");
	owned = find(run, "results", "ring", "batch", "owned", "gcc");
	/* Four rows: the smallest p counts four times, the next three times, ... */
	assert_near(number(rx, "p_holm"), 4 * number(rx, "p"));
	assert_near(number(bounds(run), "p_holm"), 3 * number(bounds(run), "p"));
	assert_near(number(owned, "p_holm"), 2 * number(owned, "p"));
	assert_true(is_null(find(run, "results", "ring", "single", "bounds", "gcc"), "p_holm"));
	assert_string_equal(text(rx, "verdict"), "costs");
	/* clear of zero alone, not as one of four */
	p = number(owned, "p");
	assert_true(p < 0.05 && 2 * p > 0.05);
	assert_true(number(owned, "ratio_to_base.lo") > 1);
	assert_string_equal(text(owned, "verdict"), "inconclusive");
	json_decref(run);
	fixture_remove(&f);
}

static void resumed_run_has_no_family(void **state)
{
	struct fixture f = { .layouts = 4, .family = true, .ticks = family_ticks };
	json_t *run, *owned;

	(void)state;
	fixture_begin(&f);
	for (int launch = 0; launch < FIXTURE_GROUPS * 4; launch++) {
		if (launch == 5)
			fixture_append(&f, json_pack("{ss ss si}", "t", "resume", "at",
						     "2026-11-23T18:00:00Z", "seed", 7));
		fixture_make_launch(&f, launch / 4, launch % 4, 1, -1);
	}
	fixture_end(&f);
	run = build(&f);
	owned = find(run, "results", "ring", "batch", "owned", "gcc");
	assert_string_equal(text(run, "state"), "complete");
	assert_int_equal(number(run, "resumes"), 1);
	assert_true(is_null(owned, "p_holm"));
	assert_string_equal(text(owned, "verdict"), "costs");
	json_decref(run);
	fixture_remove(&f);
}

static json_t *counters(int launch, int set, int cell, json_t *values, const char *why)
{
	json_t *line = json_pack("{ss si si si si si}", "t", "counters", "launch", launch,
				 "attempt", 1, "set", set, "cell", cell, "ops", 1000);

	if (values)
		json_object_set_new(line, "values", values);
	else
		json_object_set_new(line, "void", json_string(why));
	return line;
}

static void counters_per_op(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = known_ticks };
	json_t *run, *per_op;

	(void)state;
	fixture_begin(&f);
	for (int layout = 0; layout < 2; layout++) {
		fixture_launch(&f, 2, layout, 1);
		for (int round = 0; round < FIXTURE_ROUNDS; round++)
			fixture_append(&f, fixture_round(&f, 2, layout, 1, round, -1));
		fixture_append(&f, counters(4 + layout, 0, RX_BOUNDS,
					    json_pack("{si si}", "cycles", 5000, "instructions",
						      7000 + 1000 * layout),
					    NULL));
		if (layout)
			fixture_append(&f,
				       counters(5, 1, RX_BOUNDS, NULL, "not always on the PMU"));
		else
			fixture_append(&f, counters(4, 1, RX_BOUNDS,
						    json_pack("{si si}", "cycles", 99999,
							      "branches", 3000),
						    NULL));
		fixture_append(&f, fixture_launch_end(&f, 2, layout, 1, FIXTURE_ROUNDS));
	}
	run = build(&f);
	per_op = json_object_get(find(run, "results", "rx", "batch", "bounds", "gcc"), "per_op");
	assert_near(number(per_op, "instructions.value"), 7.5);
	assert_near(number(per_op, "pmu-cycles.value"), 5);
	assert_near(number(per_op, "branches.value"), 3);
	assert_true(is_null(json_object_get(per_op, "branches"), "lo"));
	assert_near(number(per_op, "cycles.value"), 20801);
	per_op = json_object_get(find(run, "results", "rx", "batch", "raw", "gcc"), "per_op");
	assert_null(json_object_get(per_op, "instructions"));
	json_decref(run);
	fixture_remove(&f);
}

static void summary_over_workloads(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	double ring = (log(1.01) + log(1.02) + log(1.03)) / 3;
	double rx = (log(1.04) + log(1.0401) + log(1.0402)) / 3;
	json_t *run, *first;

	(void)state;
	fixture_run(&f);
	run = build(&f);
	first = json_array_get(json_object_get(run, "summary"), 0);
	assert_string_equal(text(first, "variant"), "bounds");
	assert_string_equal(text(first, "entry"), "batch");
	assert_int_equal(number(first, "workloads"), 2);
	assert_near(number(first, "geomean.value"), exp((ring + rx) / 2));
	assert_near(number(first, "geomean.min_leave_one_out"), exp(ring));
	assert_near(number(first, "geomean.max_leave_one_out"), exp(rx));
	/* bounds and owned by gcc, bounds by clang, bounds single */
	assert_int_equal(json_array_size(json_object_get(run, "summary")), 4);
	json_decref(run);
	fixture_remove(&f);
}

static void same_bytes_again(void **state)
{
	struct fixture f = { .layouts = 3, .family = true, .ticks = family_ticks };
	struct memtax_error err;
	json_t *made, *read;
	char *first, *second;

	(void)state;
	fixture_run(&f);
	made = document_make(f.dir, &err);
	if (!made)
		fail_msg("%s", err.text);
	first = fixture_read(&f, DOCUMENT_FILE);
	read = document_read(f.dir, &err);
	if (!read)
		fail_msg("%s", err.text);
	/* In memory as on disk, so that a report is the same from either. */
	assert_true(json_equal(made, read));
	json_decref(made);
	assert_int_equal(document_write(f.dir, read, &err), 0);
	second = fixture_read(&f, DOCUMENT_FILE);
	assert_string_equal(first, second);
	free(second);
	made = document_make(f.dir, &err);
	second = fixture_read(&f, DOCUMENT_FILE);
	assert_string_equal(first, second);
	free(first);
	free(second);
	json_decref(made);
	json_decref(read);
	fixture_remove(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_figures),
		cmocka_unit_test(rows_in_order),
		cmocka_unit_test(shared_rounds_apart),
		cmocka_unit_test(too_few_quiet_rounds),
		cmocka_unit_test(superseded_attempts),
		cmocka_unit_test(partial_run),
		cmocka_unit_test(failed_cell_has_no_figure),
		cmocka_unit_test(failed_base_leaves_own_figures),
		cmocka_unit_test(holm_over_the_family),
		cmocka_unit_test(resumed_run_has_no_family),
		cmocka_unit_test(counters_per_op),
		cmocka_unit_test(summary_over_workloads),
		cmocka_unit_test(same_bytes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
