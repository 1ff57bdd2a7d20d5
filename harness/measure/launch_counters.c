// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/launch_counters.h"

#include <jansson.h>

#include "harness/measure/counters.h"
#include "harness/measure/guard.h"

/* What the passes of one cell under one set came to. */
struct count {
	uint64_t sum[COUNTERS_SET_EVENTS];
	const char *voided; /* why, or NULL */
};

static struct count count_cell(const struct counters_set *set, const struct sampler *sampler,
			       struct sampled_cell *c, struct span_of_segments span, int passes)
{
	struct count all = { .voided = NULL };

	for (int i = 0; i < passes && !all.voided; i++) {
		struct counters_sample begin, end;
		uint64_t count[COUNTERS_SET_EVENTS];

		sampler_condition(sampler, c, span);
		counters_read(set, &begin);
		sampler_pass(sampler, c, span);
		counters_read(set, &end);
		all.voided = counters_diff(set, &begin, &end, count);
		for (size_t e = 0; e < set->n && !all.voided; e++)
			all.sum[e] += count[e];
	}
	return all;
}

static json_t *count_line(const struct job *job, const struct counters_set *set, int index,
			  int cell, uint64_t ops, const struct count *count)
{
	json_t *values, *line = json_pack("{ss si si si si sI}", "t", "counters", "launch",
					  job->launch, "attempt", job->attempt, "set", index,
					  "cell", cell, "ops", (json_int_t)ops);

	if (count->voided) {
		json_object_set_new(line, "void", json_string(count->voided));
		return line;
	}
	values = json_object();
	for (size_t e = 0; e < set->n; e++)
		json_object_set_new(values, set->name[e], json_integer((json_int_t)count->sum[e]));
	json_object_set_new(line, "values", values);
	return line;
}

void launch_count(const struct job *job, struct sampler *sampler, struct sampled_cell *cells,
		  size_t n_cells, struct span_of_segments span, FILE *out)
{
	static struct counters_report report; /* large */
	uint64_t ops = sampler_ops(sampler, span) * (uint64_t)job->counters;
	struct counters_set set;
	struct memtax_error err;

	counters_probe(&counters_os_real, &report);
	for (size_t index = 0; index < report.n_sets; index++) {
		if (counters_open_set(&counters_os_real, &report, index, &set, &err)) {
			fprintf(stderr, "memtax: counter set %zu: %s\n", index, err.text);
			continue;
		}
		for (size_t i = 0; i < n_cells; i++) {
			struct count count;
			json_t *line;

			guard_cell(cells[i].id);
			count = count_cell(&set, sampler, &cells[i], span, job->counters);
			guard_cell(-1);
			line = count_line(job, &set, (int)index, cells[i].id, ops, &count);
			json_dumpf(line, out, JSON_COMPACT);
			fputc('\n', out);
			json_decref(line);
		}
		counters_close(&set);
	}
	fflush(out);
}
