// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdio.h>

#include "harness/cli/cli.h"
#include "harness/measure/filter.h"
#include "harness/prove/parts.h"
#include "harness/prove/prove.h"
#include "harness/report/report.h"

enum { OPT_CELL = 256, OPT_PART };

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "print {\"proof\": [...]} as in run.json", 0 },
	{ "workload", 'w', "G", 0, "only these (a comma list of names or globs)", 1 },
	{ "variant", 'v', "G", 0, "only these rows", 1 },
	{ "toolchain", 't', "G", 0, "gcc, clang-19, clang-14, rustc", 1 },
	{ "profile", 'p', "G", 0, "kernel, user", 1 },
	{ "fault", 'f', "G", 0, "only these faults", 1 },
	{ "part", OPT_PART, "PART", 0,
	  "not the faults, but what is found out by compiling: compile (cases that must not), "
	  "recall (of the ownership checkers), effort, checks (each left out in turn)",
	  2 },
	{ "cell", OPT_CELL, "FILE.so", 0, "prove this cell alone; see docs/bring-your-own.md", 2 },
	{ 0 },
};

struct arguments {
	bool json;
	int part; /* enum part, or -1 */
	struct prove_filters filters;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'j':
		a->json = true;
		return 0;
	case 'w':
		a->filters.workload = arg;
		return 0;
	case 'v':
		a->filters.variant = arg;
		return 0;
	case 't':
		a->filters.toolchain = arg;
		return 0;
	case 'p':
		a->filters.profile = arg;
		return 0;
	case 'f':
		a->filters.fault = arg;
		return 0;
	case OPT_PART:
		a->part = part_from_name(arg);
		if (a->part < 0)
			argp_error(state, "'%s' is none of compile, recall, effort, checks", arg);
		return 0;
	case OPT_CELL:
		a->filters.cell_file = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* The findings on stderr; the exit status that they mean. */
static int tell(json_t *findings, const char *done, size_t n_done)
{
	size_t i, n = json_array_size(findings);
	json_t *line;

	json_array_foreach(findings, i, line)
		fprintf(stderr, "memtax: %s\n", json_string_value(line));
	fprintf(stderr, "memtax: %zu %s, %zu finding%s\n", n_done, done, n, n == 1 ? "" : "s");
	json_decref(findings);
	return n ? CLI_FINDING : CLI_OK;
}

static void print_json(const char *name, json_t *rows)
{
	json_t *document = json_pack("{sO}", name, rows);

	json_dumpf(document, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(document);
}

static void print_matrix(json_t *proof)
{
	json_t *document = json_pack("{sO}", "proof", proof);

	report_proof(document, stdout, report_wants_colour(stdout));
	json_decref(document);
}

static int prove(const struct arguments *a, const struct registry *r, struct memtax_error *err)
{
	json_t *compile = part_get(r, PART_COMPILE, true, err), *proof = NULL;
	struct prove_cells cells = { NULL, 0 };
	int status = CLI_ENVIRONMENT;

	if (compile && !prove_cells_find(&cells, r, &a->filters, err))
		proof = prove_run(r, &cells, &a->filters, compile, err);
	if (proof && a->json)
		print_json("proof", proof);
	else if (proof)
		print_matrix(proof);
	if (proof)
		status = tell(prove_findings(proof), "attacks", json_array_size(proof));
	else
		cli_fail(CLI_ENVIRONMENT, err->text);
	json_decref(proof);
	json_decref(compile);
	prove_cells_free(&cells);
	return status;
}

static int prove_part(const struct arguments *a, const struct registry *r, struct memtax_error *err)
{
	enum part part = (enum part)a->part;
	const struct prove_filters *f = &a->filters;
	bool chosen = f->workload || f->variant || f->toolchain || f->profile;
	json_t *rows = chosen && part == PART_CHECKS ? part_checks(r, f, err)
						     : part_get(r, part, true, err);
	int status;

	if (!rows)
		return cli_fail(CLI_ENVIRONMENT, err->text);
	print_json(part_name(part), rows);
	status = tell(part_findings(part, rows), "lines", json_array_size(rows));
	json_decref(rows);
	return status;
}

int cmd_prove(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "Play every fault of every workload on every row, in the objects that are "
		       "timed, and compare what happens with what the rows claim.\vA finding "
		       "(exit status 1) is a claim that does not hold, a stop that nobody claims, "
		       "a twin that is not accepted, or a must-fail member that does not fail.",
	};
	struct arguments a = { .part = -1 };
	struct memtax_error err = { "" };
	struct registry r;
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (registry_open(&r, cli_source(), cli_build(), &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	status = a.part < 0 ? prove(&a, &r, &err) : prove_part(&a, &r, &err);
	registry_close(&r);
	return status;
}
