// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Rows of one group that are read against each other though neither is the other's base: raw C by
 * one compiler against another, a language against raw C by every compiler, a discipline against a
 * language, a hardening row against the disciplines. All of them were in the same rounds.
 */
#include <stdlib.h>
#include <string.h>
#include "harness/record/numbers.h"
#include "harness/record/rows.h"

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* Of a toolchain that builds no baseline: another language. */
static bool is_foreign(const struct samples *s, const struct samples_cell *cell)
{
	return !same(rows_base_toolchain(s, cell->toolchain), cell->toolchain);
}

/* Is `cell` read against `to`? What has `to` for its base stands among the results already. */
static bool is_pair(const struct samples *s, const struct samples_cell *cell,
		    const struct samples_cell *to)
{
	const char *near = rows_base_toolchain(s, to->toolchain);

	if (rows_is_baseline(to))
		return (rows_is_baseline(cell) && !same(cell->toolchain, to->toolchain)) ||
		       (is_foreign(s, cell) &&
			!same(rows_base_toolchain(s, cell->toolchain), to->toolchain));
	if (is_foreign(s, to))
		return is_foreign(s, cell) ||
		       (!rows_is_baseline(cell) && !same(cell->role, "peer") &&
			same(cell->toolchain, near));
	return same(cell->role, "hardening") && same(to->role, "discipline") &&
	       same(cell->toolchain, to->toolchain);
}

static int add_pairs(const struct samples *s, size_t group, struct rows *pairs)
{
	const struct samples_group *g = &s->groups[group];
	struct row *more =
		realloc(pairs->row, (pairs->n + g->n_cells * g->n_cells + 1) * sizeof(*pairs->row));

	if (!more)
		return -1;
	pairs->row = more;
	for (size_t i = 0; i < g->n_cells; i++)
		for (size_t k = 0; k < g->n_cells; k++) {
			const struct samples_cell *cell = &s->cells[g->cell[i]];
			const struct samples_cell *to = &s->cells[g->cell[k]];

			/* Of two baselines, the later in the plan against the earlier. */
			if (rows_is_baseline(cell) && i < k)
				continue;
			if (i == k || cell->clone_of != SAMPLES_NO_CELL ||
			    to->clone_of != SAMPLES_NO_CELL || !is_pair(s, cell, to))
				continue;
			more[pairs->n++] = (struct row){ .group = group,
							 .cell = g->cell[i],
							 .base = (int)g->cell[k] };
		}
	return 0;
}

int across_make(const struct samples *s, struct rows *pairs)
{
	struct quiet_rounds quiet;
	int failed = 0;

	*pairs = (struct rows){ .s = s, .pairs = true };
	if (quiet_find(s, &quiet))
		return -1;
	/* Elsewhere the rows' own ratios say enough; in a process of its own nothing is compared.
	 */
	for (size_t g = 0; !failed && g < s->n_groups; g++)
		if (s->groups[g].headline && !s->groups[g].runtime[0])
			failed = add_pairs(s, g, pairs);
	for (size_t i = 0; !failed && i < pairs->n; i++)
		failed = row_estimate(s, &quiet, &pairs->row[i]);
	quiet_free(&quiet);
	if (failed)
		rows_free(pairs);
	return failed;
}

static json_t *pair_json(const struct samples *s, const struct row *row)
{
	const struct samples_group *group = &s->groups[row->group];
	const struct samples_cell *cell = &s->cells[row->cell], *to = &s->cells[row->base];
	const struct series *q = &row->quiet;
	struct estimate ratio =
		estimate_exp(stats_mean_t(q->log_ratio, q->n_pairs, STATS_CONFIDENCE));

	return json_pack("{ss ss ss ss ss ss ss ss ss sI so so}", "workload", group->workload,
			 "shape", group->shape, "footprint", group->footprint, "profile",
			 group->profile, "entry", group->entry, "variant", cell->variant,
			 "toolchain", cell->toolchain, "to_variant", to->variant, "to_toolchain",
			 to->toolchain, "layouts", (json_int_t)q->n_pairs, "delta_cycles",
			 estimate_json(stats_mean_t(q->delta, q->n_pairs, STATS_CONFIDENCE)),
			 "ratio", estimate_json(ratio));
}

json_t *across_json(const struct rows *pairs)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < pairs->n; i++)
		if (pairs->row[i].quiet.n_pairs &&
		    json_array_append_new(array, pair_json(pairs->s, &pairs->row[i]))) {
			json_decref(array);
			return NULL;
		}
	return array;
}
