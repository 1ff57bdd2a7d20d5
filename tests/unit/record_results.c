/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a record with known ticks to known figures. */
#include "tests/unit/record_lookup.h"
#include "harness/record/document.h"

/* 0.975 quantile of Student's t with 2 degrees of freedom, from tables. */
#define T2 4.302652729911275

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
			    "owned");
	/* against its original, not against raw */
	assert_near(
		number(json_array_get(json_object_get(run, "controls"), 0), "ratio_to_base.value"),
		1);
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
	first = json_array_get(json_object_get(run, "summary"), 1);
	assert_string_equal(text(first, "variant"), "owned");
	assert_int_equal(number(first, "workloads"), 1); /* its clone is none */
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
		cmocka_unit_test(known_figures),    cmocka_unit_test(rows_in_order),
		cmocka_unit_test(counters_per_op),  cmocka_unit_test(summary_over_workloads),
		cmocka_unit_test(same_bytes_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
