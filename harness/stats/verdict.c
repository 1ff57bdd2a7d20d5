/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Verdicts on log ratios, one per layout (DESIGN 5.7). */
#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

/* Both ends, as ratios, less than the margin away from 1. */
static bool inside_margin(double lo, double hi)
{
	return expm1(lo) > -STATS_MARGIN && expm1(hi) < STATS_MARGIN;
}

struct verdict_detail stats_verdict(const double *log_ratio, size_t n_layouts)
{
	struct verdict_detail detail = { .verdict = VERDICT_NONE };
	struct estimate mean = stats_mean_t(log_ratio, n_layouts, STATS_CONFIDENCE);
	double q10, q90;
	bool inside;

	if (isnan(mean.lo) || isnan(mean.hi))
		return detail;
	q10 = stats_quantile(log_ratio, n_layouts, 0.1);
	q90 = stats_quantile(log_ratio, n_layouts, 0.9);
	inside = inside_margin(mean.lo, mean.hi);
	detail.layout_dependent = expm1(q90 - q10) > STATS_LAYOUT_SPREAD;
	detail.verdict = VERDICT_INCONCLUSIVE;
	if (mean.lo > 0)
		detail.verdict = VERDICT_COSTS;
	else if (mean.hi < 0)
		detail.verdict = VERDICT_SAVES;
	else if (inside && n_layouts >= STATS_FREE_LAYOUTS && inside_margin(q10, q90))
		detail.verdict = VERDICT_FREE;
	detail.under_margin = inside && (mean.lo > 0 || mean.hi < 0);
	return detail;
}

struct verdict_detail stats_verdict_in_family(struct verdict_detail alone, double adjusted_p)
{
	bool clear = alone.verdict == VERDICT_COSTS || alone.verdict == VERDICT_SAVES;

	if (!clear || adjusted_p <= 1 - STATS_CONFIDENCE)
		return alone;
	alone.verdict = VERDICT_INCONCLUSIVE;
	alone.under_margin = false;
	return alone;
}

const char *stats_verdict_name(enum verdict verdict)
{
	switch (verdict) {
	case VERDICT_NONE:
		return "none";
	case VERDICT_COSTS:
		return "costs";
	case VERDICT_SAVES:
		return "saves";
	case VERDICT_FREE:
		return "free";
	case VERDICT_INCONCLUSIVE:
		return "inconclusive";
	}
	return "unknown";
}
