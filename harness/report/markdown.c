/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/banner.h"
#include "harness/report/format.h"
#include "harness/report/screen.h"
#include "harness/report/tables.h"
#include "harness/report/writer.h"

/* A report lies in results/<machine>/<run>/. */
#define DOCS "../../../docs/"

static void put_banners(const struct writer *w)
{
	struct banner banner[BANNERS_MOST];
	size_t n = banners_of(w->run, banner);

	for (size_t i = 0; i < n; i++) {
		md_text(w, "> **", banner[i].title, ":** ");
		md_text(w, "", banner[i].text, i + 1 < n ? "\n>\n" : "\n\n");
	}
	if (*w->plots->absent)
		md_text(w, "> **No plots:** ", w->plots->absent, "\n\n");
}

static void put_block_title(const struct writer *w, const struct block *block)
{
	md_text(w, "### ", block->workload, " · ");
	md_text(w, "", block->shape, " · ");
	md_text(w, "", block->footprint, " ");
	md_text(w, "", block->entry, " · ");
	md_text(w, "", block->profile, " · ");
	md_text(w, "", view_toolchain(w->run, block->toolchain).s, "");
	if (*block->runtime)
		md_text(w, " · in processes of its own, with ", block->runtime, "");
	md_put(w, "\n\n");
}

static void put_block(const struct writer *w, const struct block *block)
{
	struct screen screen = screen_build(w->run, block, 0);
	struct line stops = screen_base_stops(w->run, block);

	put_block_title(w, block);
	md_text(w, "**", screen_base(block).s, "** · ");
	md_text(w, "", view_text(w->run, "grade"), " · ");
	md_text(w, "", screen_clone(block).s, " · ");
	md_text(w, "", screen_quiet(block).s, " · ");
	md_text(w, "", screen_layouts(w->run, block).s, *stops.s ? " · stops " : "");
	md_text(w, "", stops.s, "\n\n");
	md_table(w, screen.table, screen_caption(w->run, block).s, &screen.notes);
	screen.table = NULL;
	screen_free(&screen);
}

/* How many blocks from the i-th on are of its workload. */
static size_t same_workload(const struct blocks *first, size_t i)
{
	size_t n = 1;

	while (i + n < first->n && !strcmp(first->block[i + n].workload, first->block[i].workload))
		n++;
	return n;
}

/* The plots of a workload, behind its last block. */
static void put_plots(const struct writer *w, const char *workload)
{
	for (size_t i = 0; i < w->plots->n; i++) {
		const struct plot *plot = &w->plots->plot[i];

		if (strcmp(plot->workload, workload))
			continue;
		md_text(w, "![", plot->title, "](");
		md_text(w, "", plot->name, ".svg)\n\n");
		md_text(w, "*", plot->caption, "*\n\n");
	}
}

static void put_first_screen(const struct writer *w, const struct blocks *first)
{
	size_t n;

	for (size_t i = 0; i < first->n; i += n) {
		n = same_workload(first, i);
		md_text(w, "## ", first->block[i].workload, "\n\n");
		for (size_t k = i; k < i + n; k++)
			put_block(w, &first->block[k]);
		put_plots(w, first->block[i].workload);
	}
	if (!first->n)
		md_put(w, "No launch was finished: there is no figure to show.\n\n");
}

static void put_how_to_read(const struct writer *w)
{
	md_put(w, "**Δ cycles**: cycles per operation more than the base, in the same round, by "
		  "the same toolchain (a row of another language: than the base by the C compiler "
		  "nearest to it). **[95 %]**: Student t over layouts, never over one binary's "
		  "repetitions. "
		  "**Δ single**: one operation per out-of-line call. **Δ shared**: with the other "
		  "thread "
		  "of the core busy. **layouts 10–90 %**: how far other code placements move it. "
		  "**text**: bytes of code beside the base. **clone**: the base's own object, "
		  "timed as "
		  "if it were another row; what lies inside its interval is noise.\n\n");
	md_proof_legend(w);
}

/* For a table of a workload that says toolchain and profile itself. */
static void put_workload_title(const struct writer *w, const struct block *block)
{
	md_text(w, "### ", block->workload, " · ");
	md_text(w, "", block->shape, " · ");
	md_text(w, "", block->entry, "\n\n");
}

static void put_footprints(const struct writer *w, const struct blocks *first)
{
	if (first->n)
		md_put(w, "## Cost by footprint\n\nThe base in cycles per operation; the others as "
			  "difference, interval and ratio.\n\n");
	for (size_t i = 0; i < first->n; i += same_workload(first, i)) {
		struct notes notes = { 0 };

		put_workload_title(w, &first->block[i]);
		md_table(w, table_footprints(w->run, &first->block[i], &notes),
			 run_caption(w->run).s, &notes);
	}
}

static void put_counters(const struct writer *w, const struct blocks *first)
{
	const json_t *counters = json_object_get(w->run, "counters");
	const char *reason = view_text(counters, "reason");
	size_t n;

	md_put(w, "## Counters per operation\n\n");
	if (view_true(counters, "available"))
		md_put(w, "Each is read over the whole timed call and divided by its operations. A "
			  "group that was not always on the PMU is void; nothing is rescaled.\n\n");
	else
		md_text(w, "No hardware counters: ", *reason ? reason : "no reason was recorded",
			". Time and cycles come from the clock.\n\n");
	for (size_t i = 0; i < first->n; i += n) {
		n = same_workload(first, i);
		put_workload_title(w, &first->block[i]);
		md_table(w, table_counters(w->run, &first->block[i], n), run_caption(w->run).s,
			 NULL);
	}
	md_table(w, table_missing_counters(w->run), run_caption(w->run).s, NULL);
}

static void put_shared(const struct writer *w, const struct blocks *first)
{
	bool titled = false;
	size_t n;

	for (size_t i = 0; i < first->n; i += n) {
		struct table *t;

		n = same_workload(first, i);
		t = table_shared(w->run, &first->block[i], n);
		if (table_rows(t) && !titled)
			md_put(w,
			       "## With the core shared\n\nRounds in which the probe saw the other "
			       "thread of the core at work, set apart whole.\n\n");
		if (table_rows(t)) {
			put_workload_title(w, &first->block[i]);
			titled = true;
		}
		md_table(w, t, run_caption(w->run).s, NULL);
	}
}

static void put_others(const struct writer *w, const struct blocks *first)
{
	struct notes notes = { 0 };
	struct blocks others;

	if (view_other_blocks(w->run, first, &others))
		return;
	if (others.n)
		md_put(w, "## Other shapes, footprints and entries\n\n");
	md_table(w, table_blocks(w->run, &others, &notes), run_caption(w->run).s, &notes);
	blocks_free(&others);
}

static void put_estimates(const struct writer *w, const struct blocks *first)
{
	struct notes notes = { 0 };
	struct table *t = table_estimates(w->run, first, &notes);

	if (table_rows(t))
		md_put(w,
		       "## Estimates side by side\n\nThe rows of the first screen by two "
		       "estimators: "
		       "the mean over layouts with Student t, and Hodges–Lehmann, which a few odd "
		       "layouts cannot pull. p is for no difference at all.\n\n");
	md_table(w, t, run_caption(w->run).s, &notes);
}

static void put_geomeans(const struct writer *w)
{
	struct notes notes = { 0 };
	struct table *t = table_geomeans(w->run, &notes);

	if (table_rows(t))
		md_put(w, "## Geometric means\n\nOver the headline shapes, one value per workload. "
			  "The "
			  "first interval speaks of these workloads, the second of workloads in "
			  "general; the last range says how much hangs on a single one.\n\n");
	md_table(w, t, run_caption(w->run).s, &notes);
}

static void put_clones(const struct writer *w)
{
	size_t zero, intervals;
	struct table *t = table_clones(w->run, &zero, &intervals);

	md_put(w, "## Clones (A/A)\n\n");
	if (table_rows(t))
		fprintf(w->out,
			"The same object linked a second time and timed as another row. Its true "
			"difference is zero: %zu of %zu intervals hold it (95 %% are expected "
			"to).\n\n",
			zero, intervals);
	else
		md_put(w, "This run timed no clone: nothing here says how wide its noise is.\n\n");
	md_table(w, t, run_caption(w->run).s, NULL);
}

static void put_about(const struct writer *w, const struct blocks *first)
{
	struct table *t = table_refusals(w->run);
	struct line line = run_caption(w->run);
	const char *caption = line.s;

	md_put(w, "## Absent and refused cells\n\n");
	if (!table_rows(t))
		md_put(w, "None: every cell that was asked for is there.\n\n");
	md_table(w, t, caption, NULL);
	md_put(w, "## Machine and run\n\n");
	md_table(w, table_machine(w->run), caption, NULL);
	md_put(w, "## Toolchains and flags\n\n");
	md_table(w, table_toolchains(w->run), caption, NULL);
	md_table(w, table_objects(w->run, first), caption, NULL);
	t = table_doctor(w->run);
	md_put(w, "## What the doctor found\n\n");
	if (!table_rows(t))
		md_put(w, "Nothing was recorded.\n\n");
	md_table(w, t, caption, NULL);
}

static void put_method(const struct writer *w)
{
	md_put(w,
	       "## Method\n\n"
	       "Each layout relinks every cell with other code placement and runs in its own "
	       "pinned "
	       "process. A round is one sample of every cell on the same input, in balanced order; "
	       "in "
	       "each round a cell is compared with the base of its own toolchain. The median over "
	       "a "
	       "layout's quiet rounds is one value; the estimate is the mean over layouts with a "
	       "Student t interval. Every sample's digest was checked against an independent "
	       "oracle.\n\n"
	       "**costs** / **saves**: the interval is clear of zero (*under 1 %*: and inside ±1 "
	       "%). "
	       "**free**: inside ±1 %, by at least 30 layouts whose 10–90 % range is too. "
	       "**inconclusive**: neither. *layout-dependent*: layouts disagree by more than 2 "
	       "%.\n\n"
	       "More: [METHOD](" DOCS "METHOD.md), [BIAS](" DOCS
	       "BIAS.md). Every number follows from "
	       "`samples.ndjson` beside this file; `run.json` holds them all.\n");
}

static void put_title(const struct writer *w)
{
	const json_t *machine = json_object_get(w->run, "machine");
	const char *virtual = view_text(machine, "virtual");

	md_put(w, "# What memory safety costs here\n\n");
	put_banners(w);
	md_text(w, "", view_text(w->run, "id"), " · ");
	md_text(w, "", view_text(machine, "cpu"), " · ");
	fprintf(w->out, "%s CPUs · ", figure_plain(view_number(machine, "cpus"), 0).s);
	md_text(w, "", *virtual ? virtual : "metal", " · ");
	md_text(w, "Linux ", view_text(machine, "kernel"), "\n\n");
}

char *markdown_report(const json_t *run, const struct plots *plots, const struct blocks *first)
{
	struct writer w = { .run = run, .plots = plots };
	char *text = NULL;
	size_t size;
	bool failed;

	w.out = open_memstream(&text, &size);
	if (!w.out)
		return NULL;
	put_title(&w);
	md_findings(&w);
	put_first_screen(&w, first);
	put_how_to_read(&w);
	md_tiers(&w);
	md_proof(&w);
	put_footprints(&w, first);
	md_across(&w, first);
	md_boundary(&w, first);
	put_counters(&w, first);
	put_shared(&w, first);
	put_others(&w, first);
	put_estimates(&w, first);
	put_geomeans(&w);
	put_clones(&w);
	put_about(&w, first);
	put_method(&w);
	failed = ferror(w.out);
	if (fclose(w.out) || failed) {
		free(text);
		return NULL;
	}
	return text;
}
