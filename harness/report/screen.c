/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/screen.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"

static void add_columns(struct table *t)
{
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "Δ cycles", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	table_column(t, "Δ single", ALIGN_RIGHT);
	table_column(t, "Δ shared", ALIGN_RIGHT);
	table_column(t, "layouts 10–90 %", ALIGN_LEFT);
	table_column(t, "text", ALIGN_RIGHT);
	table_column(t, "verdict", ALIGN_LEFT);
}

/* A difference, or a dash whose mark leads to the reason. */
static void difference_or_why(struct screen *s, double value, int decimals, const char *why)
{
	if (isfinite(value))
		table_text(s->table, TONE_PLAIN, "%s", figure_signed(value, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s", notes_add(&s->notes, "%s", why).s);
}

static void add_interval(struct screen *s, struct estimate e, int decimals)
{
	if (isfinite(e.lo) && isfinite(e.hi))
		table_text(s->table, TONE_PLAIN, "%s", figure_interval(e.lo, e.hi, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "no interval: it takes two layouts at least").s);
}

static void add_single(struct screen *s, const json_t *run, const struct block *block,
		       const json_t *result, int decimals)
{
	const json_t *single = view_sibling(run, result, "single", block->footprint);
	const char *failed = view_text(single, "failed");
	const char *why = "entry single was not measured in this run";

	if (*failed)
		why = failed;
	else if (single)
		why = "entry single has too few quiet rounds for a figure";
	difference_or_why(s, view_estimate(single, "delta_cycles").value, decimals, why);
}

static void add_shared(struct screen *s, const json_t *result, int decimals)
{
	const json_t *contended = json_object_get(result, "contended");
	const char *why =
		"no figure with the core shared: the probe saw no neighbour, or too seldom";

	difference_or_why(s, view_estimate(contended, "delta_cycles").value, decimals, why);
}

static void add_layouts(struct screen *s, const json_t *result, int decimals)
{
	const json_t *delta = json_object_get(result, "delta_cycles");
	double p10 = view_number(delta, "p10"), p90 = view_number(delta, "p90");

	if (isfinite(p10) && isfinite(p90))
		table_text(s->table, TONE_PLAIN, "%s", figure_range(p10, p90, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "no range: it takes two layouts at least").s);
}

static void add_text_bytes(struct screen *s, const struct block *block, const json_t *result)
{
	double more = view_number(result, "text_bytes") - view_number(block->base, "text_bytes");

	if (isfinite(more))
		table_text(s->table, TONE_PLAIN, "%s B", figure_signed(more, 0).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "the size of .text was not recorded").s);
}

static void add_verdict(struct screen *s, const struct block *block, const json_t *result)
{
	double layouts = view_number(result, "layouts");
	enum tone tone;
	struct line words = verdict_words(result, &tone);

	/* A row with fewer layouts than its base rests on less: say so beside its verdict. */
	if (isfinite(layouts) && layouts != view_number(block->base, "layouts"))
		table_text(s->table, tone, "%s (%.0f layouts)", words.s, layouts);
	else
		table_text(s->table, tone, "%s", words.s);
}

static void add_result(struct screen *s, const json_t *run, const struct block *block,
		       const json_t *result)
{
	const char *failed = view_text(result, "failed");
	struct estimate delta = view_estimate(result, "delta_cycles");
	struct estimate ratio = view_estimate(result, "ratio_to_base");
	int decimals = block->decimals;

	table_row(s->table);
	table_text(s->table, TONE_STRONG, "%s", view_text(result, "variant"));
	if (*failed) {
		table_span(s->table, TONE_BAD, "failed: %s", failed);
		return;
	}
	if (!isfinite(delta.value)) {
		table_span(s->table, TONE_FAINT, "no figure: %s",
			   block->base && isfinite(block_base_cycles(block))
				   ? "too few quiet rounds"
				   : "there is no base to compare with");
		return;
	}
	table_text(s->table, TONE_STRONG, "%s", figure_signed(delta.value, decimals).s);
	add_interval(s, delta, decimals);
	table_text(s->table, TONE_PLAIN, "%s", figure_plain(ratio.value, 3).s);
	add_single(s, run, block, result, decimals);
	add_shared(s, result, decimals);
	add_layouts(s, result, decimals);
	add_text_bytes(s, block, result);
	add_verdict(s, block, result);
}

static bool same_or_any(const json_t *refusal, const char *key, const char *value)
{
	const char *text = view_text(refusal, key);

	return !*text || !strcmp(text, value);
}

/* A row that a reader looks for and that is not there has its reason in its place. */
static void add_refusals(struct screen *s, const json_t *run, const struct block *block)
{
	const json_t *refusal;
	size_t i;

	json_array_foreach(json_object_get(run, "refusals"), i, refusal)
	{
		if (strcmp(view_text(refusal, "workload"), block->workload) ||
		    !same_or_any(refusal, "toolchain", block->toolchain) ||
		    !same_or_any(refusal, "profile", block->profile))
			continue;
		table_row(s->table);
		table_text(s->table, TONE_STRONG, "%s", view_text(refusal, "variant"));
		table_span(s->table, TONE_FAINT, "absent: %s", view_text(refusal, "reason"));
	}
}

struct screen screen_build(const json_t *run, const struct block *block)
{
	struct screen s = { .table = table_new() };
	const char *base_failed = view_text(block->base, "failed");
	const json_t *result;
	size_t i;

	add_columns(s.table);
	if (*base_failed) {
		table_row(s.table);
		table_text(s.table, TONE_STRONG, "%s", block_base_name(block));
		table_span(s.table, TONE_BAD, "failed: %s", base_failed);
	}
	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (result != block->base && block_has(block, result))
		add_result(&s, run, block, result);
	add_refusals(&s, run, block);
	return s;
}

void screen_free(struct screen *s)
{
	table_free(s->table);
	notes_free(&s->notes);
}
