/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Effort and trust: what each row asks of the programmer and leaves to trust, by one tool for all
 * rows. docs/METHOD.md says what each count means and what it does not.
 */
#ifndef MEMTAX_PROVE_EFFORT_H
#define MEMTAX_PROVE_EFFORT_H

#include <jansson.h>
#include "harness/prove/effort_count.h"

/* What a row has for all of its workloads together, once: files that more than one of them uses. */
#define EFFORT_VOCABULARY "*"

struct effort_row {
	const char *variant;  /* the registry's */
	const char *workload; /* the registry's, or EFFORT_VOCABULARY */
	const char *language; /* of the cells: "c", "cpp" or "rs" */
	struct effort effort;
};

/*
 * Count every row of the registry, whatever its role, for every workload that it has a source for,
 * in the registry's order; a row with a vocabulary has a line for that behind its workloads.
 * Changes are counted against the row whose role is "baseline": files of the same name are
 * compared, files without a counterpart count whole, and so does everything where there is no
 * baseline. What is written in another language than the baseline is not compared. Returns an array
 * that the caller frees, or NULL with `err`.
 */
struct effort_row *effort_rows(const struct registry *r, size_t *n, struct memtax_error *err);

/*
 * The same as `effort` of run.json, where a row that is its base and flags names both; NULL with
 * `err`.
 */
json_t *effort_run(const struct registry *r, struct memtax_error *err);

#endif
