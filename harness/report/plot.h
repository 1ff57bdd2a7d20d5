/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plots as SVG. C writes what is to be seen into data files in a temporary directory, gnuplot
 * draws it with a script of plots/, and the SVG is read back: nothing of the directory's name or
 * of the day is in it.
 */
#ifndef MEMTAX_REPORT_PLOT_H
#define MEMTAX_REPORT_PLOT_H

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>

#include "harness/report/view.h"

struct plot {
	char name[96];	      /* "forest-rx-kernel": the file's name without .svg, safe anywhere */
	char title[240];      /* one line in words, for those who can't see it */
	char caption[640];    /* how to read it */
	const char *workload; /* belongs to the document; "" where it shows all of them */
	char *svg;
};

struct plots {
	struct plot *plot;
	size_t n;
	char absent[256]; /* why there are none; "" if there are, or if there was nothing to draw */
};

/*
 * Draw a forest plot for each workload and profile of the first screen, and where the run has a
 * proof the picture of costs and guarantees, "tiers" (plot_tiers.c). A missing or failing
 * gnuplot is no error: plots->absent says so. Returns 0, or -1 without memory.
 */
int plots_draw(const json_t *run, const struct blocks *first, struct plots *plots);
void plots_free(struct plots *plots);
const struct plot *plots_find(const struct plots *plots, const char *name, size_t length);

/* Private to the folder: a new plot, empty, at the end, or NULL without memory. It counts once
 * plots->n is raised. */
struct plot *plots_new(struct plots *plots);
/* A text in a data file stands in quotes. */
void plot_quoted(FILE *out, const char *text);
/* Returns 0, or -1 without memory. */
int plot_tiers(const json_t *run, const struct blocks *first, struct plots *plots);

#endif
