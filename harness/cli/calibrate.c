// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * `memtax calibrate`: what this machine and this estimator can and cannot see.
 *
 *   clones   byte-identical objects timed as different rows: how often do they "differ"?
 *   slow     cells with k more dependent instructions a segment: how often is that found?
 *
 * Both are runs like any other, kept with all their samples; blocks of their layouts are judged
 * as runs with that many layouts would be.
 */
#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/cli/calibrate_analysis.h"
#include "harness/cli/cli.h"
#include "harness/cli/session.h"
#include "harness/measure/clock.h"
#include "harness/prove/seeded.h"
#include "harness/record/samples_read.h"

struct arguments {
	struct plan_options plan;
	const char *clones, *slow; /* existing runs to judge again, or NULL: measure */
	int comparisons, trials;
	int bases; /* pairs that one layout of everything tries */
	bool seed_given, skip_clones, skip_slow;
};

enum {
	OPT_COMPARISONS = 256,
	OPT_TRIALS,
	OPT_LAYOUTS,
	OPT_ROUNDS,
	OPT_SEED,
	OPT_ONLY,
	OPT_CLONES,
	OPT_SLOW
};

static const struct argp_option options[] = {
	{ "comparisons", OPT_COMPARISONS, "N", 0, "clone comparisons at least (default 1000)", 0 },
	{ "trials", OPT_TRIALS, "N", 0, "of the small slowdown, 60 s each (default 30)", 0 },
	{ "layouts", OPT_LAYOUTS, "K", 0, "layouts of one clone comparison (default 6)", 0 },
	{ "rounds", OPT_ROUNDS, "N", 0, "rounds of each layout (default 16)", 0 },
	{ "workload", 'w', "G", 0, "only these", 1 },
	{ "toolchain", 't', "G", 0, "only these (default: all)", 1 },
	{ "footprint", 'f', "G", 0, "default l1", 1 },
	{ "seed", OPT_SEED, "N", 0, "inputs, orders and placements follow from it", 1 },
	{ "only", OPT_ONLY, "PART", 0, "clones, or slow", 2 },
	{ "clones", OPT_CLONES, "DIR", 0, "judge this run's clones again", 2 },
	{ "slow", OPT_SLOW, "DIR", 0, "judge this run's slowdowns again", 2 },
	{ 0 },
};

static int positive(const char *text, struct argp_state *state)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || *end || n < 1 || n > 1000000)
		argp_error(state, "'%s' is not a number from 1 to 1000000", text);
	return (int)n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case OPT_COMPARISONS:
		a->comparisons = positive(arg, state);
		return 0;
	case OPT_TRIALS:
		a->trials = positive(arg, state);
		return 0;
	case OPT_LAYOUTS:
		a->plan.layouts = positive(arg, state);
		return 0;
	case OPT_ROUNDS:
		a->plan.rounds = positive(arg, state);
		return 0;
	case 'w':
		a->plan.workload = arg;
		return 0;
	case 't':
		a->plan.toolchain = arg;
		return 0;
	case 'f':
		a->plan.footprint = arg;
		return 0;
	case OPT_SEED:
		a->plan.seed = (uint64_t)positive(arg, state);
		a->seed_given = true;
		return 0;
	case OPT_ONLY:
		a->skip_slow = !strcmp(arg, "clones");
		a->skip_clones = !strcmp(arg, "slow");
		if (!a->skip_slow && !a->skip_clones)
			argp_error(state, "'%s' is neither 'clones' nor 'slow'", arg);
		return 0;
	case OPT_CLONES:
		a->clones = arg;
		return 0;
	case OPT_SLOW:
		a->slow = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int make_plan(struct session *s, struct plan_options *o, struct memtax_error *err)
{
	switch (plan_make(&s->plan, &s->registry, o, &s->run.caches, err)) {
	case PLAN_OK:
		snprintf(s->plan.kind, sizeof(s->plan.kind), "custom");
		return CLI_OK;
	case PLAN_USAGE:
		return CLI_USAGE;
	case PLAN_EMPTY:
		return CLI_FINDING;
	default:
		return CLI_ENVIRONMENT;
	}
}

static size_t count_clones(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_cells; i++)
		n += plan->cells[i].clone_of >= 0;
	return n;
}

/* Every baseline and discipline beside its clone, in as many blocks of K layouts as are asked. */
static int measure_clones(struct session *s, const struct arguments *a, struct memtax_error *err)
{
	struct plan_options o = a->plan;
	size_t clones;
	int status;

	o.clone_all = true;
	o.layouts = 1;
	status = make_plan(s, &o, err);
	if (status != CLI_OK)
		return status;
	clones = count_clones(&s->plan);
	s->plan.layouts =
		(int)((size_t)a->comparisons + clones - 1) / (int)clones * a->plan.layouts;
	fprintf(stderr, "memtax: %zu clones x %d layouts: %zu comparisons of %d layouts each\n",
		clones, s->plan.layouts, clones * (size_t)(s->plan.layouts / a->plan.layouts),
		a->plan.layouts);
	if (session_begin(s, NULL, "/calibration/clones", "memtax calibrate: clones", err) ||
	    session_run(s, err))
		return CLI_ENVIRONMENT;
	return CLI_OK;
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
static int run_baselines(const struct arguments *a, const struct injection *in, int layouts,
			 const char *below, char dir[PATH_MAX], double *launch_seconds,
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
	status = make_plan(&s, &o, err);
	if (status == CLI_OK && in && inject(&s, in, err))
		status = CLI_ENVIRONMENT;
	start = clock_now_ns();
	if (status == CLI_OK &&
	    (session_begin(&s, NULL, below, "memtax calibrate: slow", err) || session_run(&s, err)))
		status = CLI_ENVIRONMENT;
	if (status == CLI_OK)
		*launch_seconds = (double)(clock_now_ns() - start) / 1e9 /
				  (double)(s.plan.n_groups * (size_t)layouts);
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
static int pilot(const struct arguments *a, struct injection *in, double *launch_seconds,
		 struct memtax_error *err)
{
	enum { SEGMENT_LAYOUTS = 3, EFFECT_LAYOUTS = 40 };
	static double cycles[MAX_CELLS], low[MAX_CELLS], high[MAX_CELLS];
	const double *found[EFFECTS] = { low, high };
	char dir[PATH_MAX];
	int status = run_baselines(a, NULL, SEGMENT_LAYOUTS, "/calibration/pilot", dir,
				   launch_seconds, err);

	if (status != CLI_OK)
		return status;
	if (calibrate_segment_cycles(dir, cycles, err))
		return CLI_ENVIRONMENT;
	for (int base = 0; base < MAX_CELLS; base++)
		for (int e = 0; e < EFFECTS; e++)
			in->k[base][e] = round(cycles[base] * pilot_effects[e]);
	status = run_baselines(a, in, EFFECT_LAYOUTS, "/calibration/pilot", dir, launch_seconds,
			       err);
	if (status != CLI_OK)
		return status;
	return calibrate_effects(dir, 1, low, err) || calibrate_effects(dir, 2, high, err) ||
			       aim(in, found, err)
		       ? CLI_ENVIRONMENT
		       : CLI_OK;
}

/* Layouts until the longest trial, of 60 s, has been made as often as asked, over all bases. */
static int measure_slow(const struct arguments *a, char dir[PATH_MAX], struct memtax_error *err)
{
	static struct injection in;
	double launch_seconds;
	int layouts, status = pilot(a, &in, &launch_seconds, err);

	if (status != CLI_OK)
		return status;
	layouts = (int)(60 / launch_seconds) * ((a->trials + a->bases - 1) / a->bases) + 1;
	fprintf(stderr, "memtax: %d layouts of every workload, %.2f s each\n", layouts,
		launch_seconds);
	return run_baselines(a, &in, layouts, "/calibration/slow", dir, &launch_seconds, err);
}

static int run_part(struct arguments *a, bool slow, char dir[PATH_MAX], struct memtax_error *err)
{
	static struct session s; /* too large for a stack */
	int status;

	if (slow)
		return measure_slow(a, dir, err);
	if (session_open(&s, -1, err))
		return CLI_ENVIRONMENT;
	status = measure_clones(&s, a, err);
	strcpy(dir, s.dir);
	session_close(&s);
	return status;
}

static int calibrate(struct arguments *a, struct memtax_error *err)
{
	char clones[PATH_MAX] = "", slow[PATH_MAX] = "";
	int status = CLI_OK;

	if (!a->skip_clones && a->clones)
		snprintf(clones, sizeof(clones), "%s", a->clones);
	else if (!a->skip_clones && !a->slow)
		status = run_part(a, false, clones, err);
	if (status != CLI_OK)
		return status;
	if (!a->skip_slow && a->slow)
		snprintf(slow, sizeof(slow), "%s", a->slow);
	else if (!a->skip_slow && !a->clones)
		status = run_part(a, true, slow, err);
	if (status != CLI_OK)
		return status;
	if (clones[0] && calibrate_report_clones(clones, (size_t)a->plan.layouts, stdout, err))
		return CLI_ENVIRONMENT;
	if (slow[0] && calibrate_report_slow(slow, stdout, err))
		return CLI_ENVIRONMENT;
	return CLI_OK;
}

int cmd_calibrate(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "How often do byte-identical objects \"differ\", and how often is a known "
		       "slowdown found, on this machine?\vWithout options about 45 minutes. The "
		       "samples are kept under results/MACHINE/calibration/.",
	};
	struct arguments a = {
		.comparisons = 1000,
		.trials = 30,
		.plan = { .layouts = 6,
			  .rounds = 16,
			  .entry = "batch",
			  .footprint = "l1",
			  .toolchain = "*" },
	};
	struct memtax_error err = { "" };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (!a.seed_given)
		a.plan.seed = session_random_seed();
	status = calibrate(&a, &err);
	if (status != CLI_OK && err.text[0])
		cli_fail((enum cli_status)status, err.text);
	return status;
}
