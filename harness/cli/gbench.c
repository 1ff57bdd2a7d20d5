// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memtax gbench: every cell as a Google Benchmark, for those who know it. One iteration is one
 * segment; cells are layout 0, one after the other: no rounds, no layouts, no verdicts.
 */
#include <argp.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/cli.h"
#include "harness/measure/gbench.h"
#include "harness/measure/plan.h"
#include "harness/measure/sampler.h"
#include "harness/record/machine.h"

/* One input and one cell are loaded at a time: those of the case that ran last. */
struct front {
	struct registry registry;
	struct machine machine;
	struct plan plan;
	struct sampler sampler;
	struct sampled_cell cell;
	const struct plan_group *group; /* whose input is loaded, or NULL */
	const struct plan_cell *loaded; /* which cell is, or NULL */
	uint64_t digest;
};

struct front_case {
	struct front *front;
	const struct plan_group *group;
	const struct plan_cell *cell;
};

enum { OPT_ALIGNMENT = 256, OPT_SEED };

static const struct argp_option known[] = {
	{ "workload", 'w', "G", 0, "only these (a comma list of names or globs)", 0 },
	{ "variant", 'v', "G", 0, "only these, and raw", 0 },
	{ "shape", 's', "G", 0, "the workload's own parameter", 0 },
	{ "footprint", 'f', "G", 0, "l1, l2, llc, dram: bytes touched per lap", 0 },
	{ "entry", 'e', "G", 0, "batch, single", 0 },
	{ "toolchain", 't', "G", 0, "gcc, clang-19, clang-14, rustc", 0 },
	{ "profile", 'p', "G", 0, "kernel (default), user", 0 },
	{ "alignment", OPT_ALIGNMENT, "A", 0, "aligned (default), natural", 0 },
	{ "seed", OPT_SEED, "N", 0, "of the inputs (default 1)", 0 },
	{ 0 },
};

static uint64_t seed_from(const char *text, struct argp_state *state)
{
	char *end;
	unsigned long long n;

	errno = 0;
	n = strtoull(text, &end, 0);
	if (errno || end == text || *end || text[0] == '-')
		argp_error(state, "--seed: '%s' is not a number", text);
	return n;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct plan_options *o = state->input;

	switch (key) {
	case 'w':
		o->workload = arg;
		return 0;
	case 'v':
		o->variant = arg;
		return 0;
	case 's':
		o->shape = arg;
		return 0;
	case 'f':
		o->footprint = arg;
		return 0;
	case 'e':
		o->entry = arg;
		return 0;
	case 't':
		o->toolchain = arg;
		return 0;
	case 'p':
		o->profile = arg;
		return 0;
	case OPT_ALIGNMENT:
		if (strcmp(arg, "aligned") != 0 && strcmp(arg, "natural") != 0)
			argp_error(state, "'%s' is neither 'aligned' nor 'natural'", arg);
		o->alignment = arg;
		return 0;
	case OPT_SEED:
		o->seed = seed_from(arg, state);
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp argp = {
	.options = known,
	.parser = parse,
	.doc = "Run cells as Google Benchmarks named workload/shape/footprint/entry/toolchain/"
	       "variant; one iteration is one segment, items are ops.\vBesides these, the flags of "
	       "Google Benchmark: --benchmark_filter=REGEX, --benchmark_list_tests=true, "
	       "--benchmark_min_time=SECONDS, --benchmark_repetitions=N, --benchmark_out=FILE, "
	       "--benchmark_out_format=json|csv, --benchmark_format=console|json|csv, ...\n\n"
	       "It times one binary, in order: use `memtax bench` for figures to rely on.",
};

/* --- one case */

static void unload_cell(struct front *f)
{
	if (f->loaded)
		sampled_cell_close(&f->cell);
	f->loaded = NULL;
}

static void unload_input(struct front *f)
{
	unload_cell(f);
	if (f->group)
		sampler_close(&f->sampler);
	f->group = NULL;
}

static const struct memtax_shape *shape_named(const struct memtax_workload *w, const char *name)
{
	const struct memtax_shape *shape = w->shapes;

	while (strcmp(shape->name, name) != 0) /* it is there: the plan was made from it */
		shape++;
	return shape;
}

static int load_input(struct front *f, const struct plan_group *g, struct memtax_error *err)
{
	const struct memtax_workload *w = registry_workload(&f->registry, g->workload);
	char data_dir[PATH_MAX];

	unload_input(f);
	memset(&f->sampler, 0, sizeof(f->sampler));
	f->sampler.footprint = footprint_from_name(g->footprint);
	f->sampler.entry = entry_from_name(g->entry);
	f->sampler.l2_bytes = f->machine.l2;
	snprintf(data_dir, sizeof(data_dir), "%.*s/workloads/%s", PATH_MAX - 64, f->registry.source,
		 g->workload);
	if (sampler_open(&f->sampler, w, shape_named(w, g->shape), g->footprint_bytes,
			 plan_seed(f->plan.seed, STREAM_INPUT, 0), data_dir, err))
		return -1;
	f->group = g;
	return 0;
}

static int load_cell(struct front *f, const struct plan_cell *c, struct memtax_error *err)
{
	struct cell_id id = { c->workload, c->variant, c->toolchain, c->profile,
			      f->plan.alignment };
	char path[PATH_MAX];

	unload_cell(f);
	memset(&f->cell, 0, sizeof(f->cell));
	registry_cell_path(&f->registry, &id, "so", path);
	if (sampled_cell_open(&f->sampler, path, &f->cell, err))
		return -1;
	f->loaded = c;
	if (sampler_verify(&f->sampler, &f->cell, err)) {
		unload_cell(f);
		return -1;
	}
	return 0;
}

static int prepare(void *user, struct memtax_error *err)
{
	struct front_case *c = user;
	struct front *f = c->front;
	struct span_of_segments lap;

	if (f->group != c->group && load_input(f, c->group, err))
		return -1;
	if (f->loaded != c->cell && load_cell(f, c->cell, err))
		return -1;
	/* A lap that goes by leaves the caches as the laps to come find them. */
	lap = (struct span_of_segments){ 0, f->sampler.input.n_segments };
	sampler_pass(&f->sampler, &f->cell, lap);
	return 0;
}

static int batch(void *user, uint64_t iterations, struct memtax_error *err)
{
	struct front *f = ((struct front_case *)user)->front;
	struct span_of_segments span = { 0, iterations };

	(void)err;
	f->digest = sampler_pass(&f->sampler, &f->cell, span);
	return 0;
}

static int finish(void *user, uint64_t iterations, struct gbench_state *state,
		  struct memtax_error *err)
{
	struct front *f = ((struct front_case *)user)->front;
	struct span_of_segments span = { 0, iterations };

	if (f->digest != sampler_expected(&f->sampler, span))
		return memtax_fail(err, "wrong result in the timed region");
	gbench_set_items(state, sampler_ops(&f->sampler, span));
	return 0;
}

/* --- all of them */

static int register_case(struct front_case *c, struct memtax_error *err)
{
	char name[8 * REGISTRY_NAME];
	const struct gbench_case one = {
		.name = name,
		.user = c,
		.prepare = prepare,
		.batch = batch,
		.finish = finish,
	};

	/* kernel is the profile unless a name says otherwise */
	snprintf(name, sizeof(name), "%s/%s/%s/%s/%s/%s%s%s", c->group->workload, c->group->shape,
		 c->group->footprint, c->group->entry, c->cell->toolchain, c->cell->variant,
		 strcmp(c->cell->profile, "kernel") ? "/" : "",
		 strcmp(c->cell->profile, "kernel") ? c->cell->profile : "");
	return gbench_register(&one, err);
}

/* Returns the cases, the caller's to free once nothing runs any more, or NULL with `err`. */
static struct front_case *register_all(struct front *f, struct memtax_error *err)
{
	size_t n = 0, at = 0;
	struct front_case *cases;

	for (size_t g = 0; g < f->plan.n_groups; g++)
		n += f->plan.groups[g].n_cells;
	cases = calloc(n + 1, sizeof(*cases));
	if (!cases) {
		memtax_fail(err, "out of memory");
		return NULL;
	}
	for (size_t g = 0; g < f->plan.n_groups; g++) {
		const struct plan_group *group = &f->plan.groups[g];

		if (group->runtime[0]) /* this process was not begun with that library */
			continue;
		for (size_t i = 0; i < group->n_cells; i++) {
			const struct plan_cell *cell = &f->plan.cells[group->cells[i]];

			if (cell->clone_of >= 0) /* the same object; there is one layout here */
				continue;
			cases[at] = (struct front_case){ f, group, cell };
			if (register_case(&cases[at++], err)) {
				free(cases);
				return NULL;
			}
		}
	}
	return cases;
}

static int set_context(const struct front *f, struct memtax_error *err)
{
	char seed[32];

	snprintf(seed, sizeof(seed), "%llu", (unsigned long long)f->plan.seed);
	return gbench_context("memtax_seed", seed, err) ||
	       gbench_context("memtax_alignment", f->plan.alignment, err);
}

static int run_cases(struct front *f, struct memtax_error *err)
{
	struct front_case *cases = register_all(f, err);
	struct gbench_tally tally;
	int failed;

	if (!cases)
		return CLI_ENVIRONMENT;
	if (set_context(f, err)) {
		free(cases);
		return CLI_ENVIRONMENT;
	}
	failed = gbench_run(&tally, err);
	unload_input(f);
	gbench_shutdown();
	free(cases);
	if (failed)
		return CLI_USAGE;
	return tally.failed ? CLI_FINDING : CLI_OK;
}

static int plan_and_run(struct front *f, const struct plan_options *o, struct memtax_error *err)
{
	const struct machine *m = &f->machine;
	struct plan_caches caches;
	int status;

	machine_read(&f->machine, "");
	caches = (struct plan_caches){ m->l1d, m->l2, m->llc, m->llc_share };
	status = cli_plan_status(plan_make(&f->plan, &f->registry, o, &caches, err));
	return status == CLI_OK ? run_cases(f, err) : status;
}

/* libbenchmark would print its own flags alone. */
static void help_if_asked(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		char *only[] = { argv[0], argv[i], NULL };

		if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "--usage"))
			argp_parse(&argp, 2, only, 0, NULL, NULL); /* exits */
	}
}

int cmd_gbench(int argc, char **argv)
{
	static struct front f; /* too large for a stack */
	struct plan_options options = { .all = true, .seed = 1 };
	struct memtax_error err = { "" };
	int status;

	argp_err_exit_status = CLI_USAGE;
	help_if_asked(argc, argv);
	if (gbench_init(&argc, argv, &err))
		return cli_fail(CLI_USAGE, err.text);
	argp_parse(&argp, argc, argv, 0, NULL, &options);
	if (registry_open(&f.registry, cli_source(), cli_build(), &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	status = plan_and_run(&f, &options, &err);
	plan_free(&f.plan);
	registry_close(&f.registry);
	return err.text[0] && status != CLI_OK ? cli_fail((enum cli_status)status, err.text)
					       : status;
}
