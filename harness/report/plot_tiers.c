/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a row costs against what it guarantees: a point per workload and row, each on a line of its
 * own among those of its tier. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/gnuplot.h"
#include "harness/report/plot.h"
#include "harness/report/proof.h"
#include "harness/report/svg.h"

/* gnuplot takes a character to be wider than most are. */
#define RIGHT_CHARACTER 0.80
/* Between tiers, in lines. */
#define TIER_GAP 0.6
/* Pixels. */
enum { LINE_PIXELS = 20, FRAME_PIXELS = 76 };

struct tiers {
	const json_t *run;
	const struct block **block; /* one of each workload */
	size_t blocks;
	json_t *variants; /* names; a row's colour is its place */
	struct gnuplot *gnuplot;
	FILE *points, *names, *rules;
	double y;
	size_t drawn, widest;
	size_t pictures; /* drawn so far */
};

/* The tier that a row promises for the workload; -1 if it says none, or was not proved. */
static int tier_of(const json_t *run, const char *workload, const char *variant)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		if (proof_is(line, "workload", workload) && proof_is(line, "variant", variant) &&
		    proof_is(line, "member", ""))
			return proof_tier(view_text(line, "guarantee"));
	}
	return -1;
}

/* Was every input fault stopped of every class that the tier promises? */
static bool keeps_promise(const json_t *run, const struct block *block, const json_t *result,
			  int tier)
{
	const struct cell_key key = { block->workload, view_text(result, "variant"),
				      view_text(result, "toolchain"), block->profile };

	for (size_t c = 0; c < PROOF_CLASSES; c++) {
		struct tally tally = proof_tally(run, &key, proof_class[c]);

		if (proof_promises(tier, proof_class[c]) &&
		    tally.errors + tally.refused < tally.attempted)
			return false;
	}
	return true;
}

static struct estimate ratio_of(const struct block *block, const json_t *result)
{
	if (result == block->base)
		return (struct estimate){ 1, NAN, NAN };
	return view_estimate(result, "ratio_to_base");
}

/* x y low high shape hollow colour "words on the right" */
static void put_point(struct tiers *t, size_t b, size_t colour, const json_t *result, int tier)
{
	const struct block *block = t->block[b];
	const char *variant = view_text(result, "variant");
	struct estimate e = ratio_of(block, result);
	bool interval = isfinite(e.lo) && isfinite(e.hi);
	char words[192];

	if (!isfinite(e.value))
		return;
	snprintf(words, sizeof(words), "%.40s %.40s  %s %s", block->workload, variant,
		 figure_plain(e.value, 3).s,
		 interval ? figure_positive_interval(e.lo, e.hi, 3).s : "");
	fprintf(t->points, "%.9g %.4f %.9g %.9g %zu %d %zu ", e.value, t->y,
		interval ? e.lo : e.value, interval ? e.hi : e.value, b,
		!keeps_promise(t->run, block, result, tier), colour);
	plot_quoted(t->points, words);
	fputc('\n', t->points);
	if (text_width(words) > t->widest)
		t->widest = text_width(words);
	t->y += 1;
	t->drawn++;
}

static void put_row(struct tiers *t, size_t colour, const char *variant, int tier)
{
	const json_t *result;
	size_t i;

	for (size_t b = 0; b < t->blocks; b++)
		json_array_foreach(json_object_get(t->run, "results"), i, result)
		{
			if (block_has(t->block[b], result) &&
			    !strcmp(view_text(result, "variant"), variant) &&
			    tier_of(t->run, t->block[b]->workload, variant) == tier)
				put_point(t, b, colour, result, tier);
		}
}

/* A tier has a line at least, that an empty one be seen to be so. */
static void put_tier(struct tiers *t, int tier)
{
	double top = t->y;
	const json_t *variant;
	size_t i;

	json_array_foreach(t->variants, i, variant) put_row(t, i, json_string_value(variant), tier);
	if (t->y == top)
		t->y += 1;
	fprintf(t->names, "1 %.4f ", (top + t->y - 1) / 2);
	plot_quoted(t->names, proof_tier_words(tier));
	fputc('\n', t->names);
	if (tier)
		fprintf(t->rules, "%.4f\n", top - 0.5 - TIER_GAP / 2);
	t->y += TIER_GAP;
}

static bool put_data(struct tiers *t)
{
	bool failed;

	t->points = gnuplot_file(t->gnuplot, "points");
	t->names = gnuplot_file(t->gnuplot, "names");
	t->rules = gnuplot_file(t->gnuplot, "rules");
	for (int tier = 0; t->points && t->names && t->rules && tier < PROOF_TIERS; tier++)
		put_tier(t, tier);
	failed = !t->points || fclose(t->points);
	failed |= !t->names || fclose(t->names);
	failed |= !t->rules || fclose(t->rules);
	return !failed && t->drawn;
}

static char *draw(struct tiers *t, const char *name, const char *title)
{
	char height[24], low[24], right[24];
	const char *arguments[] = { height, low, right, NULL };
	char *raw, *svg;

	if (!put_data(t))
		return NULL;
	snprintf(height, sizeof(height), "%.0f", FRAME_PIXELS + LINE_PIXELS * t->y);
	snprintf(low, sizeof(low), "%.4f", t->y - TIER_GAP - 0.3);
	snprintf(right, sizeof(right), "%.1f", RIGHT_CHARACTER * (double)t->widest + 1);
	raw = gnuplot_draw(t->gnuplot, "tiers.gp", arguments);
	svg = raw ? svg_dress(raw, name, title) : NULL;
	free(raw);
	return svg;
}

/*
 * Of each workload the block of this toolchain with profile `kernel`, else its first. Rows that
 * were measured apart from the others are not set beside them.
 */
static void choose_blocks(struct tiers *t, const struct blocks *first, const char *toolchain)
{
	t->blocks = 0;
	for (size_t i = 0; i < first->n; i++) {
		const struct block *block = &first->block[i];
		const struct block **last = t->blocks ? &t->block[t->blocks - 1] : NULL;

		if (strcmp(block->toolchain, toolchain) || *block->runtime)
			continue;
		if (!last || strcmp((*last)->workload, block->workload))
			t->block[t->blocks++] = block;
		else if (strcmp((*last)->profile, "kernel") && !strcmp(block->profile, "kernel"))
			*last = block;
	}
}

static void put_caption(const struct tiers *t, char *caption, size_t size)
{
	const struct block *block = t->block[0];

	snprintf(caption, size,
		 "Cost is the ratio to the base with its 95 %% interval: each workload's headline "
		 "shape, %.10s %.10s, %.10s, %.30s. Tiers are ordered: each holds what those above "
		 "it promise, and a row stands where its variant.mk puts it. A shape per workload, "
		 "a colour per row. Hollow: in that workload some input fault of the classes that "
		 "the tier promises was not stopped (a trap stops none).",
		 block->footprint, block->entry, block->profile,
		 view_toolchain(t->run, block->toolchain).s);
}

/* "tiers" of the toolchain that the run has first, "tiers-NAME" of the others. */
static void name_picture(struct plot *plot, const char *toolchain, bool first)
{
	snprintf(plot->name, sizeof(plot->name), "tiers%s%.40s", first ? "" : "-",
		 first ? "" : toolchain);
	snprintf(plot->title, sizeof(plot->title),
		 "What each row costs, as ratio to the base, against what it guarantees, in tiers");
}

static int add_picture(struct tiers *t, struct plots *plots)
{
	struct plot *plot = plots_new(plots);
	struct gnuplot gnuplot;

	if (!plot)
		return -1;
	name_picture(plot, t->block[0]->toolchain, !t->pictures);
	put_caption(t, plot->caption, sizeof(plot->caption));
	t->gnuplot = &gnuplot;
	t->y = 0;
	t->widest = t->drawn = 0;
	gnuplot_open(&gnuplot);
	plot->svg = draw(t, plot->name, plot->title);
	if (plot->svg)
		plots->n++;
	snprintf(plots->absent, sizeof(plots->absent), "%s", gnuplot.problem);
	gnuplot_close(&gnuplot);
	t->gnuplot = NULL;
	t->pictures++;
	return 0;
}

static bool is_first_of_toolchain(const struct blocks *first, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(first->block[k].toolchain, first->block[i].toolchain))
			return false;
	return true;
}

static int add_pictures(struct tiers *t, const struct blocks *first, struct plots *plots)
{
	for (size_t i = 0; i < first->n && !*plots->absent; i++) {
		if (!is_first_of_toolchain(first, i))
			continue;
		choose_blocks(t, first, first->block[i].toolchain);
		if (t->blocks && add_picture(t, plots))
			return -1;
	}
	return 0;
}

int plot_tiers(const json_t *run, const struct blocks *first, struct plots *plots)
{
	struct tiers t = { .run = run };
	int failed = -1;

	if (!json_array_size(proof_list(run, "proof")) || !first->n)
		return 0;
	t.block = calloc(first->n, sizeof(*t.block));
	t.variants = proof_names(run, NULL, NULL, "variant");
	if (t.block && t.variants)
		failed = add_pictures(&t, first, plots);
	free(t.block);
	json_decref(t.variants);
	return failed;
}
