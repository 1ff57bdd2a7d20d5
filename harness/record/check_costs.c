/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/record/check_costs.h"

#include <math.h>

#include "harness/record/numbers.h"

/* The rounds compare the row without the check with the row: the cost is the other way round. */
static struct estimate turned(struct estimate e)
{
	struct estimate t = e;

	t.value = -e.value;
	t.lo = -e.hi;
	t.hi = -e.lo;
	return t;
}

static json_t *cost_json(const struct samples_cell *cell, const struct series *q)
{
	struct estimate delta = stats_mean_t(q->delta, q->n_pairs, STATS_CONFIDENCE);

	return json_pack("{ss ss ss ss si so}", "workload", cell->workload, "variant",
			 cell->variant, "toolchain", cell->toolchain, "profile", cell->profile,
			 "number", cell->dropped, "delta_cycles", estimate_json(turned(delta)));
}

json_t *check_costs(const struct rows *rows)
{
	json_t *costs = json_array();

	for (size_t i = 0; costs && i < rows->n; i++) {
		const struct row *row = &rows->row[i];
		const struct samples_cell *cell = &rows->s->cells[row->cell];
		bool measured = cell->dropped && row->quiet.n_pairs && !row->failed.text[0];

		if (measured && json_array_append_new(costs, cost_json(cell, &row->quiet))) {
			json_decref(costs);
			return NULL;
		}
	}
	return costs;
}

static bool same_check(const json_t *check, const json_t *cost)
{
	static const char *const keys[] = { "workload", "variant", "toolchain", "profile",
					    "number" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!json_equal(json_object_get(check, keys[i]), json_object_get(cost, keys[i])))
			return false;
	return true;
}

int check_costs_put(json_t *checks, const json_t *costs)
{
	json_t *cost, *check;
	size_t i, j;

	json_array_foreach(costs, i, cost) json_array_foreach(
		checks, j,
		check) if (same_check(check, cost) &&
			   json_object_set(check, "delta_cycles",
					   json_object_get(cost, "delta_cycles"))) return -1;
	return 0;
}
