// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/recall_operators.h"

#include <stdlib.h>
#include <string.h>

#include "harness/prove/recall_making.h"

const struct recall_operator recall_operators[] = {
	[USE_AFTER_MOVE] = { "use after move", "a use is added right after the call that consumes",
			     false },
	[DOUBLE_FREE] = { "double free", "the call that consumes is made twice", false },
	[LEAK] = { "leak", "the call that consumes is deleted", false },
	[ALIAS] = { "alias made", "consumed by a pointer to the handle, and again by its name",
		    false },
	[HANDLE_COPIED] = { "handle copied",
			    "the struct of the handle is copied, both are consumed", false },
	[OWNER_OVERWRITTEN] = { "owner overwritten",
				"in place of being consumed, the handle is assigned an empty one",
				false },
	[PARAMETER_REDIRECTED] = { "parameter redirected",
				   "a parameter that is to be consumed is pointed to another "
				   "handle",
				   false },
	[BORROW_CONSUMED] = { "borrow consumed", "a callee consumes what it only borrows", false },
	[UNCHECKED_BEGIN] = { "unchecked begin",
			      "whether the handle became live is not asked: (void)!begin(...)",
			      false },
	[SCOPE_DROPPED] = { "scope macro dropped",
			    "a handle is declared without its macro; nothing else is wrong", true },
	[SCOPE_DROPPED_LEAK] = { "scope macro dropped, and leak",
				 "the same, and the call that consumes is deleted", false },
	[VIEW_CLOSED_EARLY] = { "view closed early", "a view is closed right after it was opened",
				false },
	[VIEW_LEFT_OPEN] = { "view left open", "the call that closes a view is deleted", false },
	[LIFE_DROPPED] = { "primitive lies",
			   "an annotated function does not touch the life of its handle", false },
	[NOTE_DROPPED] = { "annotation dropped", "an annotation is deleted; nothing else is wrong",
			   true },
	[NOTE_WEAKENED] = { "annotation weakened",
			    "OWN_EXCLUSIVE becomes OWN_SHARED; nothing else is wrong", true },
	[PRIMITIVE_ADDED] = { "exempted from analysis",
			      "OWN_PRIMITIVE is put on a function; nothing else is wrong", true },
};

const int recall_n_operators = sizeof(recall_operators) / sizeof(recall_operators[0]);

int recall_mutants(const struct row_text *row, struct mutants *mutants)
{
	struct making m = { .row = row, .mutants = mutants };

	memset(mutants, 0, sizeof(*mutants));
	recall_mutate_calls(&m);
	recall_mutate_heads(&m);
	return m.failed ? -1 : 0;
}

void recall_mutants_free(struct mutants *mutants)
{
	for (size_t i = 0; i < mutants->n; i++)
		free(mutants->mutant[i].text);
	free(mutants->mutant);
	memset(mutants, 0, sizeof(*mutants));
}
