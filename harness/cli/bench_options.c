// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/bench_options.h"

#include <argp.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum {
	OPT_QUICK = 256,
	OPT_ALL,
	OPT_ALIGNMENT,
	OPT_LAYOUTS,
	OPT_ROUNDS,
	OPT_CELL,
	OPT_SEED,
	OPT_OUT,
	OPT_RESUME,
	OPT_CLONES,
	OPT_CPU,
	OPT_CHECKS,
};

static const struct argp_option options[] = {
	{ "quick", OPT_QUICK, NULL, 0, "6 layouts, marked exploratory", 0 },
	{ "all", OPT_ALL, NULL, 0, "all toolchains, rows, shapes, footprints, entries", 0 },
	{ "workload", 'w', "G", 0, "only these (a comma list of names or globs)", 1 },
	{ "variant", 'v', "G", 0, "only these, and raw to compare with", 1 },
	{ "shape", 's', "G", 0, "the workload's own parameter", 1 },
	{ "footprint", 'f', "G", 0, "l1, l2, llc, dram: bytes touched per lap", 1 },
	{ "entry", 'e', "G", 0, "batch, single", 1 },
	{ "toolchain", 't', "G", 0, "gcc, clang-19, clang-14, rustc", 1 },
	{ "profile", 'p', "G", 0, "kernel (default), user", 1 },
	{ "alignment", OPT_ALIGNMENT, "A", 0, "aligned (default), natural", 1 },
	{ "layouts", OPT_LAYOUTS, "K", 0, "relinkings, each its own process (default 12)", 2 },
	{ "rounds", OPT_ROUNDS, "N", 0, "samples of every cell in each layout (default 24)", 2 },
	{ "clones", OPT_CLONES, "WHICH", 0, "A/A controls: baseline (default), disciplines", 2 },
	{ "checks", OPT_CHECKS, NULL, 0,
	  "what each surviving check costs: beside each row the row without it (l1, batch)", 2 },
	{ "cell", OPT_CELL, "FILE.so", 0, "measure this cell too; see docs/bring-your-own.md", 2 },
	{ "seed", OPT_SEED, "N", 0, "inputs, orders and placements follow from it", 2 },
	{ "cpu", OPT_CPU, "N", 0, "measure on this CPU", 2 },
	{ "out", OPT_OUT, "DIR", 0, "keep the run here", 3 },
	{ "resume", OPT_RESUME, "DIR", 0, "finish an interrupted run", 3 },
	{ 0 },
};

static uint64_t number(const char *text, uint64_t least, uint64_t most, struct argp_state *state)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 0);
	if (errno || end == text || *end || text[0] == '-' || n < least || n > most)
		argp_error(state, "'%s' is not a number from %llu to %llu", text,
			   (unsigned long long)least, (unsigned long long)most);
	return n;
}

static const char *one_of(const char *text, const char *a, const char *b, struct argp_state *state)
{
	if (strcmp(text, a) && strcmp(text, b))
		argp_error(state, "'%s' is neither '%s' nor '%s'", text, a, b);
	return text;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct bench_options *o = state->input;
	struct plan_options *p = &o->plan;

	o->n_options += key > 0 && key < ARGP_KEY_END; /* what argp itself says is above */
	switch (key) {
	case OPT_QUICK:
		p->quick = true;
		break;
	case OPT_ALL:
		p->all = true;
		break;
	case 'w':
		p->workload = arg;
		break;
	case 'v':
		p->variant = arg;
		break;
	case 's':
		p->shape = arg;
		break;
	case 'f':
		p->footprint = arg;
		break;
	case 'e':
		p->entry = arg;
		break;
	case 't':
		p->toolchain = arg;
		break;
	case 'p':
		p->profile = arg;
		break;
	case OPT_ALIGNMENT:
		p->alignment = one_of(arg, "aligned", "natural", state);
		break;
	case OPT_LAYOUTS:
		p->layouts = (int)number(arg, 1, 1000, state);
		break;
	case OPT_ROUNDS:
		p->rounds = (int)number(arg, 5, 10000, state);
		break;
	case OPT_CELL:
		/* A name without a slash would be looked for among the system's libraries. */
		p->cell_file = realpath(arg, o->cell_file) ? o->cell_file : arg;
		break;
	case OPT_OUT:
		o->out = arg;
		break;
	case OPT_RESUME:
		o->resume = arg;
		break;
	case OPT_CPU:
		o->cpu = (int)number(arg, 0, 4095, state);
		break;
	case OPT_CLONES:
		p->clone_all =
			!strcmp(one_of(arg, "baseline", "disciplines", state), "disciplines");
		break;
	case OPT_CHECKS:
		o->checks = true;
		break;
	case OPT_SEED:
		p->seed = number(arg, 0, INT64_MAX, state);
		o->seed_given = true;
		break;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument '%s'", arg);
		break;
	case ARGP_KEY_END:
		if (p->quick && p->all)
			argp_error(state, "--quick and --all exclude each other");
		if (o->checks && (p->quick || p->all || p->cell_file || p->toolchain || p->profile))
			argp_error(state, "--checks is of gcc's cells in profile kernel: not with "
					  "--quick, --all, --cell, --toolchain or --profile");
		if (o->resume && o->n_options > 1)
			argp_error(state, "--resume takes the plan from the run: no other options");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static void keep_command(struct bench_options *o, int argc, char **argv)
{
	size_t n = 0;

	for (int i = 0; i < argc && n < sizeof(o->command) - 1; i++)
		n += (size_t)snprintf(o->command + n, sizeof(o->command) - n, "%s%s", i ? " " : "",
				      argv[i]);
}

void bench_options_parse(struct bench_options *o, int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "Measure, record and report. Without options: every C row by gcc, headline "
		       "shapes, footprints l1 and llc, 12 layouts.\vThe run directory keeps every "
		       "sample; `memtax report DIR` renders it again.",
	};

	memset(o, 0, sizeof(*o));
	o->cpu = -1;
	keep_command(o, argc, argv); /* before argp reorders them */
	argp_parse(&argp, argc, argv, 0, NULL, o);
}
