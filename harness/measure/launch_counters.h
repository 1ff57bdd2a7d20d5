/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The counter passes of a launch: after the timed rounds, one set of counters at a time. */
#ifndef MEMTAX_MEASURE_LAUNCH_COUNTERS_H
#define MEMTAX_MEASURE_LAUNCH_COUNTERS_H

#include <stdio.h>
#include "harness/measure/job.h"
#include "harness/measure/sampler.h"

/*
 * Count the sets of the job, and no others: the record's first line says which there are.
 * COUNTER_PASSES passes over `span` of every cell; one `counters` line a cell and set goes to
 * `out`, with the values or why they are void (a set that does not open here and now is void for
 * every cell).
 */
enum { COUNTER_PASSES = 8 };
void launch_count(const struct job *job, struct sampler *sampler, struct sampled_cell *cells,
		  size_t n_cells, struct span_of_segments span, FILE *out);

#endif
