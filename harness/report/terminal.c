/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first screen on a terminal. */
#include "harness/report/report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/report/banner.h"
#include "harness/report/format.h"
#include "harness/report/proof.h"
#include "harness/report/screen.h"
#include "harness/report/tables.h"

enum { WIDTH = 120, FINDINGS_MOST = 12 };

bool report_wants_colour(FILE *out)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (no_color && *no_color)
		return false;
	if (!term || !strcmp(term, "dumb"))
		return false;
	return isatty(fileno(out));
}

static void print_title(const json_t *run, FILE *out, bool colour)
{
	const json_t *machine = json_object_get(run, "machine");
	const char *virtual = view_text(machine, "virtual");
	struct line line;

	text_print(out, TONE_STRONG, colour, "memtax");
	snprintf(line.s, sizeof(line.s), "  %.120s", view_text(run, "id"));
	text_print(out, TONE_PLAIN, colour, line.s);
	snprintf(line.s, sizeof(line.s), "  %.90s, %s CPUs, %.40s, Linux %.60s",
		 view_text(machine, "cpu"), figure_plain(view_number(machine, "cpus"), 0).s,
		 *virtual ? virtual : "metal", view_text(machine, "kernel"));
	fputc('\n', out);
	text_wrap(out, TONE_FAINT, colour, line.s + 2, 0, WIDTH);
}

static void print_banners(const json_t *run, FILE *out, bool colour)
{
	struct banner banner[BANNERS_MOST];
	size_t n = banners_of(run, banner);
	char text[512];

	for (size_t i = 0; i < n; i++) {
		snprintf(text, sizeof(text), "! %s: %s", banner[i].title, banner[i].text);
		text_wrap(out, TONE_BAD, colour, text, 2, WIDTH);
	}
}

static void print_header(const json_t *run, FILE *out, bool colour, const struct block *block)
{
	struct line stops = screen_base_stops(run, block);
	char where[256], what[2048];
	size_t used;

	snprintf(where, sizeof(where), "  %.40s  %.20s %.20s  %.20s  %s%s%.20s", block->shape,
		 block->footprint, block->entry, block->profile,
		 view_toolchain(run, block->toolchain).s,
		 *block->runtime ? "  in processes of its own, with " : "", block->runtime);
	snprintf(what, sizeof(what), "%s    %s   %s   %s   %s%s%s", screen_base(block).s,
		 view_text(run, "grade"), screen_clone(block).s, screen_quiet(block).s,
		 screen_layouts(run, block).s, *stops.s ? "   stops " : "", stops.s);
	text_print(out, TONE_STRONG, colour, block->workload);
	text_print(out, TONE_PLAIN, colour, where);
	used = text_width(block->workload) + text_width(where);
	if (used + 4 + text_width(what) > WIDTH)
		fputs("\n  ", out);
	else
		fputs("    ", out);
	text_print(out, TONE_PLAIN, colour, what);
	fputc('\n', out);
}

static void print_caption(FILE *out, bool colour, const char *caption)
{
	fputs("  ", out);
	text_wrap(out, TONE_FAINT, colour, caption, 2, WIDTH);
}

static void print_note(FILE *out, bool colour, const char *mark, const char *text)
{
	struct line line;

	snprintf(line.s, sizeof(line.s), "  %s ", mark);
	text_print(out, TONE_FAINT, colour, line.s);
	text_wrap(out, TONE_FAINT, colour, text, text_width(line.s), WIDTH);
}

static void print_notes(FILE *out, bool colour, const struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		print_note(out, colour, note_mark(i).s, notes->text[i]);
}

static void print_left_out(FILE *out, bool colour, const char *names)
{
	struct line line;

	snprintf(line.s, sizeof(line.s), "left out for width: %.160s", names);
	print_caption(out, colour, line.s);
}

static void print_block(const json_t *run, FILE *out, bool colour, const struct block *block)
{
	struct screen screen = screen_build(run, block, WIDTH);

	fputc('\n', out);
	print_header(run, out, colour, block);
	table_print(screen.table, out, WIDTH, colour);
	print_notes(out, colour, &screen.notes);
	if (*screen.left_out.s)
		print_left_out(out, colour, screen.left_out.s);
	print_caption(out, colour, screen_caption(run, block).s);
	screen_free(&screen);
}

static void print_geomeans(const json_t *run, FILE *out, bool colour)
{
	struct notes notes = { 0 };
	struct table *t = table_geomeans(run, &notes);

	if (table_rows(t)) {
		fputc('\n', out);
		text_print(out, TONE_STRONG, colour, "geometric means");
		fputs("  headline shapes, one value per workload\n", out);
		table_print(t, out, WIDTH, colour);
		print_notes(out, colour, &notes);
		print_caption(out, colour, run_caption(run).s);
	}
	table_free(t);
	notes_free(&notes);
}

static void print_legend(const json_t *run, FILE *out, bool colour)
{
	fputc('\n', out);
	text_wrap(out, TONE_FAINT, colour,
		  "Δ: cycles per operation more than the base, same round, same toolchain; [95 %]: "
		  "Student t over layouts; single: one operation per call; shared: with the other "
		  "thread of the core busy; text: bytes of code beside the base; clone: the base's "
		  "own object timed as if it were another row: what lies inside it is noise.",
		  0, WIDTH);
	if (json_array_size(proof_list(run, "proof")))
		text_wrap(out, TONE_FAINT, colour, PROOF_LEGEND, 0, WIDTH);
}

/* A title, and what a table without rows does not need. */
static void print_titled(struct table *t, FILE *out, bool colour, const char *title,
			 struct notes *notes)
{
	if (table_rows(t)) {
		fputc('\n', out);
		text_print(out, TONE_STRONG, colour, title);
		fputc('\n', out);
		table_print(t, out, WIDTH, colour);
		print_notes(out, colour, notes);
	}
	table_free(t);
	notes_free(notes);
}

static void print_broken(const json_t *run, FILE *out, bool colour)
{
	struct notes notes = { 0 };

	print_titled(table_findings(run, FINDINGS_MOST), out, colour, "findings", &notes);
}

void report_proof(const json_t *run, FILE *out, bool colour)
{
	json_t *workloads = proof_names(run, NULL, NULL, "workload");
	const json_t *workload;
	struct line title;
	size_t i;

	print_broken(run, out, colour);
	json_array_foreach(workloads, i, workload)
	{
		for (size_t k = 0; k < PROOF_KINDS; k++) {
			struct notes notes = { 0 };
			const char *name = json_string_value(workload);

			snprintf(title.s, sizeof(title.s), "%.60s  %s faults", name, proof_kind[k]);
			print_titled(table_matrix(run, name, proof_kind[k], &notes), out, colour,
				     title.s, &notes);
		}
	}
	if (json_array_size(workloads)) {
		fputc('\n', out);
		text_wrap(out, TONE_FAINT, colour, MATRIX_LEGEND, 0, WIDTH);
	}
	json_decref(workloads);
}

/* What the doctor found amiss, and why there are no counters: one line each. */
static void print_findings(const json_t *run, FILE *out, bool colour)
{
	const json_t *counters = json_object_get(run, "counters");
	const json_t *finding;
	size_t i, n = 0;
	char text[512] = "doctor:";

	json_array_foreach(json_object_get(run, "doctor"), i, finding)
	{
		size_t used = strlen(text);

		if (!strcmp(view_text(finding, "status"), "ok"))
			continue;
		snprintf(text + used, sizeof(text) - used, "%s %.40s", n ? "," : "",
			 view_text(finding, "check"));
		n++;
	}
	fputc('\n', out);
	if (n) {
		strncat(text, "; memtax doctor says what mends them",
			sizeof(text) - strlen(text) - 1);
		text_wrap(out, TONE_FAINT, colour, text, 2, WIDTH);
	}
	if (json_is_false(json_object_get(counters, "available"))) {
		snprintf(text, sizeof(text), "counters: none: %.400s",
			 view_text(counters, "reason"));
		text_wrap(out, TONE_FAINT, colour, text, 2, WIDTH);
	}
}

void report_terminal(const json_t *run, FILE *out, bool colour)
{
	struct blocks first;

	print_title(run, out, colour);
	print_banners(run, out, colour);
	print_broken(run, out, colour);
	if (view_first_blocks(run, &first)) {
		fputs("out of memory: no table\n", out);
		return;
	}
	for (size_t i = 0; i < first.n; i++)
		print_block(run, out, colour, &first.block[i]);
	if (!first.n)
		fputs("\nNo launch was finished: there is no figure to show.\n", out);
	else
		print_legend(run, out, colour);
	print_geomeans(run, out, colour);
	print_findings(run, out, colour);
	blocks_free(&first);
}
