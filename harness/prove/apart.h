/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attacks on cells that need a run-time library (harness/measure/runtime.h): played by another
 * process of this program, begun with the library, by the same runner.
 */
#ifndef MEMTAX_PROVE_APART_H
#define MEMTAX_PROVE_APART_H

#include <stdio.h>

#include "harness/measure/registry.h"
#include "harness/prove/runner.h"

/* One fault on one cell. */
struct apart_play {
	char library[PATH_MAX]; /* "": not to be played */
	const char *workload, *fault, *cell;
	struct trial trial; /* out */
	bool told;
};

/* Play them, all of one library in one process. 0, or -1 with `err`. */
int apart_run(struct apart_play *plays, size_t n, struct memtax_error *err);

/* The other process: read what to play from `in`, write a line for each to `out`. An exit status.
 */
int apart_serve(const struct registry *r, FILE *in, FILE *out);

#endif
