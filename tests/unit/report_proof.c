/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The proof in a report: counts per class, findings first, and nothing where there is none. */
#include <math.h>
#include "harness/report/proof.h"
#include "tests/unit/report_fixture.h"

static json_t *line_of(json_t *run, const char *fault, const char *variant, const char *toolchain)
{
	json_t *line;
	size_t i;

	json_array_foreach(json_object_get(run, "proof"), i, line)
	{
		if (proof_is(line, "fault", fault) && proof_is(line, "variant", variant) &&
		    proof_is(line, "toolchain", toolchain) && proof_is(line, "member", ""))
			return line;
	}
	fail_msg("no %s of %s", fault, variant);
	return NULL;
}

static void every_outcome_is_one_answer(void **state)
{
	(void)state;
	assert_int_equal(proof_answer("error"), ANSWER_STOPPED);
	assert_int_equal(proof_answer("no-compile"), ANSWER_STOPPED);
	assert_int_equal(proof_answer("trap"), ANSWER_CONVERTED);
	assert_int_equal(proof_answer("hang"), ANSWER_BITTEN);
	assert_int_equal(proof_answer("wrong"), ANSWER_BITTEN);
	assert_int_equal(proof_answer("unavailable"), ANSWER_UNTOLD);
	assert_int_equal(proof_answer("not-reached"), ANSWER_UNTOLD);
	assert_int_equal(proof_answer("whatever"), ANSWER_UNTOLD);
}

static void counts_are_of_input_faults(void **state)
{
	const struct cell_key gcc = { "rx", "owned", "gcc", "kernel" };
	const struct cell_key clang = { "rx", "owned", "clang-19", "kernel" };
	json_t *run = load();
	struct tally t = proof_tally(run, &gcc, "spatial");

	(void)state;
	assert_string_equal(tally_words(&t).s, "2E/2"); /* the slip is not in it */
	t = proof_tally(run, &clang, "spatial");
	assert_string_equal(tally_words(&t).s, "1E1T/2");
	t = proof_tally(run, &clang, "temporal");
	assert_string_equal(tally_words(&t).s, "1C/2"); /* nor the mechanism and its member */
	assert_int_equal(t.unavailable, 1);
	assert_false(proof_attempts(run, "rx", "snapshot")); /* a slip */
	t = (struct tally){ .attempted = 4, .refused = 3, .traps = 1 };
	assert_string_equal(tally_words(&t).s, "3C1T/4");
	t = (struct tally){ .attempted = 4 };
	assert_string_equal(tally_words(&t).s, "0/4");
	assert_true(proof_trust(run, "rx", "owned") == 14);
	assert_true(isnan(proof_trust(run, "ring", "owned")));
	json_decref(run);
}

static void tiers_are_ordered(void **state)
{
	(void)state;
	assert_int_equal(proof_tier("none"), 0);
	assert_int_equal(proof_tier(""), -1);
	assert_false(proof_promises(proof_tier("point-fixes"), "spatial"));
	assert_true(proof_promises(proof_tier("spatial"), "spatial"));
	assert_false(proof_promises(proof_tier("spatial"), "temporal"));
	assert_true(proof_promises(proof_tier("temporal-run-time"), "temporal"));
	assert_false(proof_promises(proof_tier("temporal-run-time"), "init"));
	assert_true(proof_promises(proof_tier("initialisation"), "init"));
	assert_false(proof_promises(proof_tier("initialisation"), "progress"));
}

/* The rows are wide, the terminal is not: what gives way is named, what was proved stays. */
static void the_first_screen_has_the_classes(void **state)
{
	json_t *run = load();
	char *text = on_terminal(run, false);

	(void)state;
	assert_non_null(strstr(text, "spatial  temporal  init  progress  trust  verdict"));
	assert_non_null(strstr(text, "left out for width: layouts 10–90 %, text\n"));
	assert_non_null(strstr(text, "stops none"));
	free(text);
	json_object_set_new(line_of(run, "loop-on-itself", "raw", "gcc"), "outcome",
			    json_string("error"));
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "stops progress 1E/1"));
	free(text);
	json_decref(run);
}

/* All six classes and long names still fit. */
static void six_classes_fit(void **state)
{
	json_t *run = load(), *proof = json_object_get(run, "proof"), *result, *line;
	size_t i, n = json_array_size(proof);
	char *text;

	(void)state;
	for (i = 0; i < 2 * n; i++) {
		line = json_deep_copy(json_array_get(proof, i / 2));
		json_object_set_new(line, "workload", json_string("rx"));
		json_object_set_new(line, "kind", json_string("input"));
		json_object_set_new(line, "class", json_string(i % 2 ? "type" : "snapshot"));
		json_array_append_new(proof, line);
	}
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		if (proof_is(result, "variant", "owned"))
			json_object_set_new(result, "variant", json_string("owned-handle"));
	}
	text = on_terminal(run, false);
	assert_non_null(strstr(text, "ratio  spat."));
	for (const char *at = text; *at; at += strcspn(at, "\n") + 1) {
		char row[512];

		snprintf(row, sizeof(row), "%.*s", (int)strcspn(at, "\n"), at);
		assert_true(text_width(row) <= 120);
	}
	free(text);
	json_decref(run);
}

static void findings_come_first(void **state)
{
	json_t *run = load(), *check;
	char *text;
	size_t i;

	(void)state;
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "## Findings"));
	assert_true(strstr(text, "## Findings") < strstr(text, "Δ cycles"));
	assert_non_null(strstr(text, "| twin refused | ring | bounds |"));
	free(text);
	for (i = 0; i < json_array_size(json_object_get(run, "proof")); i++) {
		json_t *line = json_array_get(json_object_get(run, "proof"), i);

		json_object_set_new(line, "holds", json_true());
		json_object_set_new(line, "twin", json_string("accepted"));
	}
	json_array_foreach(json_object_get(run, "compile"), i, check)
		json_object_set_new(check, "holds", json_true());
	json_array_foreach(json_object_get(run, "checks"), i, check)
		json_object_set_new(check, "caught_by", json_string("some-fault"));
	write_report(run);
	text = written("report.md");
	assert_null(strstr(text, "## Findings"));
	free(text);
	text = on_terminal(run, false);
	assert_null(strstr(text, "findings"));
	free(text);
	json_decref(run);
}

static void builds_that_differ_are_named(void **state)
{
	json_t *run = load();
	char *text;

	(void)state;
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "| ≠ error / trap¹ |"));
	assert_non_null(strstr(text, "¹ error: gcc-12.2 kernel; trap: clang-19.1 kernel"));
	free(text);
	text = written("report.html");
	assert_non_null(strstr(text, "<td class=\"bitten\">✗ corrupt</td>"));
	assert_non_null(strstr(text, "<td class=\"converted\">△ trap</td>"));
	assert_non_null(strstr(text, "<td class=\"stopped\">✓ error</td>"));
	assert_non_null(strstr(text, "<details><summary>What goes wrong"));
	assert_non_null(strstr(text, "</ul></details>"));
	free(text);
	json_decref(run);
}

static void without_a_proof(void **state)
{
	static const char *const lists[] = { "proof", "compile", "recall", "effort", "checks" };
	json_t *run = load();
	char *text;

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		json_object_del(run, lists[i]);
	text = on_terminal(run, false);
	assert_null(strstr(text, "spatial"));
	assert_null(strstr(text, "trust"));
	assert_null(strstr(text, "stops"));
	assert_non_null(strstr(text, "Δ single  Δ shared  layouts 10–90 %    text  verdict"));
	free(text);
	write_report(run);
	text = written("report.md");
	assert_non_null(strstr(text, "This run proved nothing: `make prove` plays the faults."));
	assert_null(strstr(text, "## Effort"));
	assert_null(strstr(text, "tiers.svg"));
	free(text);
	json_decref(run);
}

/* Of `memtax prove`, which has no figures. */
static void the_matrix_alone(void **state)
{
	json_t *run = load(), *alone = json_object();
	char *text = NULL;
	size_t size;
	FILE *out;

	(void)state;
	json_object_set(alone, "proof", json_object_get(run, "proof"));
	out = open_memstream(&text, &size);
	report_proof(alone, out, false);
	assert_int_equal(fclose(out), 0);
	assert_non_null(strstr(text, "rx  input faults"));
	assert_non_null(strstr(text, "✓ error · member ✗ leak"));
	assert_null(strchr(text, '\033'));
	free(text);
	json_decref(alone);
	json_decref(run);
}

/* Lines that are none, words that nobody knows, texts that want to act. */
static void survives_odd_lines(void **state)
{
	static const char odd[] =
		"{\"proof\": [1, {}, {\"workload\": \"\\u001b[2J\", \"fault\": \"<b>|`x`\", "
		"\"variant\": \"</ul>\", \"kind\": \"input\", \"class\": \"spatial\", \"outcome\": "
		"\"<script>\", \"mechanism\": 3, \"holds\": false}], \"compile\": [{}, 7], "
		"\"recall\": [{\"survivors\": [{}, 1]}, 5], \"effort\": [[], {}], \"checks\": [{}, "
		"{\"survives\": true}, null]}";
	json_t *run = load(), *lists = json_loads(odd, 0, NULL);
	char *text;

	(void)state;
	assert_non_null(lists);
	json_object_update(run, lists);
	text = on_terminal(run, false);
	assert_null(strchr(text, '\033'));
	free(text);
	write_report(run);
	text = written("report.html");
	assert_null(strstr(text, "<script"));
	free(text);
	json_decref(lists);
	json_decref(run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_outcome_is_one_answer),
		cmocka_unit_test(counts_are_of_input_faults),
		cmocka_unit_test(tiers_are_ordered),
		cmocka_unit_test(the_first_screen_has_the_classes),
		cmocka_unit_test(six_classes_fit),
		cmocka_unit_test(findings_come_first),
		cmocka_unit_test(builds_that_differ_are_named),
		cmocka_unit_test(without_a_proof),
		cmocka_unit_test(the_matrix_alone),
		cmocka_unit_test(survives_odd_lines),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
