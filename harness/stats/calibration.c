// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/stats/calibration.h"

#include <math.h>
#include <stdlib.h>

static void judge(struct calibration *c, const double *block, size_t k)
{
	struct verdict_detail v = stats_verdict(block, k);

	c->comparisons++;
	/* `free` has an interval that may or may not hold zero; it is no claim of a difference. */
	c->slower += v.verdict == VERDICT_COSTS;
	c->differ += v.verdict == VERDICT_COSTS || v.verdict == VERDICT_SAVES;
}

int calibration_add(struct calibration *c, const double *log_ratio, size_t n, size_t k)
{
	double *block = calloc(k, sizeof(*block));
	size_t filled = 0;

	if (!block)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (isnan(log_ratio[i]))
			continue;
		block[filled++] = log_ratio[i];
		if (filled < k)
			continue;
		judge(c, block, k);
		filled = 0;
	}
	free(block);
	return 0;
}

void calibration_finish(struct calibration *c, const double *logs, size_t n)
{
	struct estimate mean = stats_mean_t(logs, n, STATS_CONFIDENCE);
	double sum = 0;

	c->rate = stats_wilson(c->differ, c->comparisons, STATS_CONFIDENCE);
	c->found = stats_wilson(c->slower, c->comparisons, STATS_CONFIDENCE);
	c->effect.value = expm1(mean.value);
	c->effect.lo = expm1(mean.lo);
	c->effect.hi = expm1(mean.hi);
	for (size_t i = 0; i < n; i++)
		sum += (logs[i] - mean.value) * (logs[i] - mean.value);
	c->layout_sd = n > 1 ? sqrt(sum / (double)(n - 1)) : NAN;
}
