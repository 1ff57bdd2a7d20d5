// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/calibrate_analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "harness/record/samples_read.h"
#include "harness/record/series.h"
#include "harness/stats/calibration.h"

/* Log ratios of one pair, or of many after one another. */
struct logs {
	double *v;
	size_t n;
};

static int append(struct logs *l, const double *v, size_t n)
{
	double *grown = realloc(l->v, (l->n + n + 1) * sizeof(*grown));

	if (!grown)
		return -1;
	l->v = grown;
	memcpy(grown + l->n, v, n * sizeof(*v));
	l->n += n;
	return 0;
}

static size_t place_of(const struct samples_group *g, size_t cell)
{
	size_t place = 0;

	while (place < g->n_cells && g->cell[place] != cell)
		place++;
	return place;
}

struct pairs {
	const struct samples *s;
	const struct quiet_rounds *quiet;
	int nth;      /* of the cells beside one original: which */
	size_t block; /* layouts of one comparison */
};

static int add_pair(const struct pairs *p, size_t group, size_t place, size_t base,
		    struct calibration *c, struct logs *all)
{
	struct series series;
	int failed;

	if (series_make(p->s, p->quiet, group, place, base, SERIES_QUIET, &series))
		return -1;
	failed = calibration_add(c, series.log_ratio, series.n_pairs, p->block) ||
		 append(all, series.log_ratio, series.n_pairs);
	series_free(&series);
	return failed ? -1 : 0;
}

/* How many cells before `cell` stand beside the same original: clone 0, slowdown 1, 2, ... */
static int order_beside(const struct samples *s, size_t cell)
{
	int nth = 0;

	for (size_t i = 0; i < cell; i++)
		nth += s->cells[i].clone_of == s->cells[cell].clone_of;
	return nth;
}

static int add_pairs(const struct pairs *p, struct calibration *c, struct logs *all)
{
	for (size_t group = 0; group < p->s->n_groups; group++) {
		const struct samples_group *g = &p->s->groups[group];

		for (size_t place = 0; place < g->n_cells; place++) {
			int original = p->s->cells[g->cell[place]].clone_of;

			if (original < 0 || order_beside(p->s, g->cell[place]) != p->nth)
				continue;
			if (add_pair(p, group, place, place_of(g, (size_t)original), c, all))
				return -1;
		}
	}
	calibration_finish(c, all->v, all->n);
	return 0;
}

static int calibrate_pairs(const struct pairs *p, struct calibration *c, struct memtax_error *err)
{
	struct logs all = { 0 };
	int failed;

	memset(c, 0, sizeof(*c));
	failed = add_pairs(p, c, &all);
	free(all.v);
	return failed ? memtax_fail(err, "out of memory") : 0;
}

static void print_where(const struct samples *s, FILE *out)
{
	const json_t *source = json_object_get(s->header, "source");
	const json_t *machine = json_object_get(s->header, "machine");

	fprintf(out, "  %s, %s, revision %s%s\n",
		json_string_value(json_object_get(s->header, "grade")),
		json_string_value(json_object_get(machine, "cpu")),
		json_string_value(json_object_get(source, "revision")),
		json_is_true(json_object_get(source, "dirty")) ? " (dirty)" : "");
}

static void print_rate(FILE *out, const char *what, size_t k, size_t n, struct estimate rate)
{
	fprintf(out, "  %-44s %5.1f %%  [%.1f, %.1f]  %zu of %zu\n", what, rate.value * 100,
		rate.lo * 100, rate.hi * 100, k, n);
}

static int read_run(const char *dir, struct samples **s, struct quiet_rounds *quiet,
		    struct memtax_error *err)
{
	*s = samples_read(dir, err);
	if (!*s)
		return -1;
	if (!quiet_find(*s, quiet))
		return 0;
	samples_free(*s);
	return memtax_fail(err, "out of memory");
}

static int effect_of(const struct samples *s, const struct quiet_rounds *quiet, size_t group,
		     size_t place, double *effect)
{
	const struct samples_group *g = &s->groups[group];
	int base = s->cells[g->cell[place]].clone_of;
	struct series series;

	if (series_make(s, quiet, group, place, place_of(g, (size_t)base), SERIES_QUIET, &series))
		return -1;
	effect[base] =
		expm1(stats_mean_t(series.log_ratio, series.n_pairs, STATS_CONFIDENCE).value);
	series_free(&series);
	return 0;
}

int calibrate_effects(const char *dir, int nth, double *effect, struct memtax_error *err)
{
	struct quiet_rounds quiet;
	struct samples *s;
	int failed = 0;

	if (read_run(dir, &s, &quiet, err))
		return -1;
	for (size_t i = 0; i < s->n_cells; i++)
		effect[i] = NAN;
	for (size_t group = 0; group < s->n_groups && !failed; group++)
		for (size_t place = 0; place < s->groups[group].n_cells && !failed; place++) {
			size_t cell = s->groups[group].cell[place];

			if (s->cells[cell].clone_of >= 0 && order_beside(s, cell) == nth)
				failed = effect_of(s, &quiet, group, place, effect);
		}
	quiet_free(&quiet);
	samples_free(s);
	return failed ? memtax_fail(err, "out of memory") : 0;
}

int calibrate_report_clones(const char *dir, size_t layouts, FILE *out, struct memtax_error *err)
{
	struct quiet_rounds quiet;
	struct calibration c;
	struct samples *s;
	struct pairs p;
	int failed;

	if (read_run(dir, &s, &quiet, err))
		return -1;
	p = (struct pairs){ .s = s, .quiet = &quiet, .block = layouts };
	failed = calibrate_pairs(&p, &c, err);
	if (!failed) {
		fprintf(out, "clones: %zu comparisons, %zu layouts x %zu rounds each\n",
			c.comparisons, layouts, s->n_rounds);
		print_where(s, out);
		print_rate(out, "\"differ\" at 5 % (false positives)", c.differ, c.comparisons,
			   c.rate);
		fprintf(out, "  mean difference %+.3f %%, layouts' standard deviation %.2f %%\n",
			c.effect.value * 100, c.layout_sd * 100);
	}
	quiet_free(&quiet);
	samples_free(s);
	return failed;
}

static double seconds_of(const char *text)
{
	struct tm t = { 0 };

	return text && strptime(text, "%Y-%m-%dT%H:%M:%SZ", &t) ? (double)timegm(&t) : NAN;
}

/* Wall time of one launch, on average over the run. */
static double launch_seconds(const struct samples *s)
{
	double start = seconds_of(json_string_value(json_object_get(s->header, "started_at")));
	double end = seconds_of(s->finished_at);

	return (end - start) / (double)s->n_launches;
}

static int report_effect(const struct samples *s, const struct quiet_rounds *quiet, int nth,
			 double budget_s, FILE *out, struct memtax_error *err)
{
	double each = launch_seconds(s);
	struct pairs p = { .s = s, .quiet = quiet, .nth = nth, .block = (size_t)(budget_s / each) };
	struct calibration c;
	char what[80];

	if (!(each > 0) || p.block < 2)
		return memtax_fail(err, "launches of %.1f s are too long for a trial of %.0f s",
				   each, budget_s);
	if (calibrate_pairs(&p, &c, err))
		return -1;
	snprintf(what, sizeof(what), "%+.2f %% in %.0f s (%zu layouts)", c.effect.value * 100,
		 budget_s, p.block);
	print_rate(out, what, c.slower, c.comparisons, c.found);
	return 0;
}

int calibrate_report_slow(const char *dir, FILE *out, struct memtax_error *err)
{
	struct quiet_rounds quiet;
	struct samples *s;
	int failed;

	if (read_run(dir, &s, &quiet, err))
		return -1;
	fprintf(out, "injected slowdowns: how often found (power), by time spent per pair\n");
	print_where(s, out);
	/* Beside each base stand its clone (0), the 0.5 % (1) and the 1 % (2) slowdown. */
	failed = report_effect(s, &quiet, 2, 10, out, err) ||
		 report_effect(s, &quiet, 1, 10, out, err) ||
		 report_effect(s, &quiet, 1, 60, out, err) ||
		 report_effect(s, &quiet, 2, 60, out, err);
	quiet_free(&quiet);
	samples_free(s);
	return failed ? -1 : 0;
}

/* ops of a segment are those of a sample over its segments: all segments of a shape are alike. */
static double segment_cycles(const struct samples *s, const struct quiet_rounds *quiet,
			     size_t group, size_t place)
{
	const struct samples_group *g = &s->groups[group];
	const struct samples_attempt *a = s->launches[group * s->n_layouts].counted;
	struct series series;
	double cycles = 0;

	if (!a || !a->n_rounds || !g->segments)
		return 0;
	if (series_make(s, quiet, group, place, g->n_cells, SERIES_QUIET, &series))
		return 0;
	if (series.n)
		cycles = stats_median(series.cycles, series.n) * a->ops[0] / (double)g->segments;
	series_free(&series);
	return cycles;
}

int calibrate_segment_cycles(const char *dir, double *cycles, struct memtax_error *err)
{
	struct quiet_rounds quiet;
	struct samples *s;

	if (read_run(dir, &s, &quiet, err))
		return -1;
	for (size_t group = 0; group < s->n_groups; group++)
		for (size_t place = 0; place < s->groups[group].n_cells; place++) {
			size_t cell = s->groups[group].cell[place];

			if (s->cells[cell].clone_of < 0)
				cycles[cell] = segment_cycles(s, &quiet, group, place);
		}
	quiet_free(&quiet);
	samples_free(s);
	return 0;
}
