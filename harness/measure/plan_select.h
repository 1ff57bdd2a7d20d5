/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the plan: what the command line selects, with the defaults of each kind of run. */
#ifndef MEMTAX_MEASURE_PLAN_SELECT_H
#define MEMTAX_MEASURE_PLAN_SELECT_H

#include "harness/measure/plan.h"

/* What the options come to, for the three kinds of run. */
struct selection {
	const struct registry *r;
	const struct plan_options *o;
	const struct plan_caches *caches;
	const char *profile;		   /* filter, default filled in */
	const struct memtax_cell *outside; /* the cell of --cell, or NULL */
};

/* Do all names on the command line exist? 0, or -1 with `err` giving the nearest. */
int selection_check_names(const struct selection *s, struct memtax_error *err);

/* Is it asked for? The baseline always is: every ratio needs it. */
bool selection_variant(const struct selection *s, const struct variant *v);

/*
 * Is the row to be measured as this toolchain builds it? Without --toolchain and --all: by gcc, or,
 * if gcc does not build it, by all that do. Baselines are in wherever a row is that is compared
 * with them; beside rows of a toolchain that has none of its own, every baseline.
 */
bool selection_toolchain(const struct selection *s, const struct variant *v, const char *toolchain);

bool selection_shape(const struct selection *s, const struct memtax_workload *w,
		     const struct memtax_shape *shape);
bool selection_footprint(const struct selection *s, const char *footprint, const char *entry);
bool selection_entry(const struct selection *s, const char *entry);

#endif
