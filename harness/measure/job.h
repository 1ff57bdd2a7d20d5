/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one launch is asked to do: the parent writes it to the child's standard input as JSON, the
 * child answers with lines of samples.ndjson on standard output.
 */
#ifndef MEMTAX_MEASURE_JOB_H
#define MEMTAX_MEASURE_JOB_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include "harness/contract/error.h"

struct job_cell {
	int cell;	  /* id in the record */
	const char *path; /* shared object to load */
};

/* Text belongs to the JSON it was read from, or to the caller that filled it in. */
struct job {
	int launch, attempt, group, layout;
	const char *workload, *workload_path, *data_dir;
	const char *shape, *footprint, *entry;
	uint64_t footprint_bytes, l2_bytes;
	uint64_t input_seed, order_seed;
	int cpu; /* to pin to */
	int rounds;
	int segments; /* per sample; 0: calibrate and say */
	/* Counter sets, as in the record: [[event name...]...]; empty for none. Belongs to the
	 * JSON. */
	json_t *counter_sets;
	struct job_cell *cells; /* in load order; the first in the group is the reference */
	size_t n_cells;
};

/* New reference, or NULL without memory. */
json_t *job_to_json(const struct job *job);

/* Returns 0, or -1 with `err`. job->cells is the caller's to free; text is `json`'s. */
int job_from_json(struct job *job, const json_t *json, struct memtax_error *err);

/*
 * The child: read a job from `in`, measure, write lines to `out`. Returns an exit status: 0 when
 * the launch is whole (its cells may have failed, and said so), 4 when it could not be done.
 */
int launch_run(FILE *in, FILE *out);

#endif
