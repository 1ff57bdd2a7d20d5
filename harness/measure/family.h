/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The headline family: the rows of results/family.tsv, over which a complete default run corrects
 * for the number of its claims. A committed file, so that nobody chooses it after the figures.
 */
#ifndef MEMTAX_MEASURE_FAMILY_H
#define MEMTAX_MEASURE_FAMILY_H

#include "harness/measure/plan.h"

/*
 * Mark in each group of `plan` the cells that the file names. Every row of the file has to be there
 * by at least one toolchain, or the run makes no family verdicts (plan->family becomes false).
 * Returns 0, or -1 with `err` naming file and line.
 */
int family_mark(struct plan *plan, const char *source, struct memtax_error *err);

#endif
