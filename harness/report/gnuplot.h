/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of gnuplot in a temporary directory. */
#ifndef MEMTAX_REPORT_GNUPLOT_H
#define MEMTAX_REPORT_GNUPLOT_H

#include <stddef.h>
#include <stdio.h>

enum { GNUPLOT_ARGUMENTS = 9 };

struct gnuplot {
	char dir[256];
	char problem[256]; /* one line without any path; "" while all is well */
};

/* A directory for data files. Close it whatever happens after; on trouble `problem` is set. */
void gnuplot_open(struct gnuplot *g);
/* A data file in it, to write and fclose(); NULL with `problem`. */
FILE *gnuplot_file(struct gnuplot *g, const char *name);
/*
 * Run plots/`script` there with up to nine arguments (NULL ends them). It writes `plot.svg`, which
 * is returned (caller frees); NULL with `problem`.
 */
char *gnuplot_draw(struct gnuplot *g, const char *script, const char *const *arguments);
void gnuplot_close(struct gnuplot *g);

#endif
