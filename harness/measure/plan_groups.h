/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to the plan: which cells are measured together. */
#ifndef MEMTAX_MEASURE_PLAN_GROUPS_H
#define MEMTAX_MEASURE_PLAN_GROUPS_H

#include "harness/measure/plan.h"
#include "harness/measure/plan_select.h"

/* Add the groups of one workload and profile; its cells are in the plan. 0, or -1 with `err`. */
int plan_add_groups(struct plan *plan, const struct selection *s, const struct memtax_workload *w,
		    const char *profile, struct memtax_error *err);

/* Of plan.c. */
void plan_add_refusal(struct plan *plan, const struct cell_id *id, const char *reason);

#endif
