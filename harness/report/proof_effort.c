/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rows ask of the programmer and leave to trust. */
#include "harness/report/proof.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/view.h"

static void add_number(struct table *t, const json_t *line, const char *key)
{
	table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(line, key), 0).s);
}

/* "gcc: -fa -fb; clang-19: -fa": of a row that is its base and flags. */
static struct note_mark flags_note(const json_t *line, struct notes *notes)
{
	json_t *flags = json_object_get(line, "flags"), *words;
	char text[1500] = "";
	const char *toolchain;
	size_t used = 0;

	json_object_foreach(flags, toolchain, words) if (used < sizeof(text)) used +=
		(size_t)snprintf(text + used, sizeof(text) - used, "%s%s: %s", used ? "; " : "",
				 toolchain, json_string_value(words));
	return notes_add(notes, "the sources are those of %s, and nothing was written: it is %s",
			 view_text(line, "base"), used ? text : "flags");
}

static void add_name(struct table *t, const json_t *line, struct notes *notes)
{
	const char *mark = "";
	struct note_mark note;

	if (*view_text(line, "base")) {
		note = flags_note(line, notes);
		mark = note.s;
	}
	table_text(t, TONE_STRONG, "%s%s", view_text(line, "variant"), mark);
}

static void add_change(struct table *t, const json_t *line, const char *key, struct notes *notes)
{
	if (isfinite(view_number(line, key)))
		add_number(t, line, key);
	else
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "another language than the baseline's: every line is "
					    "another one")
				   .s);
}

static bool any_number(const json_t *run, const char *key)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "effort"), i, line)
	{
		if (isfinite(view_number(line, key)))
			return true;
	}
	return false;
}

struct table *table_effort(const json_t *run, struct notes *notes)
{
	static const struct {
		const char *key, *title;
		bool change, optional;
	} columns[] = {
		{ "lines", "lines", false, false },
		{ "tokens", "tokens", false, false },
		{ "lines_changed", "± lines", true, false },
		{ "tokens_changed", "± tokens", true, false },
		{ "annotations", "annotations", false, false },
		{ "casts", "casts", false, false },
		{ "constructors", "constructors", false, false },
		{ "suppressions", "suppressions", false, false },
		{ "escapes", "data()", false, true },
		{ "unsafe_lines", "unsafe lines", false, false },
	};
	struct table *t = table_new();
	const json_t *line;
	size_t i;

	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
		if (!columns[k].optional || any_number(run, columns[k].key))
			table_column(t, columns[k].title, ALIGN_RIGHT);
	json_array_foreach(proof_list(run, "effort"), i, line)
	{
		table_row(t);
		table_text(t, TONE_PLAIN, "%s", view_text(line, "workload"));
		add_name(t, line, notes);
		for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++)
			if (columns[k].change)
				add_change(t, line, columns[k].key, notes);
			else if (!columns[k].optional || any_number(run, columns[k].key))
				add_number(t, line, columns[k].key);
	}
	return t;
}

struct table *table_unsafe(const json_t *run)
{
	static const char *const keys[] = { "unsafe_lines", "shell_lines", "unsafe_blocks",
					    "safety_comments" };
	static const char *const titles[] = { "unsafe lines", "in the C shell", "unsafe blocks",
					      "SAFETY comments" };
	struct table *t = table_new();
	const json_t *line;
	size_t i;

	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	for (size_t k = 0; k < sizeof(titles) / sizeof(titles[0]); k++)
		table_column(t, titles[k], ALIGN_RIGHT);
	json_array_foreach(proof_list(run, "effort"), i, line)
	{
		if (!isfinite(view_number(line, "shell_lines")))
			continue;
		table_row(t);
		table_text(t, TONE_PLAIN, "%s", view_text(line, "workload"));
		table_text(t, TONE_STRONG, "%s", view_text(line, "variant"));
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			add_number(t, line, keys[k]);
	}
	return t;
}
