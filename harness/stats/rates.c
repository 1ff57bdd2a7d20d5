/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Intervals of rates. */
#include <gsl/gsl_cdf.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

struct estimate stats_wilson(size_t successes, size_t n, double confidence)
{
	struct estimate estimate = { NAN, NAN, NAN };
	double count = (double)n;
	double rate, z, shrink, centre, half;

	if (n == 0 || successes > n)
		return estimate;
	rate = (double)successes / count;
	estimate.value = rate;
	if (!confidence_usable(confidence))
		return estimate;
	z = gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2);
	shrink = z * z / count;
	centre = (rate + shrink / 2) / (1 + shrink);
	half = z * sqrt(rate * (1 - rate) / count + shrink / (4 * count)) / (1 + shrink);
	/* at the ends the formula gives 0 and 1 but for rounding */
	estimate.lo = successes == 0 ? 0 : centre - half;
	estimate.hi = successes == n ? 1 : centre + half;
	return estimate;
}
