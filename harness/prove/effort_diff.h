/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How much of a text has changed: what a shortest edit script adds and removes, together. */
#ifndef MEMTAX_PROVE_EFFORT_DIFF_H
#define MEMTAX_PROVE_EFFORT_DIFF_H

#include "harness/prove/effort_text.h"

/* Lines or tokens, each as a hash of its text. */
struct effort_sequence {
	uint64_t *at;
	size_t n;
};

/*
 * Append a text's tokens, or its lines, to a sequence. A line is the tokens that begin on it;
 * without tokens it is none. What must differ between two files that say the same is left out:
 * the name of the include guard, and the folder in `#include "variants/<folder>/..."`.
 * Return 0, or -1 where memory is short. The sequence's `at` is the caller's to free.
 */
int effort_add_tokens(struct effort_sequence *s, const struct effort_text *t);
int effort_add_lines(struct effort_sequence *s, const struct effort_text *t);

/* Additions and removals that lead from a to b, as few as there can be; -1 where memory is short.
 */
long effort_distance(const struct effort_sequence *a, const struct effort_sequence *b);

#endif
