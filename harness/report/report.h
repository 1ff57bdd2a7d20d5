/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run document (docs/schema/run.md) as people read it. A report is a pure function of its run:
 * rendered twice it is the same to the byte; no date of today, no path, nothing of the machine
 * that renders. What the document lacks is shown as a dash with its reason, never as a figure.
 */
#ifndef MEMTAX_REPORT_REPORT_H
#define MEMTAX_REPORT_REPORT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "harness/contract/error.h"

enum {
	REPORT_WRITTEN = 0,
	/* Written, but without plots: err->text is one line that says why. No failure. */
	REPORT_WITHOUT_PLOTS = 1,
};

/*
 * Write DIR/report.md, DIR/report.html and the plots DIR/NAME.svg, each atomically. Plots are drawn
 * by gnuplot, looked for in PATH. Returns one of the above, or -1 with `err` and nothing
 * half-written. `err` must not be NULL. Borrows `run`.
 */
int report_write(const json_t *run, const char *dir, struct memtax_error *err);

/*
 * The first screen, at most 120 columns of UTF-8. `colour`: escape sequences for a terminal; see
 * report_wants_colour().
 */
void report_terminal(const json_t *run, FILE *out, bool colour);

/*
 * What the proof found, then of each workload its faults against its rows. Of a run document, or of
 * any object with the list `proof` of one. Columns are as wide as they must be.
 */
void report_proof(const json_t *run, FILE *out, bool colour);

/* Is `out` a terminal that has not been asked for no colour (NO_COLOR, TERM=dumb)? */
bool report_wants_colour(FILE *out);

#endif
