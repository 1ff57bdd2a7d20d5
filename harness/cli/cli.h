/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Subcommands. Each is called with its own name as argv[0], prints what was asked for to stdout and
 * everything else to stderr, and returns an exit status.
 */
#ifndef MEMTAX_CLI_CLI_H
#define MEMTAX_CLI_CLI_H

#include "harness/measure/plan.h"

enum cli_status {
	CLI_OK = 0,
	CLI_FINDING = 1, /* oracle, refused cell, broken claim, regression, gate */
	CLI_USAGE = 2,
	CLI_NOT_COMPARABLE = 3,
	CLI_ENVIRONMENT = 4, /* environment, or damaged input */
};

int cmd_bench(int argc, char **argv);
int cmd_calibrate(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_gbench(int argc, char **argv);
int cmd_launch(int argc, char **argv); /* the child that measures; not for people */
int cmd_list(int argc, char **argv);
int cmd_play(int argc, char **argv); /* plays faults beside a run-time library; not for people */
int cmd_prove(int argc, char **argv);
int cmd_report(int argc, char **argv);

/* Where the source tree and the build lie: as built, or $MEMTAX_SOURCE, $MEMTAX_BUILD. */
const char *cli_source(void);
const char *cli_build(void);

/* What a command that needs this plan exits with. */
enum cli_status cli_plan_status(enum plan_status status);

/* "memtax: <text>" on stderr; returns `status`. */
int cli_fail(enum cli_status status, const char *text);

#endif
