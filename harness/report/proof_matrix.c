/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Faults against rows. Builds of a row stand in one cell; where they differ, a note says how. */
#include "harness/report/proof.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/view.h"

enum { CELL_TEXT = 240, OUTCOMES_MOST = 10 };

/* The lines that one cell of the matrix stands for: of the row, or of its must-fail member. */
struct lines {
	const json_t *run;
	const char *workload, *fault, *variant;
	bool member;
};

/* A sign before the word, so that neither colour nor reading alone tells. */
static const char *const sign[] = {
	[ANSWER_STOPPED] = "✓",
	[ANSWER_CONVERTED] = "△",
	[ANSWER_BITTEN] = "✗",
	[ANSWER_UNTOLD] = "?",
};

static bool is_of(const struct lines *l, const json_t *line)
{
	return proof_is(line, "workload", l->workload) && proof_is(line, "fault", l->fault) &&
	       proof_is(line, "variant", l->variant) && !proof_is(line, "member", "") == l->member;
}

/* The different outcomes, in order of appearance. */
static size_t outcomes_of(const struct lines *l, const char *outcome[OUTCOMES_MOST])
{
	const json_t *line;
	size_t i, k, n = 0;

	json_array_foreach(proof_list(l->run, "proof"), i, line)
	{
		if (!is_of(l, line))
			continue;
		for (k = 0; k < n; k++)
			if (proof_is(line, "outcome", outcome[k]))
				break;
		if (k == n && n < OUTCOMES_MOST)
			outcome[n++] = view_text(line, "outcome");
	}
	return n;
}

static __attribute__((format(printf, 2, 3))) void add(char text[CELL_TEXT], const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, CELL_TEXT - used, format, args);
	va_end(args);
}

/* "error: gcc-12.2 kernel; trap: clang-19.1 kernel" */
static void add_builds(const struct lines *l, const char *outcome, char text[CELL_TEXT])
{
	const json_t *line;
	const char *between = "";
	size_t i;

	add(text, "%s%s: ", *text ? "; " : "", outcome);
	json_array_foreach(proof_list(l->run, "proof"), i, line)
	{
		if (!is_of(l, line) || !proof_is(line, "outcome", outcome))
			continue;
		add(text, "%s%s %s", between,
		    view_toolchain(l->run, view_text(line, "toolchain")).s,
		    view_text(line, "profile"));
		between = ", ";
	}
}

/* A caller's mistake is refused, but nothing in the object itself would stop it. */
static const char *bite_behind(const struct lines *l)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(l->run, "proof"), i, line)
	{
		const char *there = view_text(line, "at_run_time");

		if (is_of(l, line) && proof_is(line, "kind", "input") &&
		    proof_is(line, "outcome", "no-compile") && *there &&
		    strcmp(there, "no-compile"))
			return there;
	}
	return NULL;
}

/* The words of a cell, its tone in *tone; nothing for no lines. */
static void add_words(const struct lines *l, struct notes *notes, char text[CELL_TEXT],
		      enum tone *tone)
{
	static const enum tone tones[] = { TONE_FREE, TONE_COSTS, TONE_BAD, TONE_FAINT };
	const char *outcome[OUTCOMES_MOST], *bite;
	size_t n = outcomes_of(l, outcome);
	char builds[CELL_TEXT] = "";
	bool agree = true;

	if (!n)
		return;
	for (size_t i = 1; i < n; i++)
		agree &= proof_answer(outcome[i]) == proof_answer(outcome[0]);
	*tone = agree ? tones[proof_answer(outcome[0])] : TONE_COSTS;
	add(text, "%s ", agree ? sign[proof_answer(outcome[0])] : "≠");
	for (size_t i = 0; i < n; i++)
		add(text, "%s%s", i ? " / " : "", outcome[i]);
	for (size_t i = 0; n > 1 && i < n; i++)
		add_builds(l, outcome[i], builds);
	if (n > 1)
		add(text, "%s", notes_add(notes, "%s", builds).s);
	bite = bite_behind(l);
	if (bite)
		add(text, "%s",
		    notes_add(notes,
			      "a compile-time case refuses the caller's mistake; the object, "
			      "called like that all the same: %s",
			      bite)
			    .s);
}

static void add_cell(struct table *t, struct lines *l, struct notes *notes)
{
	char text[CELL_TEXT] = "", member[CELL_TEXT] = "";
	enum tone tone = TONE_FAINT, unused;

	l->member = false;
	add_words(l, notes, text, &tone);
	l->member = true;
	add_words(l, notes, member, &unused);
	if (*member)
		table_text(t, tone, "%s%smember %s", text, *text ? " · " : "", member);
	else if (*text)
		table_text(t, tone, "%s", text);
	else
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes,
				     "nothing to attack: the row has no such line, or was not "
				     "asked for")
				   .s);
}

static const json_t *line_of(const json_t *run, const char *workload, const char *fault)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		if (proof_is(line, "workload", workload) && proof_is(line, "fault", fault))
			return line;
	}
	return NULL;
}

static void add_fault(struct table *t, const json_t *line, const json_t *variants, struct lines *l,
		      struct notes *notes)
{
	const json_t *variant;
	double cwe = view_number(line, "cwe");
	size_t i;

	table_row(t);
	table_text(t, TONE_PLAIN, "%s", view_text(line, "class"));
	table_text(t, TONE_STRONG, "%s", l->fault);
	table_text(t, TONE_FAINT, "CWE-%s%s%s", figure_plain(cwe, 0).s,
		   *view_text(line, "cve") ? ", " : "", view_text(line, "cve"));
	json_array_foreach(variants, i, variant)
	{
		l->variant = json_string_value(variant);
		add_cell(t, l, notes);
	}
}

struct table *table_matrix(const json_t *run, const char *workload, const char *kind,
			   struct notes *notes)
{
	json_t *variants = proof_names(run, workload, kind, "variant");
	json_t *faults = proof_names(run, workload, kind, "fault");
	struct lines l = { .run = run, .workload = workload };
	struct table *t = table_new();
	const json_t *name;
	size_t i;

	table_column(t, "class", ALIGN_LEFT);
	table_column(t, kind, ALIGN_LEFT);
	table_column(t, "weakness", ALIGN_LEFT);
	json_array_foreach(variants, i, name) table_column(t, json_string_value(name), ALIGN_LEFT);
	for (size_t c = 0; c < PROOF_CLASSES; c++)
		json_array_foreach(faults, i, name)
		{
			const json_t *line = line_of(run, workload, json_string_value(name));

			l.fault = json_string_value(name);
			if (proof_is(line, "class", proof_class[c]))
				add_fault(t, line, variants, &l, notes);
		}
	json_decref(variants);
	json_decref(faults);
	return t;
}
