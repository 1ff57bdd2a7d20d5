// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/cli/cli.h"
#include "harness/measure/registry.h"

static const struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *summary; /* NULL: not for people */
} commands[] = {
	{ "list", cmd_list, "the grid of cells, with a reason where one is missing" },
	{ "doctor", cmd_doctor, "is this machine fit to measure on?" },
	{ "bench", cmd_bench, "measure, record, report" },
	{ "prove", cmd_prove, "which faults does each row stop, in the objects that are timed?" },
	{ "report", cmd_report, "render a run again" },
	{ "calibrate", cmd_calibrate, "false-positive rate and power on this machine" },
	{ "gbench", cmd_gbench, "every cell as a Google Benchmark" },
	{ "launch", cmd_launch, NULL },
	{ "play", cmd_play, NULL },
	{ NULL, NULL, NULL },
};

static void print_usage(FILE *out)
{
	fputs("memtax: what memory safety costs in a kernel hot path, and what it buys\n\n", out);
	for (const struct command *c = commands; c->name; c++)
		if (c->summary)
			fprintf(out, "  memtax %-10s %s\n", c->name, c->summary);
	fputs("\n`memtax COMMAND --help` says more. Exit status: 0 ok, 1 a finding, 2 usage,\n"
	      "3 not comparable, 4 environment or damaged input.\n",
	      out);
}

/* The subcommand sees "memtax NAME" as its own name: what its usage text begins with. */
static int run_command(const struct command *c, int argc, char **argv)
{
	static char name[32];

	snprintf(name, sizeof(name), "memtax %s", c->name);
	argv[0] = name;
	return c->run(argc, argv);
}

static int unknown_command(const char *name)
{
	const char *names[sizeof(commands) / sizeof(commands[0])];
	size_t n = 0;

	for (const struct command *c = commands; c->name; c++)
		if (c->summary)
			names[n++] = c->name;
	names[n] = NULL;
	fprintf(stderr,
		"memtax: no command '%s'; did you mean '%s'? (`memtax --help` lists them)\n", name,
		registry_nearest(name, names));
	return CLI_USAGE;
}

int main(int argc, char **argv)
{
	argp_err_exit_status = CLI_USAGE;
	if (argc < 2) {
		print_usage(stderr);
		return CLI_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
		print_usage(stdout);
		return CLI_OK;
	}
	for (const struct command *c = commands; c->name; c++)
		if (!strcmp(argv[1], c->name))
			return run_command(c, argc - 1, argv + 1);
	return unknown_command(argv[1]);
}
