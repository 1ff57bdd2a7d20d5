/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a proof that take compilations by the hundred and no cell of a run: compile-time
 * cases, recall, effort, checks. Each is made once and kept in BUILD/prove/PART.json, with a hash
 * of what it was made from: it is used while that is the same.
 */
#ifndef MEMTAX_PROVE_PARTS_H
#define MEMTAX_PROVE_PARTS_H

#include <jansson.h>

#include "harness/measure/registry.h"
#include "harness/prove/prove.h"

enum part { PART_COMPILE, PART_RECALL, PART_EFFORT, PART_CHECKS, PARTS };

/* "compile", "recall", "effort", "checks": members of a proof. */
const char *part_name(enum part part);
int part_from_name(const char *name); /* -1 if there is no such part */

/*
 * The part as an array, a new reference. If what is kept is not current it is made and kept, where
 * `make` says so, else NULL with err->text empty. NULL with `err` if it cannot be made.
 */
json_t *part_get(const struct registry *r, enum part part, bool make, struct memtax_error *err);

/*
 * The checks of chosen cells, made and not kept; NULL filters choose those that part_get() takes.
 * NULL with `err`.
 */
json_t *part_checks(const struct registry *r, const struct prove_filters *filters,
		    struct memtax_error *err);

/* What in a part is not as it should be, a line each: a new array of strings. */
json_t *part_findings(enum part part, const json_t *rows);

#endif
