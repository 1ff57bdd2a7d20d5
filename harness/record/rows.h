/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/record: one row per group and cell, estimated and judged. */
#ifndef MEMTAX_RECORD_ROWS_H
#define MEMTAX_RECORD_ROWS_H

#include <stdbool.h>
#include <jansson.h>
#include "harness/record/samples_read.h"
#include "harness/record/series.h"
#include "harness/stats/stats.h"

struct row {
	size_t group, cell;
	int base;		    /* cell, or SAMPLES_NO_CELL: it is the base, or there is none */
	struct memtax_error failed; /* why there is no figure, or "" */
	struct series quiet, contended;
	double p, p_holm; /* NAN: none */
	bool in_family;
	struct verdict_detail verdict;
};

struct rows {
	const struct samples *s;
	struct row *row; /* by group, toolchain, base first; then as in the plan */
	size_t n;
};

/* Were all launches made? */
bool rows_complete(const struct samples *s);

/* Returns 0, or -1 when out of memory. */
int rows_make(const struct samples *s, struct rows *rows);
void rows_free(struct rows *rows);

/* An entry of `results`, or of `controls` for a clone. NULL when out of memory. */
json_t *row_json(const struct samples *s, const struct row *row);

/* The `summary`. NULL when out of memory. */
json_t *summary_json(const struct rows *rows);

#endif
