/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables behind the proof: what went wrong in it, what it rests on and what it asks for. */
#include "harness/report/proof.h"

#include <stdio.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/view.h"

static void add_finding(struct table *t, const json_t *run, const json_t *line, const char *what,
			const char *name)
{
	const char *toolchain = view_text(line, "toolchain");
	const char *workload = view_text(line, "workload");

	table_row(t);
	table_text(t, TONE_BAD, "%s", what);
	table_text(t, TONE_PLAIN, "%s", *workload ? workload : DASH);
	table_text(t, TONE_STRONG, "%s", view_text(line, "variant"));
	table_text(t, TONE_PLAIN, "%s %s", view_text(line, "profile"),
		   *toolchain ? view_toolchain(run, toolchain).s : view_text(line, "checker"));
	table_text(t, TONE_PLAIN, "%s", name);
}

/* Everything that is claimed is so, and whatever is not claimed is not stopped. */
static void add_broken_claim(struct table *t, const json_t *run, const json_t *line)
{
	const char *claimed = view_text(line, "claimed"), *what = view_text(line, "what");
	const char *member = view_text(line, "member");
	const char *title = *claimed ? "claim does not hold" : "not as expected";

	add_finding(t, run, line, title, view_text(line, "fault"));
	table_text(t, TONE_PLAIN, "%s%s%s%s%s; is %s%s%s", *member ? "member " : "", member,
		   *member ? ": " : "", *claimed ? "claimed: " : "claims nothing", claimed,
		   view_text(line, "outcome"), *what ? ": " : "", what);
}

static void add_proof_findings(struct table *t, const json_t *run)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		const char *twin = view_text(line, "twin");

		if (json_is_false(json_object_get(line, "holds")))
			add_broken_claim(t, run, line);
		if (!*twin || !strcmp(twin, "accepted"))
			continue;
		add_finding(t, run, line, "twin refused", view_text(line, "fault"));
		table_text(t, TONE_PLAIN, "%s", twin);
	}
}

static void add_other_findings(struct table *t, const json_t *run)
{
	const json_t *line;
	char name[64];
	size_t i;

	json_array_foreach(proof_list(run, "compile"), i, line)
	{
		const char *reason = view_text(line, "reason");

		if (!json_is_false(json_object_get(line, "holds")))
			continue;
		add_finding(t, run, line, "compile-time case", view_text(line, "case"));
		table_text(t, TONE_PLAIN, "expected: %s; is %s%s%s", view_text(line, "expected"),
			   view_text(line, "result"), *reason ? ": " : "", reason);
	}
	json_array_foreach(proof_list(run, "checks"), i, line)
	{
		if (!check_is_unproved(line))
			continue;
		snprintf(name, sizeof(name), "check %s",
			 figure_plain(view_number(line, "number"), 0).s);
		add_finding(t, run, line, "check not proved", name);
		table_text(t, TONE_PLAIN,
			   "%s:%s: no fault finds it missing, and nobody says why: %s",
			   view_text(line, "file"), figure_plain(view_number(line, "line"), 0).s,
			   view_text(line, "text"));
	}
}

static struct table *findings_table(void)
{
	struct table *t = table_new();

	table_column(t, "finding", ALIGN_LEFT);
	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "built", ALIGN_LEFT);
	table_column(t, "of", ALIGN_LEFT);
	table_column(t, "found", ALIGN_LEFT);
	return t;
}

struct table *table_findings(const json_t *run, size_t most)
{
	struct table *t = findings_table();
	size_t all;

	add_proof_findings(t, run);
	add_other_findings(t, run);
	all = table_rows(t);
	if (!most || all <= most)
		return t;
	table_cut(t, most);
	table_row(t);
	table_span(t, TONE_BAD, "and %zu more, in the report", all - most);
	return t;
}

enum { STANDS = 4 };
static const char *const stand[STANDS] = { "enforced", "checked", "convention", "" };

/* What a row's answer to a fault rests on: the first of its builds that stops it; -1: none does. */
static int stand_of(const json_t *run, const char *workload, const char *variant, const char *fault)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		if (!proof_is(line, "workload", workload) || !proof_is(line, "variant", variant) ||
		    !proof_is(line, "fault", fault) || !proof_is(line, "member", "") ||
		    proof_answer(view_text(line, "outcome")) != ANSWER_STOPPED)
			continue;
		for (int s = 0; s < STANDS; s++)
			if (proof_is(line, "tier", stand[s]))
				return s;
		return STANDS - 1;
	}
	return -1;
}

static void add_stands(struct table *t, const json_t *run, const char *workload,
		       const char *variant)
{
	json_t *faults = proof_names(run, workload, NULL, "fault");
	size_t count[STANDS] = { 0 }, all = 0, i;
	const json_t *fault;

	json_array_foreach(faults, i, fault)
	{
		int s = stand_of(run, workload, variant, json_string_value(fault));

		if (s >= 0) {
			count[s]++;
			all++;
		}
	}
	json_decref(faults);
	if (!all)
		return;
	table_row(t);
	table_text(t, TONE_PLAIN, "%s", workload);
	table_text(t, TONE_STRONG, "%s", variant);
	for (size_t s = 0; s < STANDS; s++)
		table_text(t, TONE_PLAIN, "%zu", count[s]);
}

struct table *table_stands(const json_t *run)
{
	json_t *workloads = proof_names(run, NULL, NULL, "workload");
	struct table *t = table_new();
	const json_t *workload, *variant;
	size_t i, k;

	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "enforced", ALIGN_RIGHT);
	table_column(t, "checked where annotated", ALIGN_RIGHT);
	table_column(t, "convention", ALIGN_RIGHT);
	table_column(t, "without a claim", ALIGN_RIGHT);
	json_array_foreach(workloads, i, workload)
	{
		const char *name = json_string_value(workload);
		json_t *variants = proof_names(run, name, NULL, "variant");

		json_array_foreach(variants, k, variant)
			add_stands(t, run, name, json_string_value(variant));
		json_decref(variants);
	}
	json_decref(workloads);
	return t;
}

static void add_number(struct table *t, const json_t *line, const char *key)
{
	table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(line, key), 0).s);
}

struct table *table_recall(const json_t *run)
{
	static const char *const checker[] = { "gcc", "clang-19", "check" };
	struct table *t = table_new();
	const json_t *line;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "mutation", ALIGN_LEFT);
	table_column(t, "mutants", ALIGN_RIGHT);
	table_column(t, "caught", ALIGN_RIGHT);
	for (size_t k = 0; k < sizeof(checker) / sizeof(checker[0]); k++)
		table_column(t, checker[k], ALIGN_RIGHT);
	table_column(t, "silent", ALIGN_RIGHT);
	table_column(t, "invalid", ALIGN_RIGHT);
	table_column(t, "what is done", ALIGN_LEFT);
	json_array_foreach(proof_list(run, "recall"), i, line)
	{
		const json_t *by = json_object_get(line, "by");

		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_text(line, "variant"));
		table_text(t, TONE_PLAIN, "%s", view_text(line, "workload"));
		table_text(t, TONE_PLAIN, "%s", view_text(line, "operator"));
		add_number(t, line, "mutants");
		add_number(t, line, "caught");
		for (size_t k = 0; k < sizeof(checker) / sizeof(checker[0]); k++)
			add_number(t, by, checker[k]);
		table_text(t, TONE_PLAIN, "%zu",
			   json_array_size(json_object_get(line, "survivors")));
		add_number(t, line, "invalid");
		table_text(t, TONE_PLAIN, "%s", view_text(line, "summary"));
	}
	return t;
}

struct table *table_survivors(const json_t *run)
{
	struct table *t = table_new();
	const json_t *line, *survivor;
	size_t i, k;

	table_column(t, "mutation", ALIGN_LEFT);
	table_column(t, "where", ALIGN_LEFT);
	table_column(t, "silently accepted", ALIGN_LEFT);
	json_array_foreach(proof_list(run, "recall"), i, line)
		json_array_foreach(json_object_get(line, "survivors"), k, survivor)
	{
		table_row(t);
		table_text(t, TONE_PLAIN, "%s", view_text(line, "operator"));
		table_text(t, TONE_PLAIN, "%s:%s", view_text(survivor, "file"),
			   figure_plain(view_number(survivor, "line"), 0).s);
		table_text(t, TONE_PLAIN, "%s", view_text(survivor, "text"));
	}
	return t;
}

static bool same_case(const json_t *a, const json_t *b)
{
	return proof_is(a, "variant", view_text(b, "variant")) &&
	       proof_is(a, "case", view_text(b, "case"));
}

/* What one checker said of a case in all profiles: results that agree are one word. */
static void add_result(struct table *t, const json_t *run, const json_t *first, const char *checker)
{
	bool holds = true, told = true;
	char words[256] = "";
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "compile"), i, line)
	{
		const char *result = view_text(line, "result"), *why = view_text(line, "reason");
		size_t used = strlen(words);

		if (!same_case(line, first) || !proof_is(line, "checker", checker))
			continue;
		holds &= view_true(line, "holds");
		told &= strcmp(result, "unavailable") != 0;
		if (!strstr(words, result))
			snprintf(words + used, sizeof(words) - used, "%s%.40s%s%.120s",
				 used ? " / " : "", result, *why ? ": " : "", why);
	}
	if (!*words)
		table_text(t, TONE_FAINT, "%s", DASH);
	else if (!holds)
		table_text(t, TONE_BAD, "✗ %s", words);
	else if (!told)
		table_text(t, TONE_FAINT, "? %s", words);
	else if (!strcmp(words, "silent"))
		table_text(t, TONE_FAINT, "%s", words);
	else
		table_text(t, TONE_FREE, "✓ %s", words);
}

/* Those that every run has a column for, and those that it has one for if they were asked. */
static const struct {
	const char *name;
	bool always;
} checkers[] = {
	{ "gcc", true },    { "clang-19", true }, { "clang-14", false },
	{ "rustc", false }, { "check", true },	  { "run", true },
};
enum { CHECKERS = sizeof(checkers) / sizeof(checkers[0]) };

static bool has_column(const json_t *run, size_t k)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "compile"), i, line)
	{
		if (proof_is(line, "checker", checkers[k].name))
			return true;
	}
	return checkers[k].always;
}

static void add_case(struct table *t, const json_t *run, const json_t *line)
{
	table_row(t);
	table_text(t, TONE_STRONG, "%s", view_text(line, "variant"));
	table_text(t, TONE_PLAIN, "%s", view_text(line, "case"));
	for (size_t k = 0; k < CHECKERS; k++)
		if (has_column(run, k))
			add_result(t, run, line, checkers[k].name);
	table_text(t, TONE_PLAIN, "%s", view_text(line, "summary"));
}

struct table *table_compile(const json_t *run)
{
	const json_t *lines = proof_list(run, "compile"), *line;
	struct table *t = table_new();
	size_t i, k;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "case", ALIGN_LEFT);
	for (k = 0; k < CHECKERS; k++)
		if (has_column(run, k))
			table_column(t, checkers[k].name, ALIGN_LEFT);
	table_column(t, "what it is", ALIGN_LEFT);
	json_array_foreach(lines, i, line)
	{
		for (k = 0; k < i; k++)
			if (same_case(json_array_get(lines, k), line))
				break;
		if (k == i)
			add_case(t, run, line);
	}
	return t;
}
