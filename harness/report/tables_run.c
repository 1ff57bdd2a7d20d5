/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables over the whole run: a row says itself what it belongs to. */
#include "harness/report/tables.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/screen.h"

static void add_place(struct table *t, const json_t *run, const json_t *result)
{
	table_text(t, TONE_PLAIN, "%s %s", view_text(result, "workload"),
		   view_text(result, "shape"));
	table_text(t, TONE_PLAIN, "%s %s", view_text(result, "footprint"),
		   view_text(result, "entry"));
	table_text(t, TONE_PLAIN, "%s %s", view_text(result, "profile"),
		   view_toolchain(run, view_text(result, "toolchain")).s);
}

static void add_place_columns(struct table *t)
{
	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "where", ALIGN_LEFT);
	table_column(t, "built", ALIGN_LEFT);
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
	int decimals = block->decimals;

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
		json_array_foreach(json_object_get(run, "results"), i,
				   result) if (block_has(&blocks->block[b], result) &&
					       (result != blocks->block[b].base ||
						*view_text(result, "failed")))
			add_other(t, run, &blocks->block[b], result, notes);
	return t;
}

static void add_estimate(struct table *t, struct estimate e, int decimals)
{
	table_text(t, TONE_PLAIN, "%s %s", figure_signed(e.value, decimals).s,
		   isfinite(e.lo) ? figure_interval(e.lo, e.hi, decimals).s : "");
}

static void add_estimates(struct table *t, const json_t *run, const struct block *block,
			  const json_t *result, struct notes *notes)
{
	const json_t *delta = json_object_get(result, "delta_cycles");
	const json_t *rounds = json_object_get(result, "rounds");
	struct estimate ratio = view_estimate(result, "ratio_to_base");
	double holm = view_number(result, "p_holm");

	table_row(t);
	add_place(t, run, result);
	table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
	add_estimate(t, view_estimate(result, "delta_cycles"), block->decimals);
	add_estimate(t, view_estimate(delta, "hodges_lehmann"), block->decimals);
	table_text(t, TONE_PLAIN, "%s %s", figure_plain(ratio.value, 3).s,
		   isfinite(ratio.lo) ? figure_positive_interval(ratio.lo, ratio.hi, 3).s : "");
	table_text(t, TONE_PLAIN, "%s", figure_p(view_number(result, "p")).s);
	if (isfinite(holm))
		table_text(t, TONE_PLAIN, "%s", figure_p(holm).s);
	else
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "outside the headline family of this run").s);
	table_text(t, TONE_PLAIN, "%s of %s", figure_plain(view_number(rounds, "quiet"), 0).s,
		   figure_plain(view_number(rounds, "used"), 0).s);
}

struct table *table_estimates(const json_t *run, const struct blocks *blocks, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	add_place_columns(t);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "Δ mean [95 %]", ALIGN_RIGHT);
	table_column(t, "Δ Hodges–Lehmann [95 %]", ALIGN_RIGHT);
	table_column(t, "ratio [95 %]", ALIGN_RIGHT);
	table_column(t, "p", ALIGN_RIGHT);
	table_column(t, "p (Holm)", ALIGN_RIGHT);
	table_column(t, "quiet rounds", ALIGN_RIGHT);
	for (size_t b = 0; b < blocks->n; b++)
		json_array_foreach(
			json_object_get(run, "results"), i,
			result) if (block_has(&blocks->block[b], result) &&
				    json_is_object(json_object_get(result, "delta_cycles")))
			add_estimates(t, run, &blocks->block[b], result, notes);
	return t;
}

/* "[1.01 1.03]" or "1.01 .. 1.03", or a dash whose mark leads to the reason. */
static void add_ratios(struct table *t, struct notes *notes, const char *between, double lo,
		       double hi, const char *why)
{
	if (!isfinite(lo) || !isfinite(hi))
		table_text(t, TONE_FAINT, DASH "%s", notes_add(notes, "%s", why).s);
	else if (between)
		table_text(t, TONE_PLAIN, "%s%s%s", figure_plain(lo, 3).s, between,
			   figure_plain(hi, 3).s);
	else
		table_text(t, TONE_PLAIN, "%s", figure_positive_interval(lo, hi, 3).s);
}

struct table *table_geomeans(const json_t *run, struct notes *notes)
{
	struct table *t = table_new();
	const json_t *row;
	size_t i;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "where", ALIGN_LEFT);
	table_column(t, "built", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "[these workloads]", ALIGN_LEFT);
	table_column(t, "[in general]", ALIGN_LEFT);
	table_column(t, "leaving one out", ALIGN_LEFT);
	table_column(t, "workloads", ALIGN_RIGHT);
	json_array_foreach(json_object_get(run, "summary"), i, row)
	{
		const json_t *mean = json_object_get(row, "geomean");
		struct estimate within = view_estimate(mean, "within");
		struct estimate between = view_estimate(mean, "between");
		double least = view_number(mean, "min_leave_one_out");
		double most = view_number(mean, "max_leave_one_out");

		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_text(row, "variant"));
		table_text(t, TONE_PLAIN, "%s %s", view_text(row, "footprint"),
			   view_text(row, "entry"));
		table_text(t, TONE_PLAIN, "%s %s", view_text(row, "profile"),
			   view_toolchain(run, view_text(row, "toolchain")).s);
		table_text(t, TONE_STRONG, "%s", figure_plain(view_number(mean, "value"), 3).s);
		add_ratios(t, notes, NULL, within.lo, within.hi,
			   "no interval: it takes two layouts at least");
		add_ratios(t, notes, NULL, between.lo, between.hi,
			   "workloads in general: it takes two workloads at least");
		add_ratios(t, notes, " .. ", least, most,
			   "leaving one out: it takes two workloads at least");
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
	json_array_foreach(json_object_get(run, "controls"), i, clone)
	{
		struct estimate d = view_estimate(clone, "delta_cycles");
		bool interval = isfinite(d.lo) && isfinite(d.hi);
		bool zero = interval && d.lo <= 0 && d.hi >= 0;

		table_row(t);
		add_place(t, run, clone);
		table_text(t, TONE_STRONG, "%s", view_text(clone, "clone_of"));
		if (*view_text(clone, "failed")) {
			table_span(t, TONE_BAD, "failed: %s", view_text(clone, "failed"));
			continue;
		}
		add_difference(t, clone, view_decimals(run, clone));
		table_text(t, zero ? TONE_PLAIN : TONE_STRONG, "%s",
			   zero	      ? "yes"
			   : interval ? "no"
				      : "no interval");
		*with_interval += interval;
		*holding_zero += zero;
	}
	return t;
}
