/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is not there is not shown as a figure: failed cells, missing intervals, partial and empty
 * runs, documents with holes; and what is there cannot do harm: hostile texts.
 */
#include "harness/report/format.h"
#include "tests/unit/report_fixture.h"

static json_t *find(json_t *run, const char *workload, const char *variant, const char *toolchain)
{
	json_t *result;
	size_t i;

	json_array_foreach(
		json_object_get(run, "results"), i,
		result) if (!strcmp(json_string_value(json_object_get(result, "workload")),
				    workload) &&
			    !strcmp(json_string_value(json_object_get(result, "variant")),
				    variant) &&
			    !strcmp(json_string_value(json_object_get(result, "toolchain")),
				    toolchain) &&
			    !strcmp(json_string_value(json_object_get(result, "footprint")),
				    "l1")) return result;
	fail_msg("no %s %s %s", workload, variant, toolchain);
	return NULL;
}

/* That row's line on the first screen, cut out of `text`. */
static char *row_after(char *text, const char *block, const char *row)
{
	char *at = strstr(text, block);

	assert_non_null(at);
	at = strstr(at, row);
	assert_non_null(at);
	at[strcspn(at, "\n")] = '\0';
	return at;
}

static void a_failed_cell_has_its_reason_and_no_figure(void **state)
{
	json_t *run = load(), *failed = find(run, "rx", "owned", "gcc");
	char *text;

	(void)state;
	json_object_set_new(failed, "failed", json_string("digest differs in segment seven"));
	text = on_terminal(run, false);
	assert_string_equal(row_after(text, "rx  v4-tcp", "  owned"),
			    "  owned   failed: digest differs in segment seven");
	free(text);
	json_decref(run);
}

static void a_failed_base_leaves_no_figure(void **state)
{
	json_t *run = load(), *base = find(run, "rx", "raw", "gcc");
	char *text;

	(void)state;
	json_object_set_new(base, "failed", json_string("its init says ENOMEM"));
	json_object_set_new(base, "per_op", json_null());
	json_object_set_new(base, "quiet_share", json_null());
	json_object_set_new(base, "layouts", json_integer(0));
	for (size_t i = 0; i < 2; i++) {
		json_t *row = find(run, "rx", i ? "owned" : "bounds", "gcc");

		json_object_set_new(row, "delta_cycles", json_null());
		json_object_set_new(row, "ratio_to_base", json_null());
	}
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "rx  v4-tcp  l1 batch  kernel  gcc-12.2\n  raw " DASH));
	assert_non_null(strstr(text, "  raw     failed: its init says ENOMEM\n"));
	assert_non_null(strstr(text, "  bounds  no figure: there is no base to compare with\n"));
	free(text);
	json_decref(run);
}

/* One layout: a value, and dashes that say why nothing else. */
static void one_layout_has_no_interval(void **state)
{
	json_t *run = load(), *row = find(run, "rx", "bounds", "gcc");
	json_t *delta = json_object_get(row, "delta_cycles");
	char *text, *at;

	(void)state;
	json_object_set_new(delta, "lo", json_null());
	json_object_set_new(delta, "hi", json_null());
	json_object_set_new(delta, "p10", json_null());
	json_object_set_new(delta, "p90", json_null());
	json_object_set_new(row, "verdict", json_string("none"));
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "¹ no interval: it takes two layouts at least\n"));
	at = row_after(text, "rx  v4-tcp", "  bounds");
	assert_non_null(strstr(at, DASH "¹"));
	assert_non_null(strstr(at, "no verdict"));
	free(text);
	json_decref(run);
}

static void a_partial_run_says_so_first(void **state)
{
	json_t *run = load(), *plan = json_object_get(run, "plan");
	char *text;

	(void)state;
	json_object_set_new(run, "state", json_string("partial"));
	json_object_set_new(run, "finished_at", json_null());
	json_object_set_new(plan, "launches_done", json_integer(31));
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "! Partial run: 31 of 60 launches are done"));
	assert_true(strstr(text, "Partial run") < strstr(text, "Δ cycles"));
	free(text);
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "> **Partial run:** 31 of 60 launches are done"));
	assert_true(strstr(text, "Partial run") < strstr(text, "Δ cycles"));
	free(text);
	json_decref(run);
}

static void nothing_measured_yet(void **state)
{
	struct memtax_error err = { "" };
	json_t *run = load();
	char *text;

	(void)state;
	json_array_clear(json_object_get(run, "results"));
	json_array_clear(json_object_get(run, "controls"));
	json_array_clear(json_object_get(run, "summary"));
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "No launch was finished"));
	free(text);
	wipe();
	assert_int_equal(report_write(run, dir, &err), REPORT_WRITTEN);
	text = written("report.md");
	assert_non_null(strstr(text, "No launch was finished"));
	assert_non_null(strstr(text, "no A/A clone"));
	free(text);
	json_decref(run);
}

/* Whatever is missing or of another type: text comes out, nothing falls over. */
static void survives_holes(void **state)
{
	static const char *const documents[] = {
		"{}",
		"{\"results\": 7, \"plan\": [], \"machine\": null}",
		"{\"results\": [{}, 5, null, {\"workload\": 3}]}",
		"{\"results\": [{\"workload\": \"w\", \"role\": \"baseline\", \"per_op\": 1}], "
		"\"controls\": [{\"workload\": \"w\"}, []], \"refusals\": [1], \"summary\": [[]], "
		"\"doctor\": [0], \"toolchains\": [{\"flags\": {\"kernel\": 1}}], "
		"\"counters\": {\"missing\": [{}]}}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		json_t *run = json_loads(documents[i], 0, NULL);
		struct memtax_error err = { "" };

		assert_non_null(run);
		free(on_terminal(run, true));
		assert_true(report_write(run, dir, &err) >= 0);
		json_decref(run);
	}
}

static void texts_cannot_act(void **state)
{
	json_t *run = load(), *result;
	char *text;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		if (!strcmp(json_string_value(json_object_get(result, "workload")), "rx"))
			json_object_set_new(result, "workload", json_string("../../x\"`touch y`"));
		if (!strcmp(json_string_value(json_object_get(result, "variant")), "owned"))
			json_object_set_new(result, "failed",
					    json_string("\033[2J<script>|[a](javascript:b)**\n"));
	}
	text = on_terminal(run, false);
	assert_null(strchr(text, '\033'));
	free(text);
	write_report(run);
	text = written("report.html");
	assert_null(strstr(text, "<script"));
	assert_null(strstr(text, "href=\"javascript"));
	assert_non_null(strstr(text, "&lt;script&gt;|[a](javascript:b)**"));
	free(text);
	free(written("forest-------x--touch-y--kernel.svg"));
	json_decref(run);
}

static void counters_stand_beside_cycles(void **state)
{
	json_t *run = load(), *result;
	char *text;
	size_t i;

	(void)state;
	json_object_set_new(
		run, "counters",
		json_pack("{sb sn s[] s[]}", "available", 1, "reason", "sets", "missing"));
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		json_t *per_op = json_object_get(result, "per_op");

		if (json_is_object(per_op))
			json_object_set_new(
				per_op, "branch-misses",
				json_pack("{sf sf sf}", "value", 0.02131, "lo", 0.02, "hi", 0.03));
	}
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "| ns | cycles | branch-misses |"));
	assert_non_null(strstr(text, "| 0.0213 |"));
	assert_null(strstr(text, "No hardware counters"));
	free(text);
	json_decref(run);
}

/* Nothing is measured against raw by clang-14: it has no table of nothing, and is not lost. */
static void a_lone_base_has_no_table(void **state)
{
	json_t *run = load(), *lone = json_deep_copy(find(run, "rx", "raw", "clang-19"));
	char *text;

	(void)state;
	json_object_set_new(lone, "toolchain", json_string("clang-14"));
	json_array_append_new(json_object_get(run, "results"), lone);
	text = on_terminal(run, false);
	assert_null(strstr(text, "clang-14"));
	assert_non_null(strstr(text, "clang-19"));
	free(text);
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "| raw | clang-14 | kernel |"));
	free(text);
	json_decref(run);
}

/* A row that was measured beside a sanitizer is in a table of its own, which says so. */
static void a_process_of_its_own_is_apart(void **state)
{
	static const char title[] = "gcc-12.2  in processes of its own, with asan";
	json_t *run = load(), *base, *row;
	char *text;

	(void)state;
	base = json_deep_copy(find(run, "rx", "raw", "gcc"));
	row = json_deep_copy(find(run, "rx", "bounds", "gcc"));
	json_object_set_new(row, "variant", json_string("asan"));
	json_object_set_new(row, "runtime", json_string("asan"));
	json_object_set_new(base, "runtime", json_string("asan"));
	json_array_append_new(json_object_get(run, "results"), base);
	json_array_append_new(json_object_get(run, "results"), row);
	text = on_terminal(run, false);
	/* Once on the screen, below that title. */
	assert_non_null(strstr(text, title));
	assert_non_null(strstr(text, "\n  asan "));
	assert_true(strstr(text, title) < strstr(text, "\n  asan "));
	free(text);
	json_decref(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_failed_cell_has_its_reason_and_no_figure),
		cmocka_unit_test(a_failed_base_leaves_no_figure),
		cmocka_unit_test(one_layout_has_no_interval),
		cmocka_unit_test(a_partial_run_says_so_first),
		cmocka_unit_test(nothing_measured_yet),
		cmocka_unit_test(survives_holes),
		cmocka_unit_test(texts_cannot_act),
		cmocka_unit_test(counters_stand_beside_cycles),
		cmocka_unit_test(a_lone_base_has_no_table),
		cmocka_unit_test(a_process_of_its_own_is_apart),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
