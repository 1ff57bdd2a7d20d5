/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Geometric mean of ratios over workloads, with the two intervals it can have. */
#include <gsl/gsl_cdf.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

static struct estimate as_ratios(struct estimate logs)
{
	return (struct estimate){ exp(logs.value), exp(logs.lo), exp(logs.hi) };
}

/* Half the width, in errors, of an interval whose variance is the sum of n estimated ones. */
static double width_in_errors(const double *ses, const double *dfs, size_t n, double confidence)
{
	double p = 0.5 + confidence / 2;
	double sum = 0, weighed = 0;

	for (size_t i = 0; dfs && i < n; i++) {
		double square = ses[i] * ses[i];

		sum += square;
		weighed += square * square / dfs[i];
	}
	/* not known, or no error at all: then the width does not matter */
	if (weighed == 0)
		return gsl_cdf_ugaussian_Pinv(p);
	return gsl_cdf_tdist_Pinv(p, sum * sum / weighed);
}

static bool errors_usable(const double *ses, const double *dfs, size_t n)
{
	if (!ses || !all_finite(ses, n) || (dfs && !all_finite(dfs, n)))
		return false;
	for (size_t i = 0; i < n; i++)
		if (ses[i] < 0 || (dfs && dfs[i] < 1))
			return false;
	return true;
}

static struct estimate within(double mean, const double *ses, const double *dfs, size_t n,
			      double confidence)
{
	struct estimate logs = { mean, NAN, NAN };
	double squares = 0, half;

	if (!errors_usable(ses, dfs, n) || !confidence_usable(confidence))
		return as_ratios(logs);
	for (size_t i = 0; i < n; i++)
		squares += ses[i] * ses[i];
	half = width_in_errors(ses, dfs, n, confidence) * sqrt(squares) / (double)n;
	logs.lo = mean - half;
	logs.hi = mean + half;
	return as_ratios(logs);
}

static void leave_one_out(const double *logs, size_t n, double mean, struct geomean *geomean)
{
	for (size_t i = 0; i < n; i++) {
		double rest = exp(mean + (mean - logs[i]) / (double)(n - 1));

		geomean->min_leave_one_out = fmin(geomean->min_leave_one_out, rest);
		geomean->max_leave_one_out = fmax(geomean->max_leave_one_out, rest);
	}
}

struct geomean stats_geomean_t(const double *logs, const double *ses, const double *dfs, size_t n,
			       double confidence)
{
	struct estimate between = stats_mean_t(logs, n, confidence);
	struct geomean geomean = {
		.value = exp(between.value),
		.within = within(between.value, ses, dfs, n, confidence),
		.between = as_ratios(between),
		.min_leave_one_out = NAN, /* fmin and fmax pass over it */
		.max_leave_one_out = NAN,
	};

	if (n >= 2 && !isnan(between.value))
		leave_one_out(logs, n, between.value, &geomean);
	return geomean;
}

struct geomean stats_geomean(const double *logs, const double *ses, size_t n, double confidence)
{
	return stats_geomean_t(logs, ses, NULL, n, confidence);
}
