/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables of one workload. */
#include "harness/report/tables.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"

enum { FOOTPRINTS = 4 };
static const char *const footprints[FOOTPRINTS] = { "l1", "l2", "llc", "dram" };

static bool same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* Columns and texts that say whose row this is, within a workload. */
static void add_row_columns(struct table *t)
{
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "toolchain", ALIGN_LEFT);
	table_column(t, "profile", ALIGN_LEFT);
}

static void add_row(struct table *t, const json_t *run, const json_t *result)
{
	table_row(t);
	table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
	table_text(t, TONE_PLAIN, "%s", view_toolchain(run, view_text(result, "toolchain")).s);
	table_text(t, TONE_PLAIN, "%s", view_text(result, "profile"));
}

/* Does the run have this workload's shape and entry with this footprint? */
static bool has_footprint(const json_t *run, const struct block *first, const char *footprint)
{
	const json_t *result;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (same(view_text(result, "workload"), first->workload) &&
				       same(view_text(result, "shape"), first->shape) &&
				       same(view_text(result, "entry"), first->entry) &&
				       same(view_text(result, "footprint"), footprint)) return true;
	return false;
}

static void add_footprint(struct table *t, struct notes *notes, const json_t *run,
			  const json_t *there)
{
	struct estimate delta = view_estimate(there, "delta_cycles");
	double cycles = view_estimate(json_object_get(there, "per_op"), "cycles").value;
	const char *failed = view_text(there, "failed");
	double ratio = view_estimate(there, "ratio_to_base").value;
	int decimals = view_decimals(run, there);

	if (there && !*failed && same(view_text(there, "role"), "baseline") && isfinite(cycles))
		table_text(t, TONE_PLAIN, "%s", figure_plain(cycles, decimals).s);
	else if (there && isfinite(delta.value))
		table_text(t, TONE_PLAIN, "%s %s ×%s", figure_signed(delta.value, decimals).s,
			   figure_interval(delta.lo, delta.hi, decimals).s,
			   figure_plain(ratio, 3).s);
	else
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "%s",
				     *failed ? failed
				     : there ? "too few quiet rounds for a figure"
					     : "not measured in this run")
				   .s);
}

struct table *table_footprints(const json_t *run, const struct block *first, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	add_row_columns(t);
	for (size_t f = 0; f < FOOTPRINTS; f++)
		if (has_footprint(run, first, footprints[f]))
			table_column(t, footprints[f], ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		if (!same(view_text(result, "workload"), first->workload) ||
		    !same(view_text(result, "shape"), first->shape) ||
		    !same(view_text(result, "entry"), first->entry) ||
		    !same(view_text(result, "footprint"), first->footprint))
			continue;
		add_row(t, run, result);
		for (size_t f = 0; f < FOOTPRINTS; f++)
			if (has_footprint(run, first, footprints[f]))
				add_footprint(
					t, notes, run,
					view_sibling(run, result, first->entry, footprints[f]));
	}
	return t;
}

static bool blocks_have(const struct block *block, size_t n, const json_t *result)
{
	for (size_t i = 0; i < n; i++)
		if (block_has(&block[i], result))
			return true;
	return false;
}

/* Event names of these blocks' rows, in the order in which they turn up. */
static json_t *events_of(const json_t *run, const struct block *block, size_t n)
{
	json_t *events = json_object();
	const json_t *result;
	const char *event;
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		if (!blocks_have(block, n, result))
			continue;
		json_object_foreach(json_object_get(result, "per_op"), event,
				    value) if (!same(event, "ns") && !same(event, "cycles"))
			json_object_set_new(events, event, json_null());
	}
	return events;
}

struct table *table_counters(const json_t *run, const struct block *block, size_t n)
{
	struct table *t = table_new();
	json_t *events = events_of(run, block, n);
	const json_t *result;
	const char *event;
	json_t *value;
	size_t i;

	add_row_columns(t);
	table_column(t, "ns", ALIGN_RIGHT);
	table_column(t, "cycles", ALIGN_RIGHT);
	json_object_foreach(events, event, value) table_column(t, event, ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		const json_t *per_op = json_object_get(result, "per_op");

		if (!blocks_have(block, n, result) || !json_is_object(per_op))
			continue;
		add_row(t, run, result);
		table_text(t, TONE_PLAIN, "%s",
			   figure_significant(view_estimate(per_op, "ns").value).s);
		table_text(t, TONE_PLAIN, "%s",
			   figure_significant(view_estimate(per_op, "cycles").value).s);
		json_object_foreach(events, event, value)
			table_text(t, TONE_PLAIN, "%s",
				   figure_significant(view_estimate(per_op, event).value).s);
	}
	json_decref(events);
	return t;
}

static void add_shared(struct table *t, const json_t *result, int decimals)
{
	const json_t *shared = json_object_get(result, "contended");
	struct estimate delta = view_estimate(shared, "delta_cycles");
	double quiet = view_estimate(result, "delta_cycles").value;
	double ratio = view_estimate(shared, "ratio_to_base").value;

	table_text(t, TONE_PLAIN, "%s", figure_signed(quiet, decimals).s);
	table_text(t, TONE_STRONG, "%s", figure_signed(delta.value, decimals).s);
	table_text(t, TONE_PLAIN, "%s", figure_interval(delta.lo, delta.hi, decimals).s);
	table_text(t, TONE_PLAIN, "%s", figure_plain(ratio, 3).s);
	table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(shared, "rounds"), 0).s);
	table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(shared, "layouts"), 0).s);
}

struct table *table_shared(const json_t *run, const struct block *block, size_t n)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	add_row_columns(t);
	table_column(t, "Δ quiet", ALIGN_RIGHT);
	table_column(t, "Δ shared", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio shared", ALIGN_RIGHT);
	table_column(t, "rounds", ALIGN_RIGHT);
	table_column(t, "layouts", ALIGN_RIGHT);
	for (size_t b = 0; b < n; b++)
		json_array_foreach(json_object_get(run, "results"), i, result)
		{
			const json_t *shared = json_object_get(result, "contended");

			if (!block_has(&block[b], result) || !json_is_object(shared))
				continue;
			add_row(t, run, result);
			add_shared(t, result, block[b].decimals);
		}
	return t;
}
