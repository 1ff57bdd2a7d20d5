/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdlib.h>
#include "harness/record/results.h"
#include "harness/record/series.h"

/* The rounds of one kind of one launch, cycles per op. */
struct rounds {
	size_t n;
	double *ns, *cycles, *base;
};

static int rounds_alloc(struct rounds *r, size_t n)
{
	r->n = 0;
	r->ns = calloc(n + 1, sizeof(*r->ns));
	r->cycles = calloc(n + 1, sizeof(*r->cycles));
	r->base = calloc(n + 1, sizeof(*r->base));
	return r->ns && r->cycles && r->base ? 0 : -1;
}

static void rounds_free(struct rounds *r)
{
	free(r->ns);
	free(r->cycles);
	free(r->base);
}

static void rounds_add(struct rounds *r, const struct samples_attempt *a, double ops, double ticks,
		       double base)
{
	r->ns[r->n] = ticks / a->tick_hz * 1e9 / ops;
	r->cycles[r->n] = ticks * a->cycles_per_tick / ops;
	r->base[r->n] = base * a->cycles_per_tick / ops;
	r->n++;
}

/* One layout: what series_make() does for each of them. */
static void add_layout(struct series *series, const struct rounds *r, bool paired)
{
	double delta;

	if (r->n < RESULTS_MIN_ROUNDS)
		return;
	series->ns[series->n] = stats_median(r->ns, r->n);
	series->cycles[series->n] = stats_median(r->cycles, r->n);
	series->n++;
	if (!paired)
		return;
	series->log_ratio[series->n_pairs] =
		stats_layout_log_ratio(r->cycles, r->base, r->n, &delta);
	series->delta[series->n_pairs] = delta;
	series->n_pairs++;
}

static int add_launch(struct series *series, const struct samples_group *group,
		      const struct samples_attempt *a, const bool *quiet, size_t place, size_t base,
		      enum series_kind kind)
{
	bool paired = base < group->n_cells;
	struct rounds r;

	if (rounds_alloc(&r, a->n_rounds)) {
		rounds_free(&r);
		return -1;
	}
	for (size_t i = 0; i < a->n_rounds; i++) {
		const double *row = a->ticks + i * group->n_cells;
		double base_ticks = paired ? row[base] : row[place];

		if (isnan(row[place]) || isnan(base_ticks))
			continue;
		series->all_rounds++;
		if (quiet[i] == (kind == SERIES_QUIET))
			rounds_add(&r, a, a->ops[i], row[place], base_ticks);
	}
	series->rounds += r.n;
	add_layout(series, &r, paired);
	rounds_free(&r);
	return 0;
}

void series_free(struct series *series)
{
	free(series->ns);
	free(series->cycles);
	free(series->log_ratio);
	free(series->delta);
	*series = (struct series){ .n = 0 };
}

static int series_alloc(struct series *series, size_t layouts)
{
	*series = (struct series){ .n = 0 };
	series->ns = calloc(layouts, sizeof(double));
	series->cycles = calloc(layouts, sizeof(double));
	series->log_ratio = calloc(layouts, sizeof(double));
	series->delta = calloc(layouts, sizeof(double));
	if (series->ns && series->cycles && series->log_ratio && series->delta)
		return 0;
	series_free(series);
	return -1;
}

int series_make(const struct samples *s, const struct quiet_rounds *quiet, size_t group,
		size_t place, size_t base, enum series_kind kind, struct series *series)
{
	if (series_alloc(series, s->n_layouts))
		return -1;
	for (size_t layout = 0; layout < s->n_layouts; layout++) {
		size_t launch = group * s->n_layouts + layout;
		const struct samples_attempt *a = s->launches[launch].counted;

		if (!a)
			continue;
		if (add_launch(series, &s->groups[group], a, quiet->launch[launch], place, base,
			       kind)) {
			series_free(series);
			return -1;
		}
	}
	return 0;
}

/* Events per op of one launch; NAN if it did not count them. */
static double event_per_op(const struct samples_attempt *a, size_t cell, const char *event)
{
	const struct samples_counters *found = NULL;

	for (size_t i = 0; i < a->n_counters; i++) {
		const struct samples_counters *c = &a->counters[i];

		if (c->cell == cell && c->values && json_object_get(c->values, event) &&
		    (!found || c->set < found->set))
			found = c;
	}
	if (!found)
		return NAN;
	return json_number_value(json_object_get(found->values, event)) / (double)found->ops;
}

struct estimate series_event(const struct samples *s, size_t group, size_t cell, const char *event)
{
	double *values = calloc(s->n_layouts, sizeof(*values));
	struct estimate e = { NAN, NAN, NAN };
	size_t n = 0;

	for (size_t layout = 0; values && layout < s->n_layouts; layout++) {
		const struct samples_attempt *a =
			s->launches[group * s->n_layouts + layout].counted;
		double value = a ? event_per_op(a, cell, event) : NAN;

		if (!isnan(value))
			values[n++] = value;
	}
	if (n)
		e = stats_mean_t(values, n, STATS_CONFIDENCE);
	free(values);
	return e;
}
