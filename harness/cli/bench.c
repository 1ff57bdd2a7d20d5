// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "harness/cli/bench_options.h"
#include "harness/cli/cli.h"
#include "harness/doctor/doctor.h"
#include "harness/measure/clock.h"
#include "harness/measure/counters.h"
#include "harness/measure/run.h"
#include "harness/measure/toolchains.h"
#include "harness/record/document.h"
#include "harness/record/machine.h"
#include "harness/record/rundir.h"
#include "harness/record/samples_read.h"
#include "harness/record/source.h"
#include "harness/report/report.h"

enum { COUNTER_PASSES = 8 };

struct bench {
	struct bench_options o;
	struct registry registry;
	struct machine machine;
	struct source source;
	struct counters_report counters;
	struct plan plan;
	struct run run;
	json_t *doctor;
	const char *grade;
	char dir[PATH_MAX];
	bool outside_refused;
};

static void choose_seed(struct bench *b)
{
	uint32_t seed;

	if (b->o.seed_given)
		return;
	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = (uint32_t)clock_now_ns();
	b->o.plan.seed = seed;
}

static void look_at_machine(struct bench *b)
{
	struct doctor_env env = { .root = "", .os = &counters_os_real };

	machine_read(&b->machine, "");
	b->machine.tick_hz = (uint64_t)clock_tick_hz();
	counters_probe(&counters_os_real, &b->counters);
	b->doctor = doctor_examine(&env, &b->grade);
	machine_fingerprint(&b->machine, b->grade);
	source_read(&b->source, cli_source(), cli_build());
	b->run.caches = (struct plan_caches){ b->machine.l1d, b->machine.l2, b->machine.llc,
					      b->machine.llc_share };
	b->run.counters = b->counters.available ? COUNTER_PASSES : 0;
	b->run.cpu = b->o.cpu >= 0 ? b->o.cpu : run_choose_cpu();
}

static int prepare_directory(struct bench *b, struct memtax_error *err)
{
	char results[PATH_MAX];

	if (b->o.out) {
		snprintf(b->dir, sizeof(b->dir), "%s", b->o.out);
		return record_check_writable(b->dir, RECORD_SPACE_NEEDED, err);
	}
	snprintf(results, sizeof(results), "%s/results", cli_source());
	if (record_check_writable(results, RECORD_SPACE_NEEDED, err))
		return -1;
	return record_new_run(results, b->machine.fingerprint, b->source.revision, time(NULL),
			      b->dir, err);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static json_t *header_line(const struct bench *b)
{
	char now[RECORD_TIME_SIZE];

	record_time(time(NULL), now);
	return json_pack("{ss ss ss ss ss ss sI so ss so so sO so so sO so}", "t", "run", "schema",
			 SAMPLES_SCHEMA, "id", last_part(b->dir), "kind", b->plan.kind, "command",
			 b->o.command, "started_at", now, "seed", (json_int_t)b->plan.seed,
			 "machine", machine_json(&b->machine), "grade", b->grade, "source",
			 source_json(&b->source), "toolchains",
			 toolchains_json(cli_build(), b->plan.alignment), "doctor", b->doctor,
			 "plan", plan_to_json(&b->plan), "cells", plan_cells_to_json(&b->plan),
			 "refusals", b->plan.refusals, "counters",
			 counters_report_json(&b->counters));
}

static int schedule_all(struct bench *b, struct memtax_error *err)
{
	size_t n = b->plan.n_groups * (size_t)b->plan.layouts;

	b->run.order = calloc(n, sizeof(*b->run.order));
	b->run.attempt = calloc(n, sizeof(*b->run.attempt));
	if (!b->run.order || !b->run.attempt)
		return memtax_fail(err, "out of memory");
	plan_launch_order(&b->plan, b->run.order);
	for (size_t i = 0; i < n; i++)
		b->run.attempt[i] = 1;
	b->run.n_launches = n;
	return 0;
}

/* A new run, up to the first line of its record. Returns an exit status. */
static int begin(struct bench *b, struct memtax_error *err)
{
	enum plan_status status;

	choose_seed(b);
	status = plan_make(&b->plan, &b->registry, &b->o.plan, &b->run.caches, err);
	b->outside_refused = b->o.plan.cell_file && json_array_size(b->plan.refusals) &&
			     !strcmp(json_string_value(json_object_get(
					     json_array_get(b->plan.refusals, 0), "toolchain")),
				     "outside");
	if (b->outside_refused)
		fprintf(stderr, "memtax: refused: %s\n",
			json_string_value(json_object_get(json_array_get(b->plan.refusals, 0),
							  "reason")));
	if (status != PLAN_OK)
		return status == PLAN_USAGE ? CLI_USAGE :
		       status == PLAN_EMPTY ? CLI_FINDING : CLI_ENVIRONMENT;
	if (prepare_directory(b, err) || schedule_all(b, err))
		return CLI_ENVIRONMENT;
	b->run.writer = samples_create(b->dir, err);
	if (!b->run.writer || samples_append(b->run.writer, header_line(b), err))
		return CLI_ENVIRONMENT;
	return CLI_OK;
}

/* Objects that changed since the run began would be measured as if they were the same. */
static int same_objects(const struct plan *plan, struct memtax_error *err)
{
	for (size_t i = 0; i < plan->n_cells; i++) {
		struct object now;

		if (object_read(plan->cells[i].path, &now, err))
			return -1;
		if (strcmp(now.hash, plan->cells[i].object.hash))
			return memtax_fail(err,
					   "%s is not the object that this run began with; "
					   "check out its revision and build it, or begin anew",
					   plan->cells[i].path);
	}
	return 0;
}

static int schedule_rest(struct bench *b, const struct samples *s, struct memtax_error *err)
{
	size_t n = b->plan.n_groups * (size_t)b->plan.layouts, kept = 0;

	if (schedule_all(b, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		int launch = b->run.order[i];

		if (s->launches[launch].counted)
			continue;
		b->run.attempt[kept] = (int)samples_next_attempt(&s->launches[launch]);
		b->run.order[kept++] = launch;
	}
	b->run.n_launches = kept;
	b->run.n_done_before = n - kept;
	for (size_t g = 0; g < s->n_groups; g++)
		b->plan.groups[g].segments = (int)s->groups[g].segments;
	return 0;
}

/* Take up a run: what is left of its plan, with the calibration it recorded. */
static int resume(struct bench *b, struct memtax_error *err)
{
	struct samples *s = NULL;
	char now[RECORD_TIME_SIZE];
	const char *fingerprint;
	int status = CLI_ENVIRONMENT;

	snprintf(b->dir, sizeof(b->dir), "%s", b->o.resume);
	b->run.writer = samples_reopen(b->dir, err);
	if (!b->run.writer)
		return CLI_ENVIRONMENT;
	s = samples_read(b->dir, err);
	if (!s)
		return CLI_ENVIRONMENT;
	fingerprint = json_string_value(json_object_get(json_object_get(s->header, "machine"),
							"fingerprint"));
	if (strcmp(fingerprint, b->machine.fingerprint)) {
		memtax_fail(err, "%s was begun on %s, this is %s: not comparable", b->dir,
			    fingerprint, b->machine.fingerprint);
		status = CLI_NOT_COMPARABLE;
	} else if (!plan_from_json(&b->plan, s->header, err) && !same_objects(&b->plan, err) &&
		   !schedule_rest(b, s, err)) {
		record_time(time(NULL), now);
		status = samples_append(b->run.writer,
					json_pack("{ss ss sI}", "t", "resume", "at", now, "seed",
						  (json_int_t)b->plan.seed),
					err) ?
				 CLI_ENVIRONMENT :
				 CLI_OK;
	}
	if (status == CLI_OK && s->finished_at) {
		fprintf(stderr, "memtax: %s is finished already\n", b->dir);
		b->run.n_launches = 0;
	}
	samples_free(s);
	return status;
}

static int finish(struct bench *b, struct memtax_error *err)
{
	char now[RECORD_TIME_SIZE];

	if (!b->run.n_launches && b->run.n_done_before)
		return 0; /* resumed, and nothing was left to do */
	if (b->run.launch_failed)
		return 0; /* --resume can still make them */
	record_time(time(NULL), now);
	if (samples_append(b->run.writer,
			   json_pack("{ss ss ss}", "t", "end", "finished_at", now, "status",
				     "complete"),
			   err))
		return -1;
	return samples_sync(b->run.writer, err);
}

static int render(const struct bench *b, struct memtax_error *err)
{
	json_t *run = document_make(b->dir, err);
	int status;

	if (!run)
		return -1;
	status = report_write(run, b->dir, err);
	if (status > 0)
		fprintf(stderr, "memtax: %s\n", err->text); /* no plots: the run is kept */
	if (status >= 0)
		report_terminal(run, stdout, report_wants_colour(stdout));
	json_decref(run);
	return status < 0 ? -1 : 0;
}

static int measure_and_report(struct bench *b, struct memtax_error *err)
{
	int status = b->o.resume ? resume(b, err) : begin(b, err);

	if (status != CLI_OK)
		return status;
	fprintf(stderr, "memtax: %s (%s, seed %llu); if interrupted: memtax bench --resume %s\n",
		b->dir, b->grade, (unsigned long long)b->plan.seed, b->dir);
	b->run.registry = &b->registry;
	b->run.plan = &b->plan;
	if (run_launches(&b->run, err) || finish(b, err) || render(b, err))
		return CLI_ENVIRONMENT;
	fprintf(stderr, "memtax: kept in %s\n", b->dir);
	return b->run.cell_failed || b->run.launch_failed || b->outside_refused ? CLI_FINDING :
										  CLI_OK;
}

int cmd_bench(int argc, char **argv)
{
	static struct bench b; /* too large for a stack */
	struct memtax_error err;
	int status;

	bench_options_parse(&b.o, argc, argv);
	if (registry_open(&b.registry, cli_source(), cli_build(), &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	look_at_machine(&b);
	err.text[0] = '\0';
	status = measure_and_report(&b, &err);
	if (status != CLI_OK && err.text[0])
		cli_fail((enum cli_status)status, err.text);
	samples_close(b.run.writer);
	plan_free(&b.plan);
	json_decref(b.doctor);
	free(b.run.order);
	free(b.run.attempt);
	registry_close(&b.registry);
	return status;
}
