/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to `memtax calibrate`: its arguments, and its two parts. */
#ifndef MEMTAX_CLI_CALIBRATE_H
#define MEMTAX_CLI_CALIBRATE_H

#include <limits.h>
#include <stdbool.h>
#include "harness/cli/session.h"

struct calibrate_arguments {
	struct plan_options plan;
	const char *out;	   /* directory for the runs, or NULL: under results/ */
	const char *clones, *slow; /* existing runs to judge again, or NULL: measure */
	int comparisons, trials;
	bool seed_given, skip_clones, skip_slow;
};

/* plan_make() as an exit status. */
int calibrate_plan(struct session *s, struct plan_options *o, struct memtax_error *err);

/* session_begin() for the part `name` ("clones", "pilot", "slow"). 0, or -1 with `err`. */
int calibrate_begin(struct session *s, const struct calibrate_arguments *a, const char *name,
		    struct memtax_error *err);

/* Measure cells that are known to be slower; the run's directory goes to `dir`. An exit status. */
int calibrate_measure_slow(const struct calibrate_arguments *a, char dir[PATH_MAX],
			   struct memtax_error *err);

#endif
