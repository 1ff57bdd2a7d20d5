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
			       struct sampled_cell *c, struct span_of_segments span)
{
	struct count all = { .voided = NULL };

	for (int i = 0; i < COUNTER_PASSES && !all.voided; i++) {
		struct counters_sample begin, end;
		uint64_t count[COUNTERS_SET_EVENTS], digest;

		sampler_condition(sampler, c, span);
		counters_read(set, &begin);
		digest = sampler_pass(sampler, c, span);
		counters_read(set, &end);
		all.voided = counters_diff(set, &begin, &end, count);
		if (digest != sampler_expected(sampler, span))
			all.voided = "wrong result in a counted pass";
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

/* Whole lines only: a crash in a cell writes its own line behind them. */
static void say(FILE *out, json_t *line)
{
	json_dumpf(line, out, JSON_COMPACT);
	fputc('\n', out);
	fflush(out);
	json_decref(line);
}

/* A report of one set: the record's, with this machine's encodings. */
static int encode_set(const json_t *names, struct counters_report *report, struct memtax_error *err)
{
	size_t n = json_array_size(names);

	if (!n || n > COUNTERS_SET_EVENTS)
		return memtax_fail(err, "a set of %zu events", n);
	report->available = true;
	report->n_sets = 1;
	report->set[0].n = n;
	for (size_t i = 0; i < n; i++) {
		const char *name = json_string_value(json_array_get(names, i));

		if (!name)
			return memtax_fail(err, "a set with an event without a name");
		if (counters_encode_event(&counters_os_real, name, &report->set[0].event[i], err))
			return -1;
	}
	return 0;
}

void launch_count(const struct job *job, struct sampler *sampler, struct sampled_cell *cells,
		  size_t n_cells, struct span_of_segments span, FILE *out)
{
	uint64_t ops = sampler_ops(sampler, span) * COUNTER_PASSES;
	static struct counters_report report; /* large */

	for (size_t index = 0; index < json_array_size(job->counter_sets); index++) {
		const json_t *names = json_array_get(job->counter_sets, index);
		struct counters_set set = { 0 };
		struct memtax_error err;
		int failed = encode_set(names, &report, &err) ||
			     counters_open_set(&counters_os_real, &report, 0, &set, &err);

		for (size_t i = 0; i < n_cells; i++) {
			struct count count = { .voided = failed ? err.text : NULL };

			guard_cell(cells[i].id);
			if (!failed)
				count = count_cell(&set, sampler, &cells[i], span);
			guard_cell(-1);
			say(out, count_line(job, &set, (int)index, cells[i].id, ops, &count));
		}
		counters_close(&set);
	}
}
