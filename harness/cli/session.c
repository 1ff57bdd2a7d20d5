// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/session.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "harness/cli/cli.h"
#include "harness/doctor/doctor.h"
#include "harness/measure/clock.h"
#include "harness/measure/toolchains.h"
#include "harness/record/rundir.h"

uint64_t session_random_seed(void)
{
	uint32_t seed;

	if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
		seed = (uint32_t)clock_now_ns();
	return seed;
}

bool session_cpu_allowed(int cpu)
{
	cpu_set_t allowed;

	CPU_ZERO(&allowed);
	sched_getaffinity(0, sizeof(allowed), &allowed);
	return cpu < CPU_SETSIZE && CPU_ISSET(cpu, &allowed);
}

int session_open(struct session *s, int cpu, struct memtax_error *err)
{
	memset(s, 0, sizeof(*s));
	if (registry_open(&s->registry, cli_source(), cli_build(), err))
		return -1;
	machine_read(&s->machine, "");
	s->machine.tick_hz = (uint64_t)clock_tick_hz();
	counters_probe(&counters_os_real, &s->counters);
	s->doctor = doctor_examine(&doctor_env_real, &s->grade);
	if (!s->doctor) {
		registry_close(&s->registry);
		return memtax_fail(err, "out of memory");
	}
	machine_fingerprint(&s->machine, s->grade);
	source_read(&s->source, cli_source(), cli_build());
	s->run.registry = &s->registry;
	s->run.plan = &s->plan;
	s->run.caches = (struct plan_caches){ s->machine.l1d, s->machine.l2, s->machine.llc,
					      s->machine.llc_share };
	s->counters_json = counters_report_json(&s->counters);
	s->run.counter_sets = json_object_get(s->counters_json, "sets");
	s->run.cpu = cpu >= 0 ? cpu : run_choose_cpu();
	if (session_cpu_allowed(s->run.cpu))
		return 0;
	session_close(s);
	return memtax_fail(err, "this process may not run on CPU %d; see `memtax doctor`", cpu);
}

void session_close(struct session *s)
{
	samples_close(s->run.writer);
	plan_free(&s->plan);
	json_decref(s->doctor);
	json_decref(s->counters_json);
	free(s->run.order);
	free(s->run.attempt);
	registry_close(&s->registry);
}

static int prepare_directory(struct session *s, const char *out, const char *below,
			     struct memtax_error *err)
{
	char results[PATH_MAX], machine[PATH_MAX];

	if (out) {
		snprintf(s->dir, sizeof(s->dir), "%s", out);
		return record_check_writable(s->dir, RECORD_SPACE_NEEDED, err);
	}
	snprintf(results, sizeof(results), "%s/results", cli_source());
	snprintf(machine, sizeof(machine), "%s%s", s->machine.fingerprint, below);
	if (record_check_writable(results, RECORD_SPACE_NEEDED, err))
		return -1;
	return record_new_run(results, machine, s->source.revision, time(NULL), s->dir, err);
}

static const char *last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash && slash[1] ? slash + 1 : path;
}

static json_t *header_line(const struct session *s, const char *command)
{
	char now[RECORD_TIME_SIZE];

	record_time(time(NULL), now);
	return json_pack("{ss ss ss ss ss ss sI so ss so so sO so so sO sO}", "t", "run", "schema",
			 SAMPLES_SCHEMA, "id", last_part(s->dir), "kind", s->plan.kind, "command",
			 command, "started_at", now, "seed", (json_int_t)s->plan.seed, "machine",
			 machine_json(&s->machine), "grade", s->grade, "source",
			 source_json(&s->source), "toolchains",
			 toolchains_json(cli_build(), s->plan.alignment), "doctor", s->doctor,
			 "plan", plan_to_json(&s->plan), "cells", plan_cells_to_json(&s->plan),
			 "refusals", s->plan.refusals, "counters", s->counters_json);
}

int session_schedule(struct session *s, const struct samples *samples, struct memtax_error *err)
{
	size_t n = s->plan.n_groups * (size_t)s->plan.layouts, kept = 0;

	s->run.order = calloc(n, sizeof(*s->run.order));
	s->run.attempt = calloc(n, sizeof(*s->run.attempt));
	if (!s->run.order || !s->run.attempt)
		return memtax_fail(err, "out of memory");
	plan_launch_order(&s->plan, s->run.order);
	for (size_t i = 0; i < n; i++) {
		int launch = s->run.order[i];
		const struct samples_launch *done = samples ? &samples->launches[launch] : NULL;

		if (done && done->counted)
			continue;
		s->run.attempt[kept] = done ? (int)samples_next_attempt(done) : 1;
		s->run.order[kept++] = launch;
	}
	s->run.n_launches = kept;
	s->run.n_done_before = n - kept;
	return 0;
}

int session_begin(struct session *s, const char *out, const char *below, const char *command,
		  struct memtax_error *err)
{
	s->plan.cpu = s->run.cpu;
	if (plan_parts(&s->plan, &s->registry, err) || prepare_directory(s, out, below, err) ||
	    session_schedule(s, NULL, err))
		return -1;
	s->run.writer = samples_create(s->dir, err);
	if (!s->run.writer || samples_append(s->run.writer, header_line(s, command), err))
		return -1;
	return 0;
}

static int write_end(struct session *s, struct memtax_error *err)
{
	char now[RECORD_TIME_SIZE];

	record_time(time(NULL), now);
	if (samples_append(
		    s->run.writer,
		    json_pack("{ss ss ss}", "t", "end", "finished_at", now, "status", "complete"),
		    err))
		return -1;
	return samples_sync(s->run.writer, err);
}

int session_run(struct session *s, struct memtax_error *err)
{
	if (run_launches(&s->run, err))
		return -1;
	if (!s->run.n_made && s->run.n_launches)
		return memtax_fail(err, "no launch could be made (see above); %s holds nothing",
				   s->dir);
	/* Launches that could not be made leave the run open: --resume can still make them. */
	return s->run.launch_failed ? 0 : write_end(s, err);
}
