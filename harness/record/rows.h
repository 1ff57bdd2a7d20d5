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
	bool pairs; /* each against a row of its own (across.c), not against its base */
};

/* Were all launches made? */
bool rows_complete(const struct samples *s);

/* Returns 0, or -1 when out of memory. */
int rows_make(const struct samples *s, struct rows *rows);
void rows_free(struct rows *rows);

bool rows_is_baseline(const struct samples_cell *cell);

/* The toolchain whose baseline rows of toolchain `id` are compared with. */
const char *rows_base_toolchain(const struct samples *s, const char *id);

/* Fill in what follows from row->group, ->cell and ->base. 0, or -1 when out of memory. */
struct quiet_rounds;
int row_estimate(const struct samples *s, const struct quiet_rounds *quiet, struct row *row);

/*
 * Pairs of rows that are read against each other though neither is the other's base (across.c).
 * Free with rows_free(). 0, or -1 when out of memory.
 */
int across_make(const struct samples *s, struct rows *pairs);

/* The `across` and the `boundary`. NULL when out of memory. */
json_t *across_json(const struct rows *pairs);
json_t *boundary_json(const struct rows *rows);

/* An entry of `results`, or of `controls` for a clone. NULL when out of memory. */
json_t *row_json(const struct samples *s, const struct row *row);

/* The `summary`, or, of pairs, the `across_summary`. NULL when out of memory. */
json_t *summary_json(const struct rows *rows);

#endif
