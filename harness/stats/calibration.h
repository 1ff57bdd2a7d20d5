/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How often does the estimator say "differs"? Layouts of one pair of cells are dealt out into
 * blocks of K; each block is one comparison, judged exactly as a run with K layouts would be.
 */
#ifndef MEMTAX_STATS_CALIBRATION_H
#define MEMTAX_STATS_CALIBRATION_H

#include <stddef.h>
#include "harness/stats/stats.h"

struct calibration {
	size_t comparisons;
	size_t differ;		/* interval clear of zero */
	size_t slower;		/* of these, on the side of "costs" */
	struct estimate rate;	/* of differ, Wilson */
	struct estimate found;	/* rate of slower, Wilson */
	struct estimate effect; /* mean ratio over all layouts, as ratio - 1 */
	double layout_sd;	/* of log ratios, pooled over pairs; NAN for none */
};

/*
 * Add the blocks of one pair to the counts. log_ratio: one value per layout; what is left over
 * when n is no multiple of k is dropped. Values that are NAN (a layout without quiet rounds) are
 * dropped before dealing. Returns 0, or -1 when out of memory.
 */
int calibration_add(struct calibration *c, const double *log_ratio, size_t n, size_t k);

/* After all pairs were added: the intervals. `logs` are all layouts of all pairs. */
void calibration_finish(struct calibration *c, const double *logs, size_t n);

#endif
