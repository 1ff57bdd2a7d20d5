// SPDX-License-Identifier: GPL-2.0-or-later
/* Tables of rows that are read against each other, and of one row by its two entries. */
#include <math.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/tables.h"

static bool same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* "rust by rustc-1.95" */
static void add_built_row(struct table *t, enum tone tone, const json_t *run, const char *variant,
			  const char *toolchain)
{
	table_text(t, tone, "%s by %s", variant, view_toolchain(run, toolchain).s);
}

static bool belongs(const json_t *line, const struct block *block)
{
	return same(view_text(line, "workload"), block->workload) &&
	       same(view_text(line, "shape"), block->shape) &&
	       same(view_text(line, "footprint"), block->footprint) &&
	       same(view_text(line, "profile"), block->profile);
}

static void add_ratio(struct table *t, struct estimate e)
{
	table_text(t, TONE_STRONG, "%s", figure_plain(e.value, 3).s);
	table_text(t, TONE_PLAIN, "%s",
		   isfinite(e.lo) ? figure_positive_interval(e.lo, e.hi, 3).s : DASH);
}

static void add_cycles(struct table *t, struct estimate e, int decimals)
{
	table_text(t, TONE_PLAIN, "%s%s%s", figure_signed(e.value, decimals).s,
		   isfinite(e.lo) ? " " : "",
		   isfinite(e.lo) ? figure_interval(e.lo, e.hi, decimals).s : "");
}

struct table *table_across(const json_t *run, const struct block *first)
{
	struct table *t = table_new();
	const json_t *pair;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "read against", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "Δ cycles", ALIGN_LEFT);
	table_column(t, "layouts", ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "across"), i, pair)
	{
		if (!belongs(pair, first) || !same(view_text(pair, "entry"), first->entry))
			continue;
		table_row(t);
		add_built_row(t, TONE_STRONG, run, view_text(pair, "variant"),
			      view_text(pair, "toolchain"));
		add_built_row(t, TONE_PLAIN, run, view_text(pair, "to_variant"),
			      view_text(pair, "to_toolchain"));
		add_ratio(t, view_estimate(pair, "ratio"));
		add_cycles(t, view_estimate(pair, "delta_cycles"), first->decimals);
		table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(pair, "layouts"), 0).s);
	}
	return t;
}

static void add_interval(struct table *t, struct notes *notes, struct estimate e, const char *why)
{
	if (isfinite(e.lo) && isfinite(e.hi))
		table_text(t, TONE_PLAIN, "%s", figure_positive_interval(e.lo, e.hi, 3).s);
	else
		table_text(t, TONE_FAINT, DASH "%s", notes_add(notes, "%s", why).s);
}

struct table *table_across_summary(const json_t *run, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *row;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "read against", ALIGN_LEFT);
	table_column(t, "where", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "[these workloads]", ALIGN_LEFT);
	table_column(t, "[in general]", ALIGN_LEFT);
	table_column(t, "workloads", ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "across_summary"), i, row)
	{
		const json_t *mean = json_object_get(row, "geomean");

		table_row(t);
		add_built_row(t, TONE_STRONG, run, view_text(row, "variant"),
			      view_text(row, "toolchain"));
		add_built_row(t, TONE_PLAIN, run, view_text(row, "to_variant"),
			      view_text(row, "to_toolchain"));
		table_text(t, TONE_PLAIN, "%s %s %s", view_text(row, "footprint"),
			   view_text(row, "entry"), view_text(row, "profile"));
		table_text(t, TONE_STRONG, "%s", figure_plain(view_number(mean, "value"), 3).s);
		add_interval(t, notes, view_estimate(mean, "within"),
			     "no interval: it takes two layouts at least");
		add_interval(t, notes, view_estimate(mean, "between"),
			     "workloads in general: it takes two workloads at least");
		table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(row, "workloads"), 0).s);
	}
	return t;
}

struct table *table_boundary(const json_t *run, const struct block *first)
{
	struct table *t = table_new();
	const json_t *line;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "batch", ALIGN_RIGHT);
	table_column(t, "single", ALIGN_RIGHT);
	table_column(t, "a call costs [95 %]", ALIGN_LEFT);
	table_column(t, "more than the base's [95 %]", ALIGN_LEFT);
	json_array_foreach(json_object_get(run, "boundary"), i, line)
	{
		struct estimate more = view_estimate(line, "call_over_base");

		if (!belongs(line, first))
			continue;
		table_row(t);
		add_built_row(t, TONE_STRONG, run, view_text(line, "variant"),
			      view_text(line, "toolchain"));
		table_text(t, TONE_PLAIN, "%s",
			   figure_plain(view_estimate(line, "batch").value, first->decimals).s);
		table_text(t, TONE_PLAIN, "%s",
			   figure_plain(view_estimate(line, "single").value, first->decimals).s);
		add_cycles(t, view_estimate(line, "call"), first->decimals);
		if (isfinite(more.value))
			add_cycles(t, more, first->decimals);
		else
			table_text(t, TONE_FAINT, DASH);
	}
	return t;
}
