// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The child that measures: one launch, one layout, one group of cells. It computes nothing but
 * ticks; every line it prints goes into samples.ndjson as it is.
 */
#include <dlfcn.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "harness/contract/random.h"
#include "harness/measure/clock.h"
#include "harness/measure/guard.h"
#include "harness/measure/job.h"
#include "harness/measure/launch_counters.h"
#include "harness/measure/probe.h"
#include "harness/measure/sampler.h"
#include "harness/measure/watcher.h"
#include "harness/stats/williams.h"

struct launch {
	struct job job;
	FILE *out;
	void *workload_handle;
	struct sampler sampler;
	struct sampled_cell *cells; /* those that are in */
	size_t n_cells;
	struct span_of_segments span;
};

/* Prints the line and drops the reference. */
static void say(struct launch *l, json_t *line)
{
	json_dumpf(line, l->out, JSON_COMPACT | JSON_REAL_PRECISION(9));
	fputc('\n', l->out);
	fflush(l->out);
	json_decref(line);
}

static void say_cell_failed(struct launch *l, int cell, const char *reason)
{
	say(l, json_pack("{ss si si si ss}", "t", "cell_failed", "launch", l->job.launch, "attempt",
			 l->job.attempt, "cell", cell, "reason", reason));
}

static int pin(int cpu, struct memtax_error *err)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		return memtax_fail(err, "cannot pin to CPU %d; see `memtax doctor`", cpu);
	return 0;
}

static const struct memtax_workload *load_workload(struct launch *l, struct memtax_error *err)
{
	const struct memtax_workload *w;

	l->workload_handle = dlopen(l->job.workload_path, RTLD_NOW | RTLD_LOCAL);
	w = l->workload_handle ? dlsym(l->workload_handle, MEMTAX_WORKLOAD_SYMBOL) : NULL;
	if (!w || w->contract != MEMTAX_CONTRACT) {
		memtax_fail(err, "%s: not a workload of this memtax; run: make",
			    l->job.workload_path);
		return NULL;
	}
	return w;
}

static const struct memtax_shape *find_shape(const struct memtax_workload *w, const char *name)
{
	for (const struct memtax_shape *s = w->shapes; s->name; s++)
		if (!strcmp(s->name, name))
			return s;
	return NULL;
}

static int open_input(struct launch *l, struct memtax_error *err)
{
	const struct memtax_workload *w = load_workload(l, err);
	const struct memtax_shape *shape = w ? find_shape(w, l->job.shape) : NULL;

	if (!w)
		return -1;
	if (!shape)
		return memtax_fail(err, "%s has no shape '%s'", w->name, l->job.shape);
	l->sampler.footprint = footprint_from_name(l->job.footprint);
	l->sampler.entry = entry_from_name(l->job.entry);
	l->sampler.l2_bytes = l->job.l2_bytes;
	return sampler_open(&l->sampler, w, shape, l->job.footprint_bytes, l->job.input_seed,
			    l->job.data_dir, err);
}

/* Cells that do not load or compute wrongly are told and left out: the rest goes on. */
static int open_cells(struct launch *l, struct memtax_error *err)
{
	l->cells = calloc(l->job.n_cells + 1, sizeof(*l->cells));
	if (!l->cells)
		return memtax_fail(err, "out of memory");
	for (size_t i = 0; i < l->job.n_cells; i++) {
		struct sampled_cell *c = &l->cells[l->n_cells];
		struct memtax_error why;

		c->id = l->job.cells[i].cell;
		guard_cell(c->id);
		if (sampled_cell_open(&l->sampler, l->job.cells[i].path, c, &why)) {
			say_cell_failed(l, c->id, why.text);
		} else if (sampler_verify(&l->sampler, c, &why)) {
			say_cell_failed(l, c->id, why.text);
			sampled_cell_close(c);
		} else {
			l->n_cells++;
		}
	}
	guard_cell(-1);
	if (!l->n_cells)
		return memtax_fail(err, "no cell of this launch can be measured");
	return 0;
}

/*
 * The first launch that calibrates a group says so, and every other of the group is given the same.
 * Another seed may give fewer segments: a sample of llc or dram goes over none of them twice.
 */
static void choose_span(struct launch *l)
{
	size_t count = (size_t)l->job.segments, all = l->sampler.input.n_segments;

	if (!count) {
		count = sampler_calibrate(&l->sampler, &l->cells[0]);
		say(l, json_pack("{ss si sI}", "t", "calibration", "group", l->job.group,
				 "segments", (json_int_t)count));
	}
	if (l->sampler.footprint > FOOTPRINT_L2 && count > all)
		count = all;
	l->span = (struct span_of_segments){ 0, count };
}

/*
 * Which cell is which treatment of the Williams square changes with the launch, or the first
 * rows' order would always fall on the same cells.
 */
static void shuffle(size_t *v, size_t n, uint64_t seed)
{
	struct memtax_random random = memtax_random_seeded(seed);

	for (size_t i = 0; i < n; i++)
		v[i] = i;
	for (size_t i = n; i > 1; i--) {
		size_t j = memtax_random_below(&random, (uint32_t)i), t = v[i - 1];

		v[i - 1] = v[j];
		v[j] = t;
	}
}

static void append_probe(json_t *wide, json_t *dependent)
{
	struct probe p = probe_take();

	json_array_append_new(wide, json_integer((json_int_t)p.wide));
	json_array_append_new(dependent, json_integer((json_int_t)p.dependent));
}

/* One sample. A wrong digest ends the cell: no figure of this round is kept of any cell. */
static int sample(struct launch *l, struct sampled_cell *c, uint64_t *ticks)
{
	uint64_t digest;

	guard_cell(c->id);
	sampler_condition(&l->sampler, c, l->span);
	*ticks = sampler_time(&l->sampler, c, l->span, &digest);
	guard_cell(-1);
	if (digest == sampler_expected(&l->sampler, l->span))
		return 0;
	say_cell_failed(l, c->id, "wrong result in a timed sample");
	c->failed = true;
	return -1;
}

/* Returns 0, or -1 when a cell dropped out: the round does not count. */
static int measure_round(struct launch *l, int round, const size_t *treatment, const size_t *row)
{
	json_t *order = json_array(), *ticks = json_array();
	json_t *wide = json_array(), *dependent = json_array();
	int failed = 0;

	append_probe(wide, dependent);
	for (size_t i = 0; i < l->n_cells && !failed; i++) {
		struct sampled_cell *c = &l->cells[treatment[row[i]]];
		uint64_t t = 0;

		failed = sample(l, c, &t);
		append_probe(wide, dependent);
		json_array_append_new(order, json_integer(c->id));
		json_array_append_new(ticks, json_integer((json_int_t)t));
	}
	if (failed) {
		json_decref(order);
		json_decref(ticks);
		json_decref(wide);
		json_decref(dependent);
		return -1;
	}
	say(l, json_pack("{ss si si si sI sI so so so so}", "t", "round", "launch", l->job.launch,
			 "attempt", l->job.attempt, "round", round, "first_segment",
			 (json_int_t)l->span.first, "ops",
			 (json_int_t)sampler_ops(&l->sampler, l->span), "order", order, "ticks",
			 ticks, "wide", wide, "dependent", dependent));
	return 0;
}

static void drop_failed(struct launch *l)
{
	size_t kept = 0;

	for (size_t i = 0; i < l->n_cells; i++) {
		if (l->cells[i].failed)
			sampled_cell_close(&l->cells[i]);
		else
			l->cells[kept++] = l->cells[i];
	}
	l->n_cells = kept;
}

/* Returns how many rounds were made. */
static int measure_rounds(struct launch *l)
{
	size_t *treatment = calloc(l->n_cells, sizeof(*treatment));
	size_t *row = calloc(l->n_cells, sizeof(*row));
	int made = 0;

	if (!treatment || !row)
		goto out;
	shuffle(treatment, l->n_cells, l->job.order_seed);
	while (made < l->job.rounds && l->n_cells) {
		williams_row(l->n_cells, (size_t)made % williams_rows(l->n_cells), row);
		if (measure_round(l, made, treatment, row)) {
			drop_failed(l);
			shuffle(treatment, l->n_cells, l->job.order_seed);
			continue;
		}
		made++;
		l->span.first = (l->span.first + l->span.count) % l->sampler.input.n_segments;
	}
out:
	free(treatment);
	free(row);
	return made;
}

static int measure(struct launch *l, struct memtax_error *err)
{
	double cycles_per_tick, tick_hz;
	int rounds;

	if (pin(l->job.cpu, err) || open_input(l, err) || open_cells(l, err))
		return -1;
	choose_span(l);
	tick_hz = clock_tick_hz();
	cycles_per_tick = probe_cycles_per_tick();
	rounds = measure_rounds(l);
	if (rounds < l->job.rounds)
		return memtax_fail(err, "no cell is left to measure after %d rounds", rounds);
	/* Clocks drift over a launch: take the chain again, and the mean of before and after. */
	cycles_per_tick = (cycles_per_tick + probe_cycles_per_tick()) / 2;
	if (json_array_size(l->job.counter_sets))
		launch_count(&l->job, &l->sampler, l->cells, l->n_cells, l->span, l->out);
	say(l,
	    json_pack("{ss si si ss sn si sf sf s{si si}}", "t", "launch_end", "launch",
		      l->job.launch, "attempt", l->job.attempt, "status", "ok", "reason", "rounds",
		      rounds, "cycles_per_tick", cycles_per_tick, "tick_hz", tick_hz, "probe",
		      "wide_adds", PROBE_WIDE_ADDS, "dependent_adds", PROBE_DEPENDENT_ADDS));
	return 0;
}

static void close_launch(struct launch *l)
{
	for (size_t i = 0; i < l->n_cells; i++)
		sampled_cell_close(&l->cells[i]);
	free(l->cells);
	free(l->job.cells);
	sampler_close(&l->sampler);
	if (l->workload_handle)
		dlclose(l->workload_handle);
}

/* On input that every row accepts nothing may be reported: a wrong cell, or a wrong harness. */
static void on_report(const struct watcher_report *report)
{
	char reason[128];

	snprintf(reason, sizeof(reason), "reported by its run-time library: %s", report->what);
	guard_fail(reason);
}

int launch_run(FILE *in, FILE *out)
{
	struct launch l = { .out = out };
	struct memtax_error err;
	json_error_t why;
	json_t *json = json_loadf(in, 0, &why);
	int failed;

	if (!json) {
		fprintf(stderr, "memtax launch: job is not JSON: %s\n", why.text);
		return 4;
	}
	failed = job_from_json(&l.job, json, &err);
	guard_install(fileno(out), l.job.launch, l.job.attempt);
	watcher_on_report(on_report);
	failed = failed || measure(&l, &err);
	if (failed)
		say(&l,
		    json_pack("{ss si si ss ss}", "t", "launch_end", "launch", l.job.launch,
			      "attempt", l.job.attempt, "status", "failed", "reason", err.text));
	close_launch(&l);
	json_decref(json);
	return failed ? 4 : 0;
}
