/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rounds, attempts, cells and rows count, and what follows where they do not. */
#include "tests/unit/record_lookup.h"

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

/* `wide` of every probe, whatever the fixture says of one. */
static void begin_with_all_probes(struct fixture *f, int wide)
{
	fixture_begin(f);
	for (int launch = 0; launch < FIXTURE_GROUPS * f->layouts; launch++) {
		int group = launch / f->layouts, layout = launch % f->layouts;

		fixture_launch(f, group, layout, 1);
		for (int i = 0; i < FIXTURE_ROUNDS; i++) {
			json_t *round = fixture_round(f, group, layout, 1, i, -1);
			json_t *probes = json_object_get(round, "wide");

			for (size_t k = 0; k < json_array_size(probes); k++)
				json_array_set_new(probes, k, json_integer(wide));
			fixture_append(f, round);
		}
		fixture_append(f, fixture_launch_end(f, group, layout, 1, FIXTURE_ROUNDS));
	}
	fixture_end(f);
}

/* Nothing stands out from the run's own quietest moments, and yet nothing is quiet. */
static void shared_during_the_whole_run(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	json_t *run, *row;

	(void)state;
	begin_with_all_probes(&f, 204); /* of 400: quotient 0.51 */
	run = build(&f);
	row = bounds(run);
	assert_true(is_null(row, "per_op") && is_null(row, "ratio_to_base") && is_null(row, "p"));
	assert_near(number(row, "quiet_share"), 0);
	assert_int_equal(number(row, "contended.rounds"), 18);
	assert_non_null(strstr(text(row, "failed"), "0.51 of a dependent"));
	assert_non_null(strstr(text(row, "failed"), "the core looks shared during the whole run"));
	json_decref(run);
	fixture_remove(&f);

	begin_with_all_probes(&f, 200); /* at the ceiling: not above it */
	run = build(&f);
	assert_near(number(bounds(run), "quiet_share"), 1);
	assert_near(number(bounds(run), "delta_cycles.value"), 400);
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

/* A wrong digest in one group: nothing of that cell is to be believed in another. */
static void failed_cell_has_no_figure_elsewhere(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = known_ticks };
	json_t *run, *row;

	(void)state;
	fixture_begin(&f);
	for (int launch = 0; launch < FIXTURE_GROUPS * 3; launch++) {
		if (launch != 4) {
			fixture_make_launch(&f, launch / 3, launch % 3, 1, -1);
			continue;
		}
		fixture_launch(&f, 1, 1, 1);
		fixture_append(&f, cell_failed(4, 1, BOUNDS));
		for (int round = 0; round < FIXTURE_ROUNDS; round++)
			fixture_append(&f, fixture_round(&f, 1, 1, 1, round, BOUNDS));
		fixture_append(&f, fixture_launch_end(&f, 1, 1, 1, FIXTURE_ROUNDS));
	}
	fixture_end(&f);
	run = build(&f);
	row = find(run, "results", "ring", "single", "bounds", "gcc");
	assert_string_equal(text(row, "failed"), "wrong digest (layout 1)");
	row = bounds(run);
	assert_string_equal(text(row, "failed"), "wrong digest (in headline l1 single, layout 1)");
	assert_true(is_null(row, "per_op") && is_null(row, "ratio_to_base") && is_null(row, "p") &&
		    is_null(row, "contended"));
	assert_string_equal(text(row, "verdict"), "none");
	/* other cells of the same variant or workload keep theirs */
	assert_true(is_null(find(run, "results", "rx", "batch", "bounds", "gcc"), "failed"));
	row = find(run, "results", "ring", "batch", "bounds", "clang-19");
	assert_true(is_null(row, "failed") && number(row, "layouts") == 3);
	assert_true(is_null(find(run, "results", "ring", "batch", "owned", "gcc"), "failed"));
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared_rounds_apart),
		cmocka_unit_test(too_few_quiet_rounds),
		cmocka_unit_test(shared_during_the_whole_run),
		cmocka_unit_test(superseded_attempts),
		cmocka_unit_test(partial_run),
		cmocka_unit_test(failed_cell_has_no_figure),
		cmocka_unit_test(failed_cell_has_no_figure_elsewhere),
		cmocka_unit_test(failed_base_leaves_own_figures),
		cmocka_unit_test(holm_over_the_family),
		cmocka_unit_test(resumed_run_has_no_family),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
