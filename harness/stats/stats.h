/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Estimates and tests on plain arrays. Pure functions: no I/O, no globals, any thread. Student t
 * and quantiles come from GSL; nothing here aborts (the GSL error handler is never reached:
 * degenerate input is refused before the call).
 *
 * One rule for bad input: an array with a value that is not finite has no figure (NAN), and so has
 * an empty one. No value is dropped silently; who wants fewer values passes fewer.
 * A `confidence` outside (0, 1) gives no interval.
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

/* Quantile p in [0, 1] (R's type 7, GSL's). NAN for n == 0, p outside, or no memory. */
double stats_quantile(const double *v, size_t n, double p);

/* Mean with a two-sided Student t interval. n == 0: all NAN; n == 1: no interval. */
struct estimate stats_mean_t(const double *v, size_t n, double confidence);

/*
 * Mean of `a` minus mean of `b`, independent samples of unequal variance (Welch). No interval where
 * one has fewer than two values; all NAN where one has none.
 */
struct estimate stats_difference(const double *a, size_t n_a, const double *b, size_t n_b,
				 double confidence);

/* Two-sided p of "the mean is 0" (Student t). 1 for n < 2; 0 if all equal and not 0. */
double stats_mean_p(const double *v, size_t n);

/* Hodges-Lehmann: median of the Walsh averages, interval from the signed-rank distribution (exact
 * for n <= 30, normal approximation above). No interval where n is too small for `confidence`. */
struct estimate stats_hodges_lehmann(const double *v, size_t n, double confidence);

/* Wilson interval (score interval, no continuity correction) of a rate. n == 0, or more successes
 * than n: all NAN. */
struct estimate stats_wilson(size_t successes, size_t n, double confidence);

/*
 * Holm's step-down adjusted p-values, in the order given; adjusted[] may be p[]. A p that is NAN
 * stays NAN but counts in n: a family committed beforehand does not shrink because a cell is
 * missing. No memory: all NAN.
 */
void stats_holm(const double *p, size_t n, double *adjusted);

/*
 * Geometric mean of ratios, one per workload. `logs` are log ratios, `ses` their standard errors
 * (NULL: not known, no `within`).
 * within: interval for these workloads (errors combined); between: interval for workloads in
 * general (t over workloads). Leaving one out needs two workloads. Values are ratios, not logs.
 */
struct geomean {
	double value;
	struct estimate within, between;
	double min_leave_one_out, max_leave_one_out;
};
struct geomean stats_geomean(const double *logs, const double *ses, size_t n, double confidence);

/*
 * The same where the standard errors come from few layouts: dfs[i] are the degrees of freedom of
 * ses[i] (layouts - 1), and `within` is a Student t interval with Welch-Satterthwaite's degrees
 * of freedom. With 6 layouts the normal interval of stats_geomean() is too narrow. dfs NULL:
 * normal.
 */
struct geomean stats_geomean_t(const double *logs, const double *ses, const double *dfs, size_t n,
			       double confidence);

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

/*
 * Decide on log ratios, one per layout (DESIGN 5.7). The interval is the t interval of their mean
 * at STATS_CONFIDENCE; margins are taken on the ratio (0.99 to 1.01), the spread as the ratio
 * between the layouts' 90 % and 10 % quantiles.
 */
struct verdict_detail stats_verdict(const double *log_ratio, size_t n_layouts);

/*
 * The same verdict as a member of a family: `costs` and `saves` stand only if Holm's adjusted p of
 * stats_mean_p() is at most 1 - STATS_CONFIDENCE (a NAN is not), and are `inconclusive` otherwise.
 * `free` needs no adjustment here: it claims the opposite of what Holm guards against.
 */
struct verdict_detail stats_verdict_in_family(struct verdict_detail alone, double adjusted_p);
const char *stats_verdict_name(enum verdict verdict);

/*
 * One layout's rounds of one cell against its base: the same n rounds of both.
 * Returns the median over rounds of log(cell / base) and of (cell - base) in *delta (may be NULL).
 * Both NAN if n == 0, or any time is not finite and above 0, or no memory.
 */
double stats_layout_log_ratio(const double *cell, const double *base, size_t n, double *delta);

/* One layout: the rounds of a cell and of its base, round by round. */
struct layout_rounds {
	const double *cell, *base;
	size_t n;
};

/*
 * The replicates of one comparison: one log ratio (and one delta, if `delta` is not NULL) per
 * layout, in order. A layout without a figure (NAN above) yields none. log_ratio[] and delta[]
 * have room for n_layouts; returns how many were written. What stats_mean_t(),
 * stats_hodges_lehmann() and stats_verdict() are to be given.
 */
size_t stats_replicates(const struct layout_rounds *layouts, size_t n_layouts, double *log_ratio,
			double *delta);

#endif
