/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Geometric means over workloads: one value per workload, headline shapes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/numbers.h"
#include "harness/record/rows.h"

struct summary {
	double *logs, *errors, *dfs;
	size_t n;
	bool errors_known; /* every workload has two layouts at least */
};

static bool is_summarised(const struct rows *rows, const struct row *row)
{
	return rows->s->groups[row->group].headline && row->base != SAMPLES_NO_CELL &&
	       rows->s->cells[row->cell].clone_of == SAMPLES_NO_CELL && row->quiet.n_pairs;
}

/* What the two are read against: of pairs, one row of many. */
static bool same_base(const struct rows *rows, const struct row *a, const struct row *b)
{
	const struct samples_cell *ca = &rows->s->cells[a->base], *cb = &rows->s->cells[b->base];

	return strcmp(ca->variant, cb->variant) == 0 && strcmp(ca->toolchain, cb->toolchain) == 0;
}

static bool same_summary(const struct rows *rows, const struct row *a, const struct row *b)
{
	const struct samples_group *ga = &rows->s->groups[a->group];
	const struct samples_group *gb = &rows->s->groups[b->group];
	const struct samples_cell *ca = &rows->s->cells[a->cell];
	const struct samples_cell *cb = &rows->s->cells[b->cell];

	if (rows->pairs && !same_base(rows, a, b))
		return false;
	return strcmp(ca->variant, cb->variant) == 0 && strcmp(ca->toolchain, cb->toolchain) == 0 &&
	       strcmp(ga->profile, gb->profile) == 0 && strcmp(ga->entry, gb->entry) == 0 &&
	       strcmp(ga->footprint, gb->footprint) == 0;
}

static bool is_first(const struct rows *rows, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (is_summarised(rows, &rows->row[k]) &&
		    same_summary(rows, &rows->row[k], &rows->row[i]))
			return false;
	return true;
}

static double standard_error(const double *v, size_t n, double mean)
{
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += (v[i] - mean) * (v[i] - mean);
	return sqrt(squares / (double)(n - 1) / (double)n);
}

static void add(struct summary *sum, const struct series *q)
{
	double mean = stats_mean_t(q->log_ratio, q->n_pairs, STATS_CONFIDENCE).value;

	sum->logs[sum->n] = mean;
	if (q->n_pairs < 2) {
		sum->errors_known = false;
	} else {
		sum->errors[sum->n] = standard_error(q->log_ratio, q->n_pairs, mean);
		sum->dfs[sum->n] = (double)(q->n_pairs - 1);
	}
	sum->n++;
}

static json_t *geomean_json(const struct summary *sum)
{
	struct geomean g =
		stats_geomean_t(sum->logs, sum->errors_known ? sum->errors : NULL,
				sum->errors_known ? sum->dfs : NULL, sum->n, STATS_CONFIDENCE);

	return json_pack("{so so so so so}", "value", number_json(g.value), "within",
			 estimate_json(g.within), "between", estimate_json(g.between),
			 "min_leave_one_out", number_json(g.min_leave_one_out), "max_leave_one_out",
			 number_json(g.max_leave_one_out));
}

static json_t *entry_json(const struct rows *rows, size_t first, struct summary *sum)
{
	const struct row *row = &rows->row[first];
	const struct samples_group *group = &rows->s->groups[row->group];
	const struct samples_cell *cell = &rows->s->cells[row->cell];
	json_t *json;

	sum->n = 0;
	sum->errors_known = true;
	for (size_t i = first; i < rows->n; i++)
		if (is_summarised(rows, &rows->row[i]) && same_summary(rows, row, &rows->row[i]))
			add(sum, &rows->row[i].quiet);
	json = json_pack("{ss ss ss ss ss sI so}", "variant", cell->variant, "toolchain",
			 cell->toolchain, "profile", group->profile, "entry", group->entry,
			 "footprint", group->footprint, "workloads", (json_int_t)sum->n, "geomean",
			 geomean_json(sum));
	if (json && rows->pairs) {
		const struct samples_cell *to = &rows->s->cells[row->base];

		json_object_set_new(json, "to_variant", json_string(to->variant));
		json_object_set_new(json, "to_toolchain", json_string(to->toolchain));
	}
	return json;
}

json_t *summary_json(const struct rows *rows)
{
	struct summary sum = {
		.logs = calloc(rows->n, sizeof(double)),
		.errors = calloc(rows->n, sizeof(double)),
		.dfs = calloc(rows->n, sizeof(double)),
	};
	json_t *array = json_array();
	bool ok = sum.logs && sum.errors && sum.dfs && array;

	for (size_t i = 0; ok && i < rows->n; i++)
		if (is_summarised(rows, &rows->row[i]) && is_first(rows, i))
			ok = json_array_append_new(array, entry_json(rows, i, &sum)) == 0;
	free(sum.logs);
	free(sum.errors);
	free(sum.dfs);
	if (ok)
		return array;
	json_decref(array);
	return NULL;
}
