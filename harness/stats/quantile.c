/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Median and quantiles, on a sorted copy. */
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>
#include <string.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

double stats_quantile(const double *v, size_t n, double p)
{
	double *sorted;
	double quantile;

	if (n == 0 || !(p >= 0 && p <= 1) || !all_finite(v, n))
		return NAN;
	sorted = malloc(n * sizeof(*sorted));
	if (!sorted)
		return NAN;
	memcpy(sorted, v, n * sizeof(*sorted));
	gsl_sort(sorted, 1, n);
	quantile = gsl_stats_quantile_from_sorted_data(sorted, 1, n, p);
	free(sorted);
	return quantile;
}

double stats_median(const double *v, size_t n)
{
	return stats_quantile(v, n, 0.5);
}
