/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Private to harness/record: what each check of a row costs, from a run that timed the row beside
 * itself without the check (`memtax bench --checks`).
 */
#ifndef MEMTAX_RECORD_CHECK_COSTS_H
#define MEMTAX_RECORD_CHECK_COSTS_H

#include "harness/record/rows.h"

/*
 * A list of {workload, variant, toolchain, profile, number, delta_cycles}: the row minus the row
 * without the check, per op, in quiet rounds. Empty if the run timed none; NULL when out of memory.
 */
json_t *check_costs(const struct rows *rows);

/* Put the costs that belong to entries of `checks` into them. 0, or -1 when out of memory. */
int check_costs_put(json_t *checks, const json_t *costs);

#endif
