/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/plot.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/gnuplot.h"
#include "harness/report/screen.h"
#include "harness/report/svg.h"

/* In the plot's own units: a row of one toolchain is 1 high. */
#define VARIANT_GAP 0.7
#define DOTS_HALF 0.30
#define BAND_HALF 0.5
/* gnuplot takes a character to be wider than most are. */
#define RIGHT_CHARACTER 0.80
/* Pixels. */
enum { ROW_PIXELS = 22, FRAME_PIXELS = 96 };

/* The blocks of one plot, first to last, and its data files as they are written. */
struct forest {
	const json_t *run;
	const struct block *block;
	size_t n;
	struct gnuplot *gnuplot;
	FILE *rows, *dots, *bands; /* of the toolchain at hand */
	FILE *tics;
	size_t widest; /* of the words on the right */
};

void plot_quoted(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++)
		fputc(*text == '"' || *text == '\\' || (unsigned char)*text < 0x20 ? ' ' : *text,
		      out);
	fputc('"', out);
}

static void put_dots(FILE *out, const json_t *delta, double y)
{
	const json_t *layout;
	double phase = 0;
	size_t i;

	/* The golden section spreads any number of dots without a pattern and without chance. */
	json_array_foreach(json_object_get(delta, "layouts"), i, layout)
	{
		phase = fmod(phase + 0.6180339887, 1.0);
		if (json_is_number(layout))
			fprintf(out, "%.9g %.4f\n", json_number_value(layout),
				y + DOTS_HALF * (2 * phase - 1));
	}
}

static void put_row(struct forest *f, const struct block *block, const json_t *result, double y,
		    const char *words)
{
	struct estimate d = view_estimate(result, "delta_cycles");
	int decimals = block->decimals;
	struct estimate band = view_estimate(block->clone, "delta_cycles");
	bool interval = isfinite(d.lo) && isfinite(d.hi);
	char text[256];

	snprintf(text, sizeof(text), "%s %s  %.100s", figure_signed(d.value, decimals).s,
		 interval ? figure_interval(d.lo, d.hi, decimals).s : "", words);
	fprintf(f->rows, "%.9g %.4f %.9g %.9g ", d.value, y, interval ? d.lo : d.value,
		interval ? d.hi : d.value);
	plot_quoted(f->rows, text);
	if (text_width(text) > f->widest)
		f->widest = text_width(text);
	fputc('\n', f->rows);
	put_dots(f->dots, json_object_get(result, "delta_cycles"), y);
	if (isfinite(band.lo) && isfinite(band.hi))
		fprintf(f->bands, "%.9g %.4f %.9g %.9g %.4f %.4f\n", band.value, y, band.lo,
			band.hi, y - BAND_HALF, y + BAND_HALF);
}

static bool drawable(const json_t *result)
{
	return isfinite(view_estimate(result, "delta_cycles").value);
}

/* A row's name in the plot: that of its variant, or whose clone it is. */
static struct name row_name(const json_t *result)
{
	const char *clone_of = view_text(result, "clone_of");
	struct name name;

	if (*clone_of)
		snprintf(name.s, sizeof(name.s), "%.40s (clone)", clone_of);
	else
		snprintf(name.s, sizeof(name.s), "%.60s", view_text(result, "variant"));
	return name;
}

/* This block's row of that name: the base's clone, or a result. */
static const json_t *row_of(const struct forest *f, const struct block *block, const char *name)
{
	const json_t *result;
	size_t i;

	if (block->clone && drawable(block->clone) && !strcmp(row_name(block->clone).s, name))
		return block->clone;
	json_array_foreach(json_object_get(f->run, "results"), i,
			   result) if (block_has(block, result) && drawable(result) &&
				       !strcmp(row_name(result).s, name)) return result;
	return NULL;
}

/* The names of all rows, the clone first: an object whose keys keep their order. */
static json_t *row_names(const struct forest *f)
{
	json_t *names = json_object();
	const json_t *result;
	size_t i;

	for (size_t b = 0; b < f->n; b++)
		if (f->block[b].clone && drawable(f->block[b].clone))
			json_object_set_new(names, row_name(f->block[b].clone).s, json_null());
	for (size_t b = 0; b < f->n; b++)
		json_array_foreach(json_object_get(f->run, "results"), i,
				   result) if (block_has(&f->block[b], result) && drawable(result))
			json_object_set_new(names, row_name(result).s, json_null());
	return names;
}

/* Where rows of a name begin, from the top: variants stand apart, toolchains together. */
static double name_top(const struct forest *f, size_t index)
{
	return (double)index * ((double)f->n + VARIANT_GAP);
}

static bool open_files(struct forest *f, size_t b)
{
	char name[32];

	snprintf(name, sizeof(name), "rows%zu", b + 1);
	f->rows = gnuplot_file(f->gnuplot, name);
	snprintf(name, sizeof(name), "dots%zu", b + 1);
	f->dots = gnuplot_file(f->gnuplot, name);
	snprintf(name, sizeof(name), "bands%zu", b + 1);
	f->bands = gnuplot_file(f->gnuplot, name);
	return f->rows && f->dots && f->bands;
}

static void close_files(struct forest *f)
{
	FILE *file[] = { f->rows, f->dots, f->bands };

	for (size_t i = 0; i < sizeof(file) / sizeof(file[0]); i++)
		if (file[i] && fclose(file[i]))
			snprintf(f->gnuplot->problem, sizeof(f->gnuplot->problem),
				 "a data file could not be written");
}

/* One toolchain's rows; how many there are. */
static size_t put_toolchain(struct forest *f, size_t b, json_t *names)
{
	const struct block *block = &f->block[b];
	size_t index = 0, rows = 0;
	const char *name;
	json_t *unused;

	plot_quoted(f->rows, view_toolchain(f->run, block->toolchain).s);
	fputc('\n', f->rows);
	json_object_foreach(names, name, unused)
	{
		const json_t *result = row_of(f, block, name);
		double y = name_top(f, index++) + (double)b;
		enum tone tone;

		if (!result)
			continue;
		put_row(f, block, result, y,
			result == block->clone ? "A/A" : verdict_words(result, &tone).s);
		rows++;
	}
	return rows;
}

static size_t put_data(struct forest *f, json_t *names)
{
	size_t index = 0, rows = 0;
	const char *name;
	json_t *unused;

	for (size_t b = 0; b < f->n; b++) {
		if (open_files(f, b))
			rows += put_toolchain(f, b, names);
		close_files(f);
	}
	f->tics = gnuplot_file(f->gnuplot, "tics");
	if (!f->tics)
		return 0;
	json_object_foreach(names, name, unused)
	{
		fprintf(f->tics, "0 %.4f ", name_top(f, index++) + (double)(f->n - 1) / 2);
		plot_quoted(f->tics, name);
		fputc('\n', f->tics);
	}
	return fclose(f->tics) ? 0 : rows;
}

/* Names go into files' names and ids: letters, digits and hyphens. */
static void plot_name(const struct block *block, char *name, size_t size)
{
	snprintf(name, size, "forest-%.40s-%.40s", block->workload, block->profile);
	for (; *name; name++)
		if (!isalnum((unsigned char)*name))
			*name = '-';
}

static char *draw(struct forest *f, const char *name, const char *title)
{
	json_t *names = row_names(f);
	size_t n = json_object_size(names);
	size_t rows = put_data(f, names);
	double bottom = name_top(f, n) - VARIANT_GAP;
	char toolchains[24], top[24], low[24], height[24], axis[128], right[24];
	const char *arguments[] = { toolchains, height, top, low, axis, right, NULL };
	char *raw = NULL, *svg;

	json_decref(names);
	if (!rows)
		return NULL;
	snprintf(toolchains, sizeof(toolchains), "%zu", f->n);
	snprintf(height, sizeof(height), "%.0f", FRAME_PIXELS + ROW_PIXELS * bottom);
	snprintf(top, sizeof(top), "%.4f", -0.9);
	snprintf(low, sizeof(low), "%.4f", bottom - 0.1);
	snprintf(right, sizeof(right), "%.1f", RIGHT_CHARACTER * (double)f->widest + 1);
	snprintf(axis, sizeof(axis), "Δ cycles per %.60s over %.20s", f->block->unit,
		 block_base_name(f->block));
	raw = gnuplot_draw(f->gnuplot, "forest.gp", arguments);
	svg = raw ? svg_dress(raw, name, title) : NULL;
	free(raw);
	return svg;
}

struct plot *plots_new(struct plots *plots)
{
	struct plot *plot = realloc(plots->plot, (plots->n + 1) * sizeof(*plot));

	if (!plot)
		return NULL;
	plots->plot = plot;
	plot += plots->n;
	*plot = (struct plot){ .workload = "" };
	return plot;
}

static int add_plot(const json_t *run, struct plots *plots, const struct block *block, size_t n)
{
	struct gnuplot gnuplot;
	struct forest f = { .run = run, .block = block, .n = n, .gnuplot = &gnuplot };
	struct plot *plot = plots_new(plots);

	if (!plot)
		return -1;
	plot->workload = block->workload;
	plot_name(block, plot->name, sizeof(plot->name));
	snprintf(plot->title, sizeof(plot->title),
		 "%.40s, %.40s, %.20s %.20s, %.20s: difference in cycles per %.30s for each row",
		 block->workload, block->shape, block->footprint, block->entry, block->profile,
		 block->unit);
	snprintf(plot->caption, sizeof(plot->caption), "%s",
		 "A dot for each layout, their mean with its 95 % interval; shaded: the interval "
		 "of the base's clone.");
	gnuplot_open(&gnuplot);
	plot->svg = draw(&f, plot->name, plot->title);
	if (plot->svg)
		plots->n++;
	snprintf(plots->absent, sizeof(plots->absent), "%s", gnuplot.problem);
	gnuplot_close(&gnuplot);
	return 0;
}

int plots_draw(const json_t *run, const struct blocks *first, struct plots *plots)
{
	size_t n;

	*plots = (struct plots){ 0 };
	for (size_t i = 0; i < first->n && !*plots->absent; i += n) {
		const struct block *block = &first->block[i];

		for (n = 1; i + n < first->n; n++)
			if (strcmp(block[n].workload, block->workload) ||
			    strcmp(block[n].profile, block->profile) ||
			    strcmp(block[n].runtime, block->runtime))
				break;
		/* A sanitizer's row is apart: on their axis the others would be one point. */
		if (!*block->runtime && add_plot(run, plots, block, n))
			return -1;
	}
	return *plots->absent ? 0 : plot_tiers(run, first, plots);
}

void plots_free(struct plots *plots)
{
	for (size_t i = 0; i < plots->n; i++)
		free(plots->plot[i].svg);
	free(plots->plot);
	*plots = (struct plots){ 0 };
}

const struct plot *plots_find(const struct plots *plots, const char *name, size_t length)
{
	for (size_t i = 0; i < plots->n; i++)
		if (strlen(plots->plot[i].name) == length &&
		    !strncmp(plots->plot[i].name, name, length))
			return &plots->plot[i];
	return NULL;
}
