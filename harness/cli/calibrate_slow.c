// SPDX-License-Identifier: GPL-2.0-or-later
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/cli/calibrate.h"
#include "harness/cli/calibrate_analysis.h"
#include "harness/cli/cli.h"
#include "harness/measure/clock.h"
#include "harness/prove/seeded.h"

int calibrate_plan(struct session *s, struct plan_options *o, struct memtax_error *err)
{
	int status = cli_plan_status(plan_make(&s->plan, &s->registry, o, &s->run.caches, err));

	if (status == CLI_OK)
		snprintf(s->plan.kind, sizeof(s->plan.kind), "custom");
	return status;
}

/*
 * The slowdowns beside each base, as shares of its time. k more instructions do not cost k cycles
 * to the last one: while the chain runs the processor gets on with what follows. So a pilot injects
 * two known k and the k for an effect is read off the line through what they cost.
 */
enum { EFFECTS = 2, MAX_CELLS = 256 };
static const double pilot_effects[EFFECTS] = { 0.02, 0.04 };
static const double trial_effects[EFFECTS] = { 0.005, 0.01 };

struct injection {
	double k[MAX_CELLS][EFFECTS]; /* by id of the base cell */
};

/* mem.o is looked for two folders above an object: keep the build's own depth of folders. */
static int seeded_path(const struct plan_cell *cell, int k, char path[PATH_MAX],
		       struct memtax_error *err)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s", cell->path);
	*strrchr(dir, '/') = '\0';
	if (snprintf(path, PATH_MAX, "%s.slow", dir) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", dir);
	mkdir(path, 0755);
	snprintf(path + strlen(path), PATH_MAX - strlen(path), "/%s.%d.o", cell->workload, k);
	return 0;
}

static int inject_one(struct session *s, int base, double k, struct memtax_error *err)
{
	const struct plan_cell *cell = &s->plan.cells[base];
	char path[PATH_MAX], definition[40];
	int whole = (int)lround(k);

	if (whole < 2)
		return memtax_fail(err, "a segment of %s is too short for a slowdown this small",
				   cell->workload);
	snprintf(definition, sizeof(definition), "-DMEMTAX_SLOW=%d", whole);
	if (seeded_path(cell, whole, path, err) ||
	    seeded_build(s->registry.source, cell->path, definition, path, err))
		return -1;
	return plan_add_beside(&s->plan, base, path, err) < 0 ? -1 : 0;
}

/* Beside each base, after its clone: one slowed cell for each effect. */
static int inject(struct session *s, const struct injection *in, struct memtax_error *err)
{
	int n = (int)s->plan.n_cells;

	for (int base = 0; base < n; base++) {
		if (s->plan.cells[base].clone_of >= 0)
			continue;
		for (int e = 0; e < EFFECTS; e++)
			if (inject_one(s, base, in->k[base][e], err))
				return -1;
	}
	return 0;
}

/* One run of the baselines alone, with or without slowed cells. */
static int run_baselines(const struct calibrate_arguments *a, const struct injection *in,
			 int layouts, const char *part, char dir[PATH_MAX], double *launch_seconds,
			 struct memtax_error *err)
{
	static struct session s; /* too large for a stack */
	struct plan_options o = a->plan;
	uint64_t start;
	int status;

	if (session_open(&s, -1, err))
		return CLI_ENVIRONMENT;
	o.variant = ""; /* nothing but what is always there */
	o.layouts = layouts;
	status = calibrate_plan(&s, &o, err);
	if (status == CLI_OK && in && inject(&s, in, err))
		status = CLI_ENVIRONMENT;
	start = clock_now_ns();
	if (status == CLI_OK && (calibrate_begin(&s, a, part, err) || session_run(&s, err)))
		status = CLI_ENVIRONMENT;
	if (status == CLI_OK)
		*launch_seconds = (double)(clock_now_ns() - start) / 1e9 /
				  (double)(s.plan.n_groups * (size_t)layouts);
	if (status == CLI_OK && (s.run.cell_failed || s.run.launch_failed))
		status = cli_fail(CLI_FINDING, "some cell or launch failed (see above): no rates");
	strcpy(dir, s.dir);
	session_close(&s);
	return status;
}

static int aim(struct injection *in, const double *found[EFFECTS], struct memtax_error *err)
{
	for (int base = 0; base < MAX_CELLS; base++) {
		double *k = in->k[base], k0 = k[0];
		double slope = (found[1][base] - found[0][base]) / (k[1] - k[0]);

		if (k0 == 0)
			continue;
		if (!(slope > 0))
			return memtax_fail(err, "the pilot found no slowdown where one was made: "
						"too much noise; see `memtax doctor`");
		for (int e = 0; e < EFFECTS; e++)
			k[e] = k0 + (trial_effects[e] - found[0][base]) / slope;
	}
	return 0;
}

/* Find the k whose cost is that of the trial's effects; and how long a launch takes. */
static int pilot(const struct calibrate_arguments *a, struct injection *in, double *launch_seconds,
		 struct memtax_error *err)
{
	enum { SEGMENT_LAYOUTS = 3, EFFECT_LAYOUTS = 400 };
	static double cycles[MAX_CELLS], low[MAX_CELLS], high[MAX_CELLS];
	const double *found[EFFECTS] = { low, high };
	char dir[PATH_MAX];
	int status =
		run_baselines(a, NULL, SEGMENT_LAYOUTS, "pilot-segments", dir, launch_seconds, err);

	if (status != CLI_OK)
		return status;
	if (calibrate_segment_cycles(dir, cycles, err))
		return CLI_ENVIRONMENT;
	for (int base = 0; base < MAX_CELLS; base++)
		for (int e = 0; e < EFFECTS; e++)
			in->k[base][e] = round(cycles[base] * pilot_effects[e]);
	status = run_baselines(a, in, EFFECT_LAYOUTS, "pilot-effects", dir, launch_seconds, err);
	if (status != CLI_OK)
		return status;
	return calibrate_effects(dir, 1, low, err) || calibrate_effects(dir, 2, high, err) ||
			       aim(in, found, err)
		       ? CLI_ENVIRONMENT
		       : CLI_OK;
}

/* Layouts until the longest trial, of 60 s, has been made as often as asked, over all bases. */
int calibrate_measure_slow(const struct calibrate_arguments *a, char dir[PATH_MAX],
			   struct memtax_error *err)
{
	static struct injection in;
	double launch_seconds;
	int bases = 0, layouts, status = pilot(a, &in, &launch_seconds, err);

	if (status != CLI_OK)
		return status;
	for (int base = 0; base < MAX_CELLS; base++)
		bases += in.k[base][0] != 0;
	layouts = (int)(60 / launch_seconds) * ((a->trials + bases - 1) / bases) + 1;
	fprintf(stderr, "memtax: %d layouts of every workload, %.2f s each\n", layouts,
		launch_seconds);
	return run_baselines(a, &in, layouts, "slow", dir, &launch_seconds, err);
}
