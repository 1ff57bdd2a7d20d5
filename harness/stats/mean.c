/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mean, with Student t interval and p. */
#include <gsl/gsl_cdf.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

/* Measured from the first value: equal values give exactly that value, and no error. */
static double mean_of(const double *v, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += v[i] - v[0];
	return v[0] + sum / (double)n;
}

/* Standard error of the mean of n >= 2 values. */
static double error_of_mean(const double *v, size_t n, double mean)
{
	double squares = 0;

	for (size_t i = 0; i < n; i++)
		squares += (v[i] - mean) * (v[i] - mean);
	return sqrt(squares / (double)(n - 1) / (double)n);
}

struct estimate stats_mean_t(const double *v, size_t n, double confidence)
{
	struct estimate estimate = { NAN, NAN, NAN };
	double half;

	if (n == 0 || !all_finite(v, n))
		return estimate;
	estimate.value = mean_of(v, n);
	if (n < 2 || !confidence_usable(confidence))
		return estimate;
	half = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, (double)(n - 1));
	half *= error_of_mean(v, n, estimate.value);
	estimate.lo = estimate.value - half;
	estimate.hi = estimate.value + half;
	return estimate;
}

struct estimate stats_difference(const double *a, size_t n_a, const double *b, size_t n_b,
				 double confidence)
{
	struct estimate estimate = { NAN, NAN, NAN };
	double mean_a, mean_b, var_a, var_b, var, df, half;

	if (!n_a || !n_b || !all_finite(a, n_a) || !all_finite(b, n_b))
		return estimate;
	mean_a = mean_of(a, n_a);
	mean_b = mean_of(b, n_b);
	estimate.value = mean_a - mean_b;
	if (n_a < 2 || n_b < 2 || !confidence_usable(confidence))
		return estimate;
	var_a = pow(error_of_mean(a, n_a, mean_a), 2);
	var_b = pow(error_of_mean(b, n_b, mean_b), 2);
	var = var_a + var_b;
	/* Welch-Satterthwaite; without any variance there is no error, whatever the freedom. */
	df = var > 0 ? var * var /
			       (var_a * var_a / (double)(n_a - 1) +
				var_b * var_b / (double)(n_b - 1))
		     : 1;
	half = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, df) * sqrt(var);
	estimate.lo = estimate.value - half;
	estimate.hi = estimate.value + half;
	return estimate;
}

double stats_mean_p(const double *v, size_t n)
{
	double mean, error;

	if (!all_finite(v, n))
		return NAN;
	if (n < 2)
		return 1;
	mean = mean_of(v, n);
	error = error_of_mean(v, n, mean);
	if (error == 0)
		return mean == 0 ? 1 : 0;
	return 2 * gsl_cdf_tdist_Q(fabs(mean) / error, (double)(n - 1));
}
