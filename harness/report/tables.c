// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/report/tables.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/screen.h"

enum { FOOTPRINTS = 4 };
static const char *const footprints[FOOTPRINTS] = { "l1", "l2", "llc", "dram" };

static bool same(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* Does the run have this workload's shape and entry with this footprint? */
static bool has_footprint(const json_t *run, const struct block *first, const char *footprint)
{
	const json_t *result;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i, result)
		if (same(view_text(result, "workload"), first->workload) &&
		    same(view_text(result, "shape"), first->shape) &&
		    same(view_text(result, "entry"), first->entry) &&
		    same(view_text(result, "footprint"), footprint))
			return true;
	return false;
}

static void add_footprint(struct table *t, struct notes *notes, const json_t *result,
			  const json_t *there)
{
	struct estimate delta = view_estimate(there, "delta_cycles");
	double cycles = view_estimate(json_object_get(there, "per_op"), "cycles").value;
	const char *failed = view_text(there, "failed");
	double ratio = view_estimate(there, "ratio_to_base").value;
	int decimals = figure_decimals(cycles);

	if (there && !*failed && same(view_text(result, "role"), "baseline") && isfinite(cycles))
		table_text(t, TONE_PLAIN, "%s", figure_plain(cycles, decimals).s);
	else if (there && isfinite(delta.value))
		table_text(t, TONE_PLAIN, "%s %s ×%s", figure_signed(delta.value, decimals).s,
			   figure_interval(delta.lo, delta.hi, decimals).s,
			   figure_plain(ratio, 3).s);
	else
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "%s",
				     *failed ? failed :
				     there   ? "too few quiet rounds for a figure" :
					       "not measured in this run").s);
}

struct table *table_footprints(const json_t *run, const struct block *first, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "toolchain", ALIGN_LEFT);
	table_column(t, "profile", ALIGN_LEFT);
	for (size_t f = 0; f < FOOTPRINTS; f++)
		if (has_footprint(run, first, footprints[f]))
			table_column(t, footprints[f], ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "results"), i, result) {
		if (!same(view_text(result, "workload"), first->workload) ||
		    !same(view_text(result, "shape"), first->shape) ||
		    !same(view_text(result, "entry"), first->entry) ||
		    !same(view_text(result, "footprint"), first->footprint))
			continue;
		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
		table_text(t, TONE_PLAIN, "%s",
			   view_toolchain(run, view_text(result, "toolchain")).s);
		table_text(t, TONE_PLAIN, "%s", view_text(result, "profile"));
		for (size_t f = 0; f < FOOTPRINTS; f++)
			if (has_footprint(run, first, footprints[f]))
				add_footprint(t, notes, result,
					      view_sibling(run, result, first->entry,
							   footprints[f]));
	}
	return t;
}

/* Event names of this block's rows, in the order in which they turn up. */
static json_t *block_events(const json_t *run, const struct block *block)
{
	json_t *events = json_object();
	const json_t *result;
	const char *event;
	json_t *value;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i, result) {
		if (!block_has(block, result))
			continue;
		json_object_foreach(json_object_get(result, "per_op"), event, value)
			if (!same(event, "ns") && !same(event, "cycles"))
				json_object_set_new(events, event, json_null());
	}
	return events;
}

struct table *table_counters(const json_t *run, const struct block *block)
{
	struct table *t = table_new();
	json_t *events = block_events(run, block);
	const json_t *result;
	const char *event;
	json_t *value;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "ns", ALIGN_RIGHT);
	table_column(t, "cycles", ALIGN_RIGHT);
	json_object_foreach(events, event, value)
		table_column(t, event, ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "results"), i, result) {
		const json_t *per_op = json_object_get(result, "per_op");

		if (!block_has(block, result) || *view_text(result, "failed"))
			continue;
		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
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

struct table *table_shared(const json_t *run, const struct block *block)
{
	struct table *t = table_new();
	int decimals = block_decimals(block);
	const json_t *result;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "Δ quiet", ALIGN_RIGHT);
	table_column(t, "Δ shared", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio shared", ALIGN_RIGHT);
	table_column(t, "rounds", ALIGN_RIGHT);
	table_column(t, "layouts", ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "results"), i, result) {
		const json_t *shared = json_object_get(result, "contended");
		struct estimate delta = view_estimate(shared, "delta_cycles");

		if (!block_has(block, result) || !isfinite(delta.value))
			continue;
		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
		table_text(t, TONE_PLAIN, "%s",
			   figure_signed(view_estimate(result, "delta_cycles").value, decimals).s);
		table_text(t, TONE_PLAIN, "%s", figure_signed(delta.value, decimals).s);
		table_text(t, TONE_PLAIN, "%s", figure_interval(delta.lo, delta.hi, decimals).s);
		table_text(t, TONE_PLAIN, "%s",
			   figure_plain(view_estimate(shared, "ratio_to_base").value, 3).s);
		table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(shared, "rounds"), 0).s);
		table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(shared, "layouts"), 0).s);
	}
	return t;
}

static void add_place(struct table *t, const json_t *run, const json_t *result)
{
	static const char *const keys[] = { "workload", "shape", "footprint", "entry", "profile" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		table_text(t, TONE_PLAIN, "%s", view_text(result, keys[i]));
	table_text(t, TONE_PLAIN, "%s", view_toolchain(run, view_text(result, "toolchain")).s);
}

static void add_place_columns(struct table *t)
{
	static const char *const titles[] = { "workload", "shape",   "footprint",
					      "entry",	  "profile", "toolchain" };

	for (size_t i = 0; i < sizeof(titles) / sizeof(titles[0]); i++)
		table_column(t, titles[i], ALIGN_LEFT);
}

static void add_difference(struct table *t, const json_t *result, int decimals)
{
	const json_t *delta = json_object_get(result, "delta_cycles");
	struct estimate d = view_estimate(result, "delta_cycles");
	struct estimate r = view_estimate(result, "ratio_to_base");

	table_text(t, TONE_STRONG, "%s", figure_signed(d.value, decimals).s);
	table_text(t, TONE_PLAIN, "%s", figure_interval(d.lo, d.hi, decimals).s);
	table_text(t, TONE_PLAIN, "%s", figure_plain(r.value, 3).s);
	table_text(t, TONE_PLAIN, "%s",
		   figure_range(view_number(delta, "p10"), view_number(delta, "p90"), decimals).s);
}

static void add_other(struct table *t, const json_t *run, const struct block *block,
		      const json_t *result, struct notes *notes)
{
	const char *failed = view_text(result, "failed");
	enum tone tone;
	struct line words = verdict_words(result, &tone);
	int decimals = block_decimals(block);

	table_row(t);
	add_place(t, run, result);
	table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
	if (*failed) {
		table_span(t, TONE_BAD, "failed: %s", failed);
		return;
	}
	table_text(t, TONE_PLAIN, "%s", figure_plain(block_base_cycles(block), decimals).s);
	if (!isfinite(view_estimate(result, "delta_cycles").value)) {
		table_span(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "too few quiet rounds for a figure, or no base").s);
		return;
	}
	add_difference(t, result, decimals);
	table_text(t, tone, "%s", words.s);
}

struct table *table_blocks(const json_t *run, const struct blocks *blocks, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	add_place_columns(t);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "base cycles", ALIGN_RIGHT);
	table_column(t, "Δ cycles", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "layouts 10–90 %", ALIGN_LEFT);
	table_column(t, "verdict", ALIGN_LEFT);
	for (size_t b = 0; b < blocks->n; b++)
		json_array_foreach(json_object_get(run, "results"), i, result)
			if (block_has(&blocks->block[b], result) &&
			    (result != blocks->block[b].base || *view_text(result, "failed")))
				add_other(t, run, &blocks->block[b], result, notes);
	return t;
}

struct table *table_geomeans(const json_t *run)
{
	static const char *const keys[] = { "variant", "profile", "footprint", "entry" };
	struct table *t = table_new();
	const json_t *row;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "profile", ALIGN_LEFT);
	table_column(t, "footprint", ALIGN_LEFT);
	table_column(t, "entry", ALIGN_LEFT);
	table_column(t, "toolchain", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "[these workloads]", ALIGN_LEFT);
	table_column(t, "[in general]", ALIGN_LEFT);
	table_column(t, "leaving one out", ALIGN_LEFT);
	table_column(t, "workloads", ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "summary"), i, row) {
		const json_t *mean = json_object_get(row, "geomean");
		struct estimate within = view_estimate(mean, "within");
		struct estimate between = view_estimate(mean, "between");
		double least = view_number(mean, "min_leave_one_out");
		double most = view_number(mean, "max_leave_one_out");

		table_row(t);
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			table_text(t, k ? TONE_PLAIN : TONE_STRONG, "%s", view_text(row, keys[k]));
		table_text(t, TONE_PLAIN, "%s",
			   view_toolchain(run, view_text(row, "toolchain")).s);
		table_text(t, TONE_STRONG, "%s", figure_plain(view_number(mean, "value"), 3).s);
		table_text(t, TONE_PLAIN, "%s",
			   figure_positive_interval(within.lo, within.hi, 3).s);
		table_text(t, TONE_PLAIN, "%s",
			   figure_positive_interval(between.lo, between.hi, 3).s);
		if (isfinite(least) && isfinite(most))
			table_text(t, TONE_PLAIN, "%s .. %s", figure_plain(least, 3).s,
				   figure_plain(most, 3).s);
		else
			table_text(t, TONE_FAINT, DASH);
		table_text(t, TONE_PLAIN, "%s", figure_plain(view_number(row, "workloads"), 0).s);
	}
	return t;
}

struct table *table_clones(const json_t *run, size_t *holding_zero, size_t *with_interval)
{
	struct table *t = table_new();
	const json_t *clone;
	size_t i;

	*holding_zero = 0;
	*with_interval = 0;
	add_place_columns(t);
	table_column(t, "clone of", ALIGN_LEFT);
	table_column(t, "Δ cycles", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "layouts 10–90 %", ALIGN_LEFT);
	table_column(t, "holds zero", ALIGN_LEFT);
	json_array_foreach(json_object_get(run, "controls"), i, clone) {
		struct estimate d = view_estimate(clone, "delta_cycles");
		double cycles = view_estimate(json_object_get(clone, "per_op"), "cycles").value;
		bool interval = isfinite(d.lo) && isfinite(d.hi);
		bool zero = interval && d.lo <= 0 && d.hi >= 0;

		table_row(t);
		add_place(t, run, clone);
		table_text(t, TONE_STRONG, "%s", view_text(clone, "clone_of"));
		if (*view_text(clone, "failed")) {
			table_span(t, TONE_BAD, "failed: %s", view_text(clone, "failed"));
			continue;
		}
		add_difference(t, clone, figure_decimals(cycles));
		table_text(t, zero ? TONE_PLAIN : TONE_STRONG, "%s",
			   zero	    ? "yes" :
			   interval ? "no" :
				      "no interval");
		*with_interval += interval;
		*holding_zero += zero;
	}
	return t;
}
