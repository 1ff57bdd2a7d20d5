/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimates and tests on plain arrays. Pure functions: no I/O, no globals, any thread. Student t
 * and quantiles come from GSL; nothing here aborts (the GSL error handler is never reached:
 * degenerate input is refused before the call).
 */
#ifndef MEMTAX_STATS_STATS_H
#define MEMTAX_STATS_STATS_H

#include <stdbool.h>
#include <stddef.h>

/* The margin of every verdict: 1 %, defined here and nowhere else. */
#define STATS_MARGIN 0.01
/* A verdict `free` needs this many layouts. */
#define STATS_FREE_LAYOUTS 30
/* Layouts that disagree by more than this are tagged `layout-dependent`. */
#define STATS_LAYOUT_SPREAD 0.02
#define STATS_CONFIDENCE 0.95

struct estimate {
	double value;
	double lo, hi; /* NAN where there is no interval (fewer than two values) */
};

/* Median of n >= 1 values; the array is left as it is. NAN for n == 0 or no memory. */
double stats_median(const double *v, size_t n);

/* Quantile p in [0, 1] (R's type 7, GSL's). NAN for n == 0 or no memory. */
double stats_quantile(const double *v, size_t n, double p);

/* Mean with a two-sided Student t interval. n == 0: all NAN; n == 1: no interval. */
struct estimate stats_mean_t(const double *v, size_t n, double confidence);

/* Two-sided p of "the mean is 0" (Student t). 1 for n < 2; 0 if all equal and not 0. */
double stats_mean_p(const double *v, size_t n);

/* Hodges-Lehmann: median of the Walsh averages, interval from the signed-rank distribution (exact
 * for n <= 30, normal approximation above). No interval where n is too small for `confidence`. */
struct estimate stats_hodges_lehmann(const double *v, size_t n, double confidence);

/* Wilson interval of a rate. n == 0: all NAN. */
struct estimate stats_wilson(size_t successes, size_t n, double confidence);

/* Holm's step-down adjusted p-values, in the order given; adjusted[] may be p[]. */
void stats_holm(const double *p, size_t n, double *adjusted);

/*
 * Geometric mean of ratios, one per workload. `logs` are log ratios, `ses` their standard errors.
 * within: interval for these workloads (errors combined); between: interval for workloads in
 * general (t over workloads); leave_one_out[n] may be NULL. Values are ratios, not logs.
 */
struct geomean {
	double value;
	struct estimate within, between;
	double min_leave_one_out, max_leave_one_out;
};
struct geomean stats_geomean(const double *logs, const double *ses, size_t n, double confidence);

enum verdict {
	VERDICT_NONE, /* no interval: one layout, or no data */
	VERDICT_COSTS,
	VERDICT_SAVES,
	VERDICT_FREE,
	VERDICT_INCONCLUSIVE,
};

struct verdict_detail {
	enum verdict verdict;
	bool under_margin;     /* clear of zero, but inside +-1 % too */
	bool layout_dependent; /* 10-90 % of layouts wider than STATS_LAYOUT_SPREAD */
};

/* Decide on log ratios, one per layout (DESIGN 5.7). */
struct verdict_detail stats_verdict(const double *log_ratio, size_t n_layouts);
const char *stats_verdict_name(enum verdict verdict);

/*
 * One layout's rounds of one cell against its base: the same n rounds of both.
 * Returns the median over rounds of log(cell / base) and of (cell - base) in *delta.
 */
double stats_layout_log_ratio(const double *cell, const double *base, size_t n, double *delta);

#endif
