/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From rounds to replicates: a layout, whatever its number of rounds, is one value. */
#include <stdlib.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

static bool all_times(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]) || v[i] <= 0)
			return false;
	return true;
}

double stats_layout_log_ratio(const double *cell, const double *base, size_t n, double *delta)
{
	double *rounds, ratio, ignored;

	if (!delta)
		delta = &ignored;
	*delta = NAN;
	if (n == 0 || !all_times(cell, n) || !all_times(base, n))
		return NAN;
	rounds = malloc(n * sizeof(*rounds));
	if (!rounds)
		return NAN;
	for (size_t i = 0; i < n; i++)
		rounds[i] = cell[i] - base[i];
	*delta = stats_median(rounds, n);
	for (size_t i = 0; i < n; i++)
		rounds[i] = log(cell[i] / base[i]);
	ratio = stats_median(rounds, n);
	free(rounds);
	return ratio;
}

size_t stats_replicates(const struct layout_rounds *layouts, size_t n_layouts, double *log_ratio,
			double *delta)
{
	size_t found = 0;

	for (size_t i = 0; i < n_layouts; i++) {
		const struct layout_rounds *l = &layouts[i];
		double difference;
		double ratio = stats_layout_log_ratio(l->cell, l->base, l->n, &difference);

		if (!isfinite(ratio) || !isfinite(difference))
			continue;
		if (delta)
			delta[found] = difference;
		log_ratio[found++] = ratio;
	}
	return found;
}
