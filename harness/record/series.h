/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to harness/record: from the rounds of the launches that count to one value per layout,
 * quiet and contended rounds apart.
 */
#ifndef MEMTAX_RECORD_SERIES_H
#define MEMTAX_RECORD_SERIES_H

#include <stdbool.h>
#include "harness/record/samples_read.h"
#include "harness/stats/stats.h"

/* [launch][round]: was it quiet? A launch that does not count has NULL. */
struct quiet_rounds {
	bool **launch;
	size_t n_launches;
	double reference; /* quotient of the run's quiet moments; NAN: no probe has one */
};

/* Returns 0, or -1 when out of memory. */
int quiet_find(const struct samples *s, struct quiet_rounds *quiet);
void quiet_free(struct quiet_rounds *quiet);

/* Layouts that have a figure, in order. */
struct series {
	size_t n;		   /* layouts with figures of the cell itself */
	double *ns, *cycles;	   /* [n], per op */
	size_t n_pairs;		   /* layouts with figures against the base */
	double *log_ratio, *delta; /* [n_pairs], delta in cycles per op */
	size_t rounds;		   /* of this kind, in layouts with a figure or without */
	size_t all_rounds;	   /* quiet and contended */
};

enum series_kind { SERIES_CONTENDED, SERIES_QUIET };

/*
 * The figures of the cell at `place` of the group, against the one at `base`, or alone if that
 * is the group's n_cells. Against a base, only rounds that hold both are taken. Returns 0, or -1
 * when out of memory.
 */
int series_make(const struct samples *s, const struct quiet_rounds *quiet, size_t group,
		size_t place, size_t base, enum series_kind kind, struct series *series);
void series_free(struct series *series);

/*
 * Mean of an event per op over the layouts that counted it. An event that is in several sets is
 * taken from the first. All NAN if no layout has it.
 */
struct estimate series_event(const struct samples *s, size_t group, size_t cell, const char *event);

#endif
