/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recall: of the mistakes that could be made in a row's own cells, how many do its checkers see?
 *
 * For every variant that says `checked := thread-safety`, and each workload that it has a cell for,
 * the valid sources are changed in one place at a time, by operators (recall_operators.h) that
 * know the vocabulary of variants/owned/own.h and find in the annotations of the row's own
 * functions what consumes, reads or begins a handle. Each mutant is given to the checkers: the
 * compilers with the cell's own command (the linear proof), and the ownership checker. It is
 *
 *	caught    if one refuses it for ownership, by the proof or by a capability;
 *	invalid   if one refuses it for anything else: then it says nothing, and is counted apart;
 *	a survivor otherwise. That includes a guard taken away with nothing wrong behind it.
 *
 * Rows in other languages have no such annotations: there is nothing to ask for.
 */
#ifndef MEMTAX_PROVE_RECALL_H
#define MEMTAX_PROVE_RECALL_H

#include <jansson.h>
#include "harness/measure/registry.h"

/*
 * Returns the array `recall` of a run, a new reference: a member for each variant, workload and
 * operator. NULL with `err`, also where a valid source is refused. In `by`, a checker that is not
 * installed is null; with none installed there is nothing to say, and the array is empty. Progress
 * goes to stderr. What is written lies below BUILD/prove/recall and is removed.
 */
json_t *recall_run(const struct registry *r, struct memtax_error *err);

#endif
