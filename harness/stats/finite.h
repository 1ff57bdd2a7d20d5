/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The one rule for bad input, shared by the files of this folder; not for other folders. */
#ifndef MEMTAX_STATS_FINITE_H
#define MEMTAX_STATS_FINITE_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

static inline bool all_finite(const double *v, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!isfinite(v[i]))
			return false;
	return true;
}

/* The quantile's argument that leaves half of 1 - confidence above it: GSL wants it inside (0, 1).
 */
static inline bool confidence_usable(double confidence)
{
	return confidence > 0 && confidence < 1 && 0.5 + confidence / 2 < 1;
}

#endif
