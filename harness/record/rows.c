/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/parse.h"
#include "harness/record/results.h"
#include "harness/record/rows.h"
#include "harness/stats/contention.h"

bool rows_is_baseline(const struct samples_cell *cell)
{
	return strcmp(cell->role, "baseline") == 0;
}

const char *rows_base_toolchain(const struct samples *s, const char *id)
{
	const json_t *toolchain;
	size_t i;

	json_array_foreach(json_object_get(s->header, "toolchains"), i, toolchain)
	{
		const char *name = json_string_value(json_object_get(toolchain, "id"));
		const char *base = json_string_value(json_object_get(toolchain, "base"));

		if (name && base && strcmp(name, id) == 0)
			return base;
	}
	return id;
}

/*
 * A clone is compared with its original; any other cell with its toolchain's baseline, or, where
 * that has none, with that of the toolchain that the header names for it.
 */
static int base_of(const struct samples *s, const struct samples_group *group, size_t id)
{
	const struct samples_cell *cell = &s->cells[id];
	const char *toolchain = rows_base_toolchain(s, cell->toolchain);

	if (cell->clone_of != SAMPLES_NO_CELL)
		return cell->clone_of;
	for (size_t i = 0; i < group->n_cells; i++) {
		const struct samples_cell *other = &s->cells[group->cell[i]];

		if (other->clone_of == SAMPLES_NO_CELL && rows_is_baseline(other) &&
		    other != cell && strcmp(other->toolchain, toolchain) == 0)
			return (int)group->cell[i];
	}
	return SAMPLES_NO_CELL;
}

static bool was_measured(const struct samples_group *group, const struct samples_attempt *a,
			 size_t cell)
{
	size_t place = parse_place(group, cell);

	for (size_t i = 0; i < a->n_rounds; i++)
		if (!isnan(a->ticks[i * group->n_cells + place]))
			return true;
	return false;
}

/*
 * What a launch says against a cell. A launch whose cell crashed is made again without that cell:
 * what an earlier attempt said stands, unless the attempt that counts did measure the cell.
 */
static const char *failure_in(const struct samples_group *group,
			      const struct samples_launch *launch, size_t cell)
{
	const struct samples_attempt *counted = launch->counted;

	for (size_t k = launch->n_attempts; k-- > 0;) {
		const struct samples_attempt *a = &launch->attempts[k];

		for (size_t i = 0; i < a->n_failures; i++) {
			if (a->failures[i].cell != cell)
				continue;
			if (a == counted || !counted || !was_measured(group, counted, cell))
				return a->failures[i].reason;
		}
	}
	return NULL;
}

/* `here` is the group that is asked for: a failure in another one is told with its place. */
static bool failed_in_group(const struct samples *s, size_t id, bool here, size_t cell,
			    struct memtax_error *why)
{
	const struct samples_group *group = &s->groups[id];

	for (size_t layout = 0; layout < s->n_layouts; layout++) {
		const char *reason =
			failure_in(group, &s->launches[id * s->n_layouts + layout], cell);

		if (!reason)
			continue;
		if (here)
			memtax_fail(why, "%s (layout %zu)", reason, layout);
		else
			memtax_fail(why, "%s (in %s %s %s, layout %zu)", reason, group->shape,
				    group->footprint, group->entry, layout);
		return true;
	}
	return false;
}

/*
 * A cell that failed anywhere in the run has no figure: what it did elsewhere may be wrong too.
 * `group` is told of first.
 */
static bool cell_failed(const struct samples *s, size_t group, size_t cell,
			struct memtax_error *why)
{
	if (failed_in_group(s, group, true, cell, why))
		return true;
	/* A group without the cell has no failure of it: the lines were checked. */
	for (size_t other = 0; other < s->n_groups; other++)
		if (other != group && failed_in_group(s, other, false, cell, why))
			return true;
	return false;
}

/* Nothing failed, and yet there is no figure. */
static void explain_nothing(const struct samples *s, double reference, struct row *row)
{
	const struct samples_launch *first = &s->launches[row->group * s->n_layouts];
	const char *reason = NULL;
	size_t done = 0;

	for (size_t i = 0; i < s->n_layouts; i++) {
		const struct samples_launch *launch = &first[i];

		done += launch->counted != NULL;
		if (!launch->counted && launch->n_attempts && !reason)
			reason = launch->attempts[launch->n_attempts - 1].reason;
	}
	if (!done && reason)
		memtax_fail(&row->failed, "no launch was finished: %s", reason);
	else if (!done)
		memtax_fail(&row->failed, "no launch was finished");
	else if (!row->quiet.all_rounds)
		memtax_fail(&row->failed, "it was in no round");
	else if (reference > CONTENTION_CEILING)
		memtax_fail(&row->failed,
			    "no round can be called quiet: a wide add takes %.2f of a dependent "
			    "one at best (at most %.2f is asked): the core looks shared during "
			    "the whole run, or is too narrow to tell",
			    reference, CONTENTION_CEILING);
	else
		memtax_fail(&row->failed,
			    "no layout has %d quiet rounds: %zu of %zu were quiet, the core was "
			    "shared in the others",
			    RESULTS_MIN_ROUNDS, row->quiet.rounds, row->quiet.all_rounds);
}

static void judge(struct row *row)
{
	const struct series *q = &row->quiet;

	row->p = row->p_holm = NAN;
	row->verdict = (struct verdict_detail){ .verdict = VERDICT_NONE };
	if (q->n_pairs < 2)
		return;
	row->p = stats_mean_p(q->log_ratio, q->n_pairs);
	row->verdict = stats_verdict(q->log_ratio, q->n_pairs);
}

int row_estimate(const struct samples *s, const struct quiet_rounds *quiet, struct row *row)
{
	const struct samples_group *group = &s->groups[row->group];
	size_t place = parse_place(group, row->cell), base = group->n_cells;
	struct memtax_error ignored;

	/* Without its base a cell still has figures of its own. */
	if (row->base != SAMPLES_NO_CELL &&
	    !cell_failed(s, row->group, (size_t)row->base, &ignored))
		base = parse_place(group, (size_t)row->base);
	if (series_make(s, quiet, row->group, place, base, SERIES_QUIET, &row->quiet) ||
	    series_make(s, quiet, row->group, place, base, SERIES_CONTENDED, &row->contended))
		return -1;
	if (cell_failed(s, row->group, row->cell, &row->failed)) {
		row->quiet.n = row->quiet.n_pairs = 0;
		row->contended.n = row->contended.n_pairs = 0;
	} else if (!row->quiet.n) {
		explain_nothing(s, quiet->reference, row);
	}
	judge(row);
	return 0;
}

/* Toolchains in the order in which the run lists them. */
static size_t toolchain_rank(const struct samples *s, const char *id)
{
	const json_t *toolchains = json_object_get(s->header, "toolchains");
	const json_t *toolchain;
	size_t i;

	json_array_foreach(toolchains, i, toolchain)
	{
		const char *name = json_string_value(json_object_get(toolchain, "id"));

		if (name && strcmp(name, id) == 0)
			return i;
	}
	return json_array_size(toolchains);
}

static int compare_cells(const struct samples *s, size_t id_a, size_t id_b)
{
	const struct samples_cell *a = &s->cells[id_a], *b = &s->cells[id_b];
	size_t rank_a = toolchain_rank(s, a->toolchain), rank_b = toolchain_rank(s, b->toolchain);
	int order = rank_a == rank_b ? strcmp(a->toolchain, b->toolchain)
				     : (rank_a > rank_b) - (rank_a < rank_b);

	if (!order)
		order = rows_is_baseline(b) - rows_is_baseline(a);
	/* Rows as the plan has them: it knows what belongs beside what. */
	return order ? order : (id_a > id_b) - (id_a < id_b);
}

static int compare_rows(const void *va, const void *vb, void *samples)
{
	const struct row *a = va, *b = vb;

	if (a->group != b->group)
		return a->group < b->group ? -1 : 1;
	return compare_cells(samples, a->cell, b->cell);
}

bool rows_complete(const struct samples *s)
{
	return s->finished_at && s->n_done == s->n_launches;
}

static bool in_family(const struct samples_group *group, size_t cell)
{
	for (size_t place = 0; place < group->n_cells; place++)
		if (group->cell[place] == cell)
			return group->in_family[place];
	return false;
}

/*
 * Holm over the headline family, which the plan took from the committed file. It holds for a run
 * that was made as it was planned; a row without p still counts in its size.
 */
static int judge_family(struct rows *rows)
{
	const struct samples *s = rows->s;
	const json_t *plan = json_object_get(s->header, "plan");
	double *p;
	size_t n = 0;

	if (!json_is_true(json_object_get(plan, "family")) || s->n_resumes || !rows_complete(s))
		return 0;
	p = calloc(rows->n + 1, sizeof(*p));
	if (!p)
		return -1;
	for (size_t i = 0; i < rows->n; i++) {
		struct row *row = &rows->row[i];
		const struct samples_group *group = &s->groups[row->group];

		row->in_family = in_family(group, row->cell);
		if (row->in_family)
			p[n++] = row->p;
	}
	stats_holm(p, n, p);
	n = 0;
	for (size_t i = 0; i < rows->n; i++) {
		struct row *row = &rows->row[i];

		if (!row->in_family)
			continue;
		row->p_holm = p[n++];
		row->verdict = stats_verdict_in_family(row->verdict, row->p_holm);
	}
	free(p);
	return 0;
}

static void list_rows(const struct samples *s, struct rows *rows)
{
	for (size_t g = 0; g < s->n_groups; g++) {
		const struct samples_group *group = &s->groups[g];

		for (size_t i = 0; i < group->n_cells; i++)
			rows->row[rows->n++] = (struct row){
				.group = g,
				.cell = group->cell[i],
				.base = base_of(s, group, group->cell[i]),
			};
	}
}

void rows_free(struct rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		series_free(&rows->row[i].quiet);
		series_free(&rows->row[i].contended);
	}
	free(rows->row);
}

int rows_make(const struct samples *s, struct rows *rows)
{
	struct quiet_rounds quiet;
	size_t n = 0;
	int ret = 0;

	for (size_t g = 0; g < s->n_groups; g++)
		n += s->groups[g].n_cells;
	*rows = (struct rows){ .s = s, .row = calloc(n + 1, sizeof(*rows->row)) };
	if (!rows->row || quiet_find(s, &quiet)) {
		free(rows->row);
		return -1;
	}
	list_rows(s, rows);
	for (size_t i = 0; !ret && i < rows->n; i++)
		ret = row_estimate(s, &quiet, &rows->row[i]);
	quiet_free(&quiet);
	if (!ret) {
		qsort_r(rows->row, rows->n, sizeof(*rows->row), compare_rows, (void *)s);
		ret = judge_family(rows);
	}
	if (ret)
		rows_free(rows);
	return ret;
}
