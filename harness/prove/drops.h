/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The run-time checks of a row, one by one: where each is written, whether it survives in the
 * object that is timed, and which fault gets through without it. A row whose checks have numbers
 * (variants/bounds/span_drop.h) is built again without each of them in turn.
 */
#ifndef MEMTAX_PROVE_DROPS_H
#define MEMTAX_PROVE_DROPS_H

#include <jansson.h>

#include "harness/prove/prove.h"

/*
 * The `checks` of docs/schema/run.md for these cells, or NULL with `err`. Takes a compilation for
 * each check. A check counts as surviving if the object without it is another one; it is caught if,
 * without it, the contract test fails or some input fault ends otherwise than on the row itself.
 * What is neither must stand in variants/<v>/equivalent.tsv with its reason, <v> being the folder
 * that holds the check: workload (or *), file, the source line, reason, with tabs between.
 */
json_t *drops_run(const struct registry *r, const struct prove_cells *cells,
		  struct memtax_error *err);

/* Checks that survive, that nothing catches and nobody explains: a new array of strings. */
json_t *drops_findings(const json_t *checks);

/*
 * Build the cell of `object` without check `number` (-1: without any) into `out`. 0, or -1 with
 * `err`.
 */
int drops_build(const struct registry *r, const char *object, int number, const char *out,
		struct memtax_error *err);

#endif
