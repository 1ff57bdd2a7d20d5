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
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/calibrate.h"
#include "harness/cli/calibrate_analysis.h"
#include "harness/cli/cli.h"
#include "harness/cli/session.h"

enum {
	OPT_COMPARISONS = 256,
	OPT_TRIALS,
	OPT_LAYOUTS,
	OPT_ROUNDS,
	OPT_SEED,
	OPT_ONLY,
	OPT_CLONES,
	OPT_OUT,
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
	{ "out", OPT_OUT, "DIR", 0, "keep the runs in DIR/clones, DIR/slow, ...", 2 },
	{ "slow", OPT_SLOW, "DIR", 0, "judge this run's slowdowns again", 2 },
	{ 0 },
};

static int positive(const char *text, struct argp_state *state)
{
	char *end;
	long n = strtol(text, &end, 10);

	if (end == text || *end || n < 1 || n > 2000000000)
		argp_error(state, "'%s' is not a number from 1 to 2000000000", text);
	return (int)n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct calibrate_arguments *a = state->input;

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
	case OPT_OUT:
		a->out = arg;
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

int calibrate_begin(struct session *s, const struct calibrate_arguments *a, const char *name,
		    struct memtax_error *err)
{
	char command[64], below[64], out[PATH_MAX];

	snprintf(command, sizeof(command), "memtax calibrate: %s", name);
	snprintf(below, sizeof(below), "/calibration/%s", name);
	if (a->out)
		snprintf(out, sizeof(out), "%s/%s", a->out, name);
	return session_begin(s, a->out ? out : NULL, below, command, err);
}

static size_t count_clones(const struct plan *plan)
{
	size_t n = 0;

	for (size_t i = 0; i < plan->n_cells; i++)
		n += plan->cells[i].clone_of >= 0;
	return n;
}

/* Every baseline and discipline beside its clone, in as many blocks of K layouts as are asked. */
static int measure_clones(struct session *s, const struct calibrate_arguments *a,
			  struct memtax_error *err)
{
	struct plan_options o = a->plan;
	size_t clones;
	int status;

	o.clone_all = true;
	o.layouts = 1;
	status = calibrate_plan(s, &o, err);
	if (status != CLI_OK)
		return status;
	clones = count_clones(&s->plan);
	if (!clones)
		return cli_fail(CLI_FINDING, "no cell to clone");
	/* A layout without enough quiet rounds is lost: one block in twenty more than asked. */
	s->plan.layouts = (int)((size_t)a->comparisons * 21 / 20 / clones + 1) * a->plan.layouts;
	fprintf(stderr, "memtax: %zu clones x %d layouts: %zu comparisons of %d layouts each\n",
		clones, s->plan.layouts, clones * (size_t)(s->plan.layouts / a->plan.layouts),
		a->plan.layouts);
	if (calibrate_begin(s, a, "clones", err) || session_run(s, err))
		return CLI_ENVIRONMENT;
	return s->run.cell_failed || s->run.launch_failed
		       ? cli_fail(CLI_FINDING, "some cell or launch failed (see above): no rates")
		       : CLI_OK;
}

static int run_part(struct calibrate_arguments *a, bool slow, char dir[PATH_MAX],
		    struct memtax_error *err)
{
	static struct session s; /* too large for a stack */
	int status;

	if (slow)
		return calibrate_measure_slow(a, dir, err);
	if (session_open(&s, -1, err))
		return CLI_ENVIRONMENT;
	status = measure_clones(&s, a, err);
	strcpy(dir, s.dir);
	session_close(&s);
	return status;
}

static int calibrate(struct calibrate_arguments *a, struct memtax_error *err)
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
	struct calibrate_arguments a = {
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
