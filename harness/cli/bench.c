// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "harness/cli/bench_checks.h"
#include "harness/cli/bench_options.h"
#include "harness/cli/bench_proof.h"
#include "harness/cli/cli.h"
#include "harness/cli/session.h"
#include "harness/record/document.h"
#include "harness/record/rundir.h"
#include "harness/report/report.h"

/* The cell of --cell, if the plan left it out: a finding, whatever else is measured. */
static bool outside_refused(const struct plan *plan)
{
	const json_t *first = json_array_get(plan->refusals, 0);
	const char *toolchain = json_string_value(json_object_get(first, "toolchain"));

	if (!toolchain || strcmp(toolchain, "outside"))
		return false;
	fprintf(stderr, "memtax: refused: %s\n",
		json_string_value(json_object_get(first, "reason")));
	return true;
}

static int begin(struct session *s, struct bench_options *o, struct memtax_error *err)
{
	int status;

	if (!o->seed_given)
		o->plan.seed = session_random_seed();
	if (o->checks)
		bench_checks_narrow(&o->plan);
	status = cli_plan_status(plan_make(&s->plan, &s->registry, &o->plan, &s->run.caches, err));
	if (status != CLI_OK)
		return status;
	if (o->checks && bench_checks_add(s, err))
		return CLI_ENVIRONMENT;
	s->run.cell_failed = outside_refused(&s->plan) || s->plan.broken_cell;
	return session_begin(s, o->out, "", o->command, err) ? CLI_ENVIRONMENT : CLI_OK;
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

static const char *fingerprint_of(const struct samples *samples)
{
	const json_t *machine = json_object_get(samples->header, "machine");

	return json_string_value(json_object_get(machine, "fingerprint"));
}

static int take_up(struct session *s, const struct samples *samples, struct memtax_error *err)
{
	char now[RECORD_TIME_SIZE];

	if (plan_from_json(&s->plan, samples->header, err) || same_objects(&s->plan, err) ||
	    plan_same_parts(&s->plan, err) || session_schedule(s, samples, err))
		return CLI_ENVIRONMENT;
	s->run.cpu = s->plan.cpu;
	if (!session_cpu_allowed(s->run.cpu)) {
		memtax_fail(err, "this run was begun on CPU %d, where this process may not run",
			    s->run.cpu);
		return CLI_ENVIRONMENT;
	}
	/* The sets that the first line names, whatever this machine offers by now. */
	json_decref(s->counters_json);
	s->counters_json = json_incref(json_object_get(samples->header, "counters"));
	s->run.counter_sets = json_object_get(s->counters_json, "sets");
	for (size_t g = 0; g < samples->n_groups; g++)
		s->plan.groups[g].segments = (int)samples->groups[g].segments;
	if (samples->finished_at)
		return CLI_OK;
	record_time(time(NULL), now);
	if (samples_append(s->run.writer,
			   json_pack("{ss ss sI}", "t", "resume", "at", now, "seed",
				     (json_int_t)s->plan.seed),
			   err))
		return CLI_ENVIRONMENT;
	return CLI_OK;
}

static bool attempt_failed(const struct samples *samples, const struct samples_attempt *attempt)
{
	for (size_t i = 0; i < attempt->n_failures; i++)
		if (!samples->cells[attempt->failures[i].cell].dropped)
			return true;
	return false;
}

static bool has_failures(const struct samples *samples)
{
	for (size_t i = 0; i < samples->n_launches; i++)
		for (size_t a = 0; a < samples->launches[i].n_attempts; a++)
			if (attempt_failed(samples, &samples->launches[i].attempts[a]))
				return true;
	return false;
}

static const char *revision_of(const struct samples *samples)
{
	const json_t *source = json_object_get(samples->header, "source");

	return json_string_value(json_object_get(source, "revision"));
}

/* Take up a run: what is left of its plan, with the calibration it recorded. */
static int resume(struct session *s, const char *dir, bool *finished, struct memtax_error *err)
{
	struct samples *samples;
	int status;

	snprintf(s->dir, sizeof(s->dir), "%s", dir);
	s->run.writer = samples_reopen(s->dir, err);
	if (!s->run.writer)
		return CLI_ENVIRONMENT;
	samples = samples_read(s->dir, err);
	if (!samples)
		return CLI_ENVIRONMENT;
	*finished = samples->finished_at;
	s->run.cell_failed = has_failures(samples);
	if (strcmp(revision_of(samples), s->source.revision)) {
		memtax_fail(err,
			    "%s was begun at revision %s, this is %s: not comparable; check it "
			    "out and build it",
			    s->dir, revision_of(samples), s->source.revision);
		status = CLI_NOT_COMPARABLE;
	} else if (!strcmp(fingerprint_of(samples), s->machine.fingerprint)) {
		status = take_up(s, samples, err);
	} else {
		memtax_fail(err, "%s was begun on %s, this is %s: not comparable", s->dir,
			    fingerprint_of(samples), s->machine.fingerprint);
		status = CLI_NOT_COMPARABLE;
	}
	samples_free(samples);
	return status;
}

static int render(const struct session *s, struct memtax_error *err)
{
	json_t *run = document_make(s->dir, err);
	int status;

	if (!run)
		return -1;
	status = report_write(run, s->dir, err);
	if (status == REPORT_WITHOUT_PLOTS) {
		fprintf(stderr, "memtax: %s\n", err->text);
		err->text[0] = '\0'; /* said, and no failure */
	}
	if (status >= 0)
		report_terminal(run, stdout, report_wants_colour(stdout));
	json_decref(run);
	return status < 0 ? -1 : 0;
}

/* A run that is about everything, and has the time. */
static bool is_whole(const struct plan *plan)
{
	return !strcmp(plan->kind, "default") || !strcmp(plan->kind, "all");
}

static int measure_and_report(struct session *s, struct bench_options *o, struct memtax_error *err)
{
	bool finished = false, finding = false;
	int status = o->resume ? resume(s, o->resume, &finished, err) : begin(s, o, err);

	if (status != CLI_OK)
		return status;
	if (finished)
		fprintf(stderr, "memtax: %s is finished already; rendering it again\n", s->dir);
	else
		fprintf(stderr, "memtax: %s, seed %llu; if interrupted: memtax bench --resume %s\n",
			s->grade, (unsigned long long)s->plan.seed, s->dir);
	/* Before the timing: what compiles beside it would disturb it. */
	if (!finished && bench_prove(s, is_whole(&s->plan), &finding, err))
		return CLI_ENVIRONMENT;
	if ((!finished && session_run(s, err)) || render(s, err))
		return CLI_ENVIRONMENT;
	fprintf(stderr, "memtax: kept in %s\n", s->dir);
	return s->run.cell_failed || s->run.launch_failed || finding ? CLI_FINDING : CLI_OK;
}

int cmd_bench(int argc, char **argv)
{
	static struct session s; /* too large for a stack */
	struct memtax_error err = { "" };
	struct bench_options o;
	int status;

	bench_options_parse(&o, argc, argv);
	if (session_open(&s, o.cpu, &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	status = measure_and_report(&s, &o, &err);
	if (status != CLI_OK && err.text[0])
		cli_fail((enum cli_status)status, err.text);
	session_close(&s);
	return status;
}
