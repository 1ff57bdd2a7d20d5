/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Holm's step-down procedure as adjusted p-values. */
#include <gsl/gsl_sort.h>
#include <stdlib.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

/* p[] of infinity stands for "not known": last in order, and NAN in the end. */
static void step_down(const double *p, const size_t *order, size_t n, double *adjusted)
{
	double largest = 0;

	for (size_t rank = 0; rank < n; rank++) {
		double scaled = p[order[rank]] * (double)(n - rank);

		/* never below what an easier hypothesis got, never above 1 */
		largest = fmax(largest, scaled);
		adjusted[order[rank]] = isinf(scaled) ? NAN : fmin(largest, 1);
	}
}

void stats_holm(const double *p, size_t n, double *adjusted)
{
	double *copy = calloc(n, sizeof(*copy));
	size_t *order = calloc(n, sizeof(*order));

	if (copy && order) {
		for (size_t i = 0; i < n; i++)
			copy[i] = isnan(p[i]) ? INFINITY : p[i];
		gsl_sort_index(order, copy, 1, n);
		step_down(copy, order, n, adjusted);
	} else {
		for (size_t i = 0; i < n; i++)
			adjusted[i] = NAN;
	}
	free(copy);
	free(order);
}
