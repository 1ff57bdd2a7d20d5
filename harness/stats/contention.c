/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Quiet or contended, from probe ticks. */
#include <stdlib.h>

#include "harness/stats/contention.h"
#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

double contention_quotient(uint64_t wide, uint64_t dependent, struct probe_adds adds)
{
	if (wide == 0 || dependent == 0 || adds.wide == 0 || adds.dependent == 0)
		return NAN;
	return ((double)wide / (double)adds.wide) / ((double)dependent / (double)adds.dependent);
}

static size_t quotients(struct probe_ticks round, struct probe_adds adds, double *out)
{
	size_t found = 0;

	for (size_t i = 0; i < round.n; i++) {
		double quotient = contention_quotient(round.wide[i], round.dependent[i], adds);

		if (!isnan(quotient))
			out[found++] = quotient;
	}
	return found;
}

double contention_floor(const struct probe_ticks *rounds, size_t n_rounds, struct probe_adds adds)
{
	size_t room = 0, found = 0;
	double *all, low;

	for (size_t i = 0; i < n_rounds; i++)
		room += rounds[i].n;
	all = malloc(room * sizeof(*all));
	if (!all)
		return NAN;
	for (size_t i = 0; i < n_rounds; i++)
		found += quotients(rounds[i], adds, all + found);
	low = stats_quantile(all, found, CONTENTION_QUANTILE);
	free(all);
	return low;
}

double contention_reference(const double *floors, size_t n_launches)
{
	double lowest = NAN; /* fmin passes over it */

	for (size_t i = 0; i < n_launches; i++)
		lowest = fmin(lowest, floors[i]);
	return lowest;
}

bool contention_quiet(struct probe_ticks round, struct probe_adds adds, double reference)
{
	if (reference > CONTENTION_CEILING)
		return false;
	/* written so that a NAN on either side is not quiet */
	for (size_t i = 0; i < round.n; i++)
		if (!(contention_quotient(round.wide[i], round.dependent[i], adds) <=
		      CONTENTION_LIMIT * reference))
			return false;
	return round.n > 0;
}
