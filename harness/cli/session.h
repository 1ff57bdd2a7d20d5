/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every measuring command does alike: look at the machine, make a run directory, write the
 * first and the last line of the record, make the launches in between.
 */
#ifndef MEMTAX_CLI_SESSION_H
#define MEMTAX_CLI_SESSION_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>

#include "harness/measure/counters.h"
#include "harness/measure/run.h"
#include "harness/record/machine.h"
#include "harness/record/samples_read.h"
#include "harness/record/source.h"

struct session {
	struct registry registry;
	struct machine machine;
	struct source source;
	struct counters_report counters;
	struct plan plan;
	struct run run;
	json_t *doctor, *counters_json;
	const char *grade;
	char dir[PATH_MAX];
};

/* Load the registry, look at the machine. `cpu` < 0: choose. 0, or -1 with `err`. */
int session_open(struct session *s, int cpu, struct memtax_error *err);
void session_close(struct session *s);

/* May this process run there? */
bool session_cpu_allowed(int cpu);

/* A random seed that is easy to type again. */
uint64_t session_random_seed(void);

/*
 * Make the run directory (`out`, or a new one under results/<machine>/ followed by `below`), check
 * that it can be written, and begin the record of s->plan. 0, or -1 with `err`.
 */
int session_begin(struct session *s, const char *out, const char *below, const char *command,
		  struct memtax_error *err);

/* Schedule what `samples` (NULL: nothing) has not done yet of s->plan. 0, or -1 with `err`. */
int session_schedule(struct session *s, const struct samples *samples, struct memtax_error *err);

/* Make the scheduled launches and write the last line. 0, or -1 with `err`. */
int session_run(struct session *s, struct memtax_error *err);

#endif
