/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/markdown.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/banner.h"
#include "harness/report/format.h"
#include "harness/report/screen.h"
#include "harness/report/tables.h"

/* A report lies in results/<machine>/<run>/. */
#define DOCS "../../../docs/"

struct writer {
	const json_t *run;
	const struct plots *plots;
	FILE *out;
};

static void put(const struct writer *w, const char *text)
{
	fputs(text, w->out);
}

static void put_escaped(const struct writer *w, const char *before, const char *text,
			const char *after)
{
	fputs(before, w->out);
	markdown_escape(text, w->out);
	fputs(after, w->out);
}

static void put_notes(const struct writer *w, struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++) {
		put(w, note_mark(i).s);
		put_escaped(w, " ", notes->text[i], i + 1 < notes->n ? "  \n" : "\n\n");
	}
	notes_free(notes);
}

/* A table with its caption and footnotes; frees it. Nothing for a table without rows. */
static void put_table(const struct writer *w, struct table *table, const char *caption,
		      struct notes *notes)
{
	struct notes none = { 0 };

	if (table_rows(table)) {
		table_markdown(table, w->out);
		put_escaped(w, "\n*", caption, "*\n\n");
		put_notes(w, notes ? notes : &none);
	}
	table_free(table);
}

static void put_banners(const struct writer *w)
{
	struct banner banner[BANNERS_MOST];
	size_t n = banners_of(w->run, banner);

	for (size_t i = 0; i < n; i++) {
		put_escaped(w, "> **", banner[i].title, ":** ");
		put_escaped(w, "", banner[i].text, i + 1 < n ? "\n>\n" : "\n\n");
	}
	if (*w->plots->absent)
		put_escaped(w, "> **No plots:** ", w->plots->absent, "\n\n");
}

static void put_block_title(const struct writer *w, const struct block *block)
{
	put_escaped(w, "### ", block->workload, " · ");
	put_escaped(w, "", block->shape, " · ");
	put_escaped(w, "", block->footprint, " ");
	put_escaped(w, "", block->entry, " · ");
	put_escaped(w, "", block->profile, " · ");
	put_escaped(w, "", view_toolchain(w->run, block->toolchain).s, "\n\n");
}

static void put_block(const struct writer *w, const struct block *block)
{
	struct screen screen = screen_build(w->run, block);

	put_block_title(w, block);
	put_escaped(w, "**", screen_base(block).s, "** · ");
	put_escaped(w, "", view_text(w->run, "grade"), " · ");
	put_escaped(w, "", screen_clone(block).s, " · ");
	put_escaped(w, "", screen_quiet(block).s, " · ");
	put_escaped(w, "", screen_layouts(w->run, block).s, "\n\n");
	put_table(w, screen.table, screen_caption(w->run, block).s, &screen.notes);
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
		put_escaped(w, "![", plot->title, "](");
		fprintf(w->out,
			"%s.svg)\n\n*A dot for each layout, their mean with its 95 %% interval; "
			"shaded: the interval of the base's clone.*\n\n",
			plot->name);
	}
}

static void put_first_screen(const struct writer *w, const struct blocks *first)
{
	size_t n;

	for (size_t i = 0; i < first->n; i += n) {
		n = same_workload(first, i);
		put_escaped(w, "## ", first->block[i].workload, "\n\n");
		for (size_t k = i; k < i + n; k++)
			put_block(w, &first->block[k]);
		put_plots(w, first->block[i].workload);
	}
	if (!first->n)
		put(w, "No launch was finished: there is no figure to show.\n\n");
}

static void put_how_to_read(const struct writer *w)
{
	put(w,
	    "**Δ cycles**: cycles per operation more than the base, in the same round, by the same "
	    "toolchain. **[95 %]**: Student t over layouts, never over one binary's repetitions. "
	    "**Δ single**: one operation per out-of-line call. **Δ shared**: with the other thread "
	    "of the core busy. **layouts 10–90 %**: how far other code placements move it. "
	    "**text**: bytes of code beside the base. **clone**: the base's own object, timed as "
	    "if it were another row; what lies inside its interval is noise.\n\n");
}

/* For a table of a workload that says toolchain and profile itself. */
static void put_workload_title(const struct writer *w, const struct block *block)
{
	put_escaped(w, "### ", block->workload, " · ");
	put_escaped(w, "", block->shape, " · ");
	put_escaped(w, "", block->entry, "\n\n");
}

static void put_footprints(const struct writer *w, const struct blocks *first)
{
	if (first->n)
		put(w, "## Cost by footprint\n\nThe base in cycles per operation; the others as "
		       "difference, interval and ratio.\n\n");
	for (size_t i = 0; i < first->n; i += same_workload(first, i)) {
		struct notes notes = { 0 };

		put_workload_title(w, &first->block[i]);
		put_table(w, table_footprints(w->run, &first->block[i], &notes),
			  run_caption(w->run).s, &notes);
	}
}

static void put_counters(const struct writer *w, const struct blocks *first)
{
	const json_t *counters = json_object_get(w->run, "counters");
	const char *reason = view_text(counters, "reason");
	size_t n;

	put(w, "## Counters per operation\n\n");
	if (view_true(counters, "available"))
		put(w, "Each is read over the whole timed call and divided by its operations. A "
		       "group that was not always on the PMU is void; nothing is rescaled.\n\n");
	else
		put_escaped(w,
			    "No hardware counters: ", *reason ? reason : "no reason was recorded",
			    ". Time and cycles come from the clock.\n\n");
	for (size_t i = 0; i < first->n; i += n) {
		n = same_workload(first, i);
		put_workload_title(w, &first->block[i]);
		put_table(w, table_counters(w->run, &first->block[i], n), run_caption(w->run).s,
			  NULL);
	}
	put_table(w, table_missing_counters(w->run), run_caption(w->run).s, NULL);
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
			put(w, "## With the core shared\n\nRounds in which the probe saw the other "
			       "thread of the core at work, set apart whole.\n\n");
		if (table_rows(t)) {
			put_workload_title(w, &first->block[i]);
			titled = true;
		}
		put_table(w, t, run_caption(w->run).s, NULL);
	}
}

static void put_others(const struct writer *w, const struct blocks *first)
{
	struct notes notes = { 0 };
	struct blocks others;

	if (view_other_blocks(w->run, first, &others))
		return;
	if (others.n)
		put(w, "## Other shapes, footprints and entries\n\n");
	put_table(w, table_blocks(w->run, &others, &notes), run_caption(w->run).s, &notes);
	blocks_free(&others);
}

static void put_estimates(const struct writer *w, const struct blocks *first)
{
	struct notes notes = { 0 };
	struct table *t = table_estimates(w->run, first, &notes);

	if (table_rows(t))
		put(w,
		    "## Estimates side by side\n\nThe rows of the first screen by two estimators: "
		    "the mean over layouts with Student t, and Hodges–Lehmann, which a few odd "
		    "layouts cannot pull. p is for no difference at all.\n\n");
	put_table(w, t, run_caption(w->run).s, &notes);
}

static void put_geomeans(const struct writer *w)
{
	struct notes notes = { 0 };
	struct table *t = table_geomeans(w->run, &notes);

	if (table_rows(t))
		put(w,
		    "## Geometric means\n\nOver the headline shapes, one value per workload. The "
		    "first interval speaks of these workloads, the second of workloads in "
		    "general; the last range says how much hangs on a single one.\n\n");
	put_table(w, t, run_caption(w->run).s, &notes);
}

static void put_clones(const struct writer *w)
{
	size_t zero, intervals;
	struct table *t = table_clones(w->run, &zero, &intervals);

	put(w, "## Clones (A/A)\n\n");
	if (table_rows(t))
		fprintf(w->out,
			"The same object linked a second time and timed as another row. Its true "
			"difference is zero: %zu of %zu intervals hold it (95 %% are expected "
			"to).\n\n",
			zero, intervals);
	else
		put(w, "This run timed no clone: nothing here says how wide its noise is.\n\n");
	put_table(w, t, run_caption(w->run).s, NULL);
}

static void put_about(const struct writer *w, const struct blocks *first)
{
	struct table *t = table_refusals(w->run);
	struct line line = run_caption(w->run);
	const char *caption = line.s;

	put(w, "## Absent and refused cells\n\n");
	if (!table_rows(t))
		put(w, "None: every cell that was asked for is there.\n\n");
	put_table(w, t, caption, NULL);
	put(w, "## Machine and run\n\n");
	put_table(w, table_machine(w->run), caption, NULL);
	put(w, "## Toolchains and flags\n\n");
	put_table(w, table_toolchains(w->run), caption, NULL);
	put_table(w, table_objects(w->run, first), caption, NULL);
	t = table_doctor(w->run);
	put(w, "## What the doctor found\n\n");
	if (!table_rows(t))
		put(w, "Nothing was recorded.\n\n");
	put_table(w, t, caption, NULL);
}

static void put_method(const struct writer *w)
{
	put(w,
	    "## Method\n\n"
	    "Each layout relinks every cell with other code placement and runs in its own pinned "
	    "process. A round is one sample of every cell on the same input, in balanced order; in "
	    "each round a cell is compared with the base of its own toolchain. The median over a "
	    "layout's quiet rounds is one value; the estimate is the mean over layouts with a "
	    "Student t interval. Every sample's digest was checked against an independent "
	    "oracle.\n\n"
	    "**costs** / **saves**: the interval is clear of zero (*under 1 %*: and inside ±1 %). "
	    "**free**: inside ±1 %, by at least 30 layouts whose 10–90 % range is too. "
	    "**inconclusive**: neither. *layout-dependent*: layouts disagree by more than 2 %.\n\n"
	    "More: [METHOD](" DOCS "METHOD.md), [BIAS](" DOCS "BIAS.md). Every number follows from "
	    "`samples.ndjson` beside this file; `run.json` holds them all.\n");
}

static void put_title(const struct writer *w)
{
	const json_t *machine = json_object_get(w->run, "machine");
	const char *virtual = view_text(machine, "virtual");

	put(w, "# What memory safety costs here\n\n");
	put_banners(w);
	put_escaped(w, "", view_text(w->run, "id"), " · ");
	put_escaped(w, "", view_text(machine, "cpu"), " · ");
	fprintf(w->out, "%s CPUs · ", figure_plain(view_number(machine, "cpus"), 0).s);
	put_escaped(w, "", *virtual ? virtual : "metal", " · ");
	put_escaped(w, "Linux ", view_text(machine, "kernel"), "\n\n");
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
	put_first_screen(&w, first);
	put_how_to_read(&w);
	put_footprints(&w, first);
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
