/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line of `memtax bench`. */
#ifndef MEMTAX_CLI_BENCH_OPTIONS_H
#define MEMTAX_CLI_BENCH_OPTIONS_H

#include "harness/measure/plan.h"

struct bench_options {
	struct plan_options plan;
	const char *out;    /* run directory, or NULL: results/<machine>/<UTC>-<revision> */
	const char *resume; /* run directory to finish, or NULL */
	int cpu;	    /* -1: choose */
	bool seed_given;
	bool checks;   /* beside each row the row without each of its checks */
	int n_options; /* that were given */
	char cell_file[PATH_MAX];
	char command[1024]; /* the command line, as the record keeps it */
};

/* Leaves the process with status 2 on bad usage, as argp does. */
void bench_options_parse(struct bench_options *o, int argc, char **argv);

#endif
