/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which mistakes are made in valid sources, and where: one mutant for each place. */
#ifndef MEMTAX_PROVE_RECALL_OPERATORS_H
#define MEMTAX_PROVE_RECALL_OPERATORS_H

#include "harness/prove/recall_text.h"

struct recall_operator {
	const char *name;
	const char *summary;
	/*
	 * The linear proof has the same to prove as in the valid source, or less, so that it cannot
	 * refuse: only annotations differ, of which no compiler makes code, or a handle is looked
	 * at no more as its scope ends. The compilers are not asked.
	 */
	bool proof_is_blind;
};

extern const struct recall_operator recall_operators[];
extern const int recall_n_operators;

struct mutant {
	int kind;		     /* index into recall_operators */
	const struct source *source; /* of which `text` takes the place */
	const struct function *changed;
	char *text;
	int line;
	char shown[120]; /* what was changed, for a person */
};

struct mutants {
	struct mutant *mutant;
	size_t n;
};

/* All mutants of a row. 0, or -1 without memory; recall_mutants_free() in any case. */
int recall_mutants(const struct row_text *row, struct mutants *mutants);
void recall_mutants_free(struct mutants *mutants);

#endif
