// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/job.h"

#include <stdlib.h>

json_t *job_to_json(const struct job *job)
{
	json_t *cells = json_array();

	for (size_t i = 0; i < job->n_cells; i++)
		json_array_append_new(cells, json_pack("{si ss}", "cell", job->cells[i].cell,
						       "path", job->cells[i].path));
	/* Seeds use all 64 bits; JSON's integers are signed. */
	return json_pack(
		"{si si si si ss ss ss ss ss ss sI sI sI sI si si si sO so}", "launch", job->launch,
		"attempt", job->attempt, "group", job->group, "layout", job->layout, "workload",
		job->workload, "workload_path", job->workload_path, "data_dir", job->data_dir,
		"shape", job->shape, "footprint", job->footprint, "entry", job->entry,
		"footprint_bytes", (json_int_t)job->footprint_bytes, "l2_bytes",
		(json_int_t)job->l2_bytes, "input_seed", (json_int_t)job->input_seed, "order_seed",
		(json_int_t)job->order_seed, "cpu", job->cpu, "rounds", job->rounds, "segments",
		job->segments, "counter_sets", job->counter_sets, "cells", cells);
}

static int read_cells(struct job *job, const json_t *cells, struct memtax_error *err)
{
	job->n_cells = json_array_size(cells);
	job->cells = calloc(job->n_cells + 1, sizeof(*job->cells));
	if (!job->cells)
		return memtax_fail(err, "out of memory");
	for (size_t i = 0; i < job->n_cells; i++)
		if (json_unpack(json_array_get(cells, i), "{si ss}", "cell", &job->cells[i].cell,
				"path", &job->cells[i].path))
			return memtax_fail(err, "launch job: cell %zu lacks `cell` or `path`", i);
	return 0;
}

int job_from_json(struct job *job, const json_t *json, struct memtax_error *err)
{
	json_int_t footprint_bytes, l2_bytes, input_seed, order_seed;
	json_error_t why;
	json_t *cells;

	if (json_unpack_ex((json_t *)json, &why, 0,
			   "{si si si si ss ss ss ss ss ss sI sI sI sI si si si so so}", "launch",
			   &job->launch, "attempt", &job->attempt, "group", &job->group, "layout",
			   &job->layout, "workload", &job->workload, "workload_path",
			   &job->workload_path, "data_dir", &job->data_dir, "shape", &job->shape,
			   "footprint", &job->footprint, "entry", &job->entry, "footprint_bytes",
			   &footprint_bytes, "l2_bytes", &l2_bytes, "input_seed", &input_seed,
			   "order_seed", &order_seed, "cpu", &job->cpu, "rounds", &job->rounds,
			   "segments", &job->segments, "counter_sets", &job->counter_sets, "cells",
			   &cells))
		return memtax_fail(err, "launch job: %s", why.text);
	job->footprint_bytes = (uint64_t)footprint_bytes;
	job->l2_bytes = (uint64_t)l2_bytes;
	job->input_seed = (uint64_t)input_seed;
	job->order_seed = (uint64_t)order_seed;
	return read_cells(job, cells, err);
}
