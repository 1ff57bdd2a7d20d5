// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a call per operation costs: entry `single` beside entry `batch` of one row. They are
 * measured in different launches, so the difference is one of two independent means.
 */
#include <string.h>
#include "harness/record/numbers.h"
#include "harness/record/rows.h"

static bool same(const char *a, const char *b)
{
	return strcmp(a, b) == 0;
}

/* The row of the same cell where only the entry is another; NULL if there is none. */
static const struct row *single_of(const struct rows *rows, const struct row *row)
{
	const struct samples_group *g = &rows->s->groups[row->group];

	for (size_t i = 0; i < rows->n; i++) {
		const struct samples_group *other = &rows->s->groups[rows->row[i].group];

		if (rows->row[i].cell == row->cell && same(other->entry, "single") &&
		    same(other->shape, g->shape) && same(other->footprint, g->footprint) &&
		    same(other->runtime, g->runtime))
			return &rows->row[i];
	}
	return NULL;
}

static struct estimate difference(const double *a, size_t n_a, const double *b, size_t n_b)
{
	return stats_difference(a, n_a, b, n_b, STATS_CONFIDENCE);
}

static json_t *call_json(const struct samples *s, const struct row *batch, const struct row *single)
{
	const struct samples_group *group = &s->groups[batch->group];
	const struct samples_cell *cell = &s->cells[batch->cell];
	const struct series *b = &batch->quiet, *o = &single->quiet;
	bool base = batch->base == SAMPLES_NO_CELL;

	return json_pack(
		"{ss ss ss ss ss ss so so so so}", "workload", group->workload, "shape",
		group->shape, "footprint", group->footprint, "profile", group->profile, "variant",
		cell->variant, "toolchain", cell->toolchain, "batch",
		estimate_json(stats_mean_t(b->cycles, b->n, STATS_CONFIDENCE)), "single",
		estimate_json(stats_mean_t(o->cycles, o->n, STATS_CONFIDENCE)), "call",
		estimate_json(difference(o->cycles, o->n, b->cycles, b->n)), "call_over_base",
		base ? json_null()
		     : estimate_json(difference(o->delta, o->n_pairs, b->delta, b->n_pairs)));
}

static bool has_figures(const struct row *row)
{
	return row && row->quiet.n && !row->failed.text[0];
}

json_t *boundary_json(const struct rows *rows)
{
	json_t *array = json_array();

	for (size_t i = 0; array && i < rows->n; i++) {
		const struct row *batch = &rows->row[i], *single;
		const struct samples_cell *cell = &rows->s->cells[batch->cell];

		if (cell->clone_of != SAMPLES_NO_CELL || rows->s->groups[batch->group].runtime[0] ||
		    !same(rows->s->groups[batch->group].entry, "batch"))
			continue;
		single = single_of(rows, batch);
		if (!has_figures(batch) || !has_figures(single))
			continue;
		if (json_array_append_new(array, call_json(rows->s, batch, single))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}
