/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What operators are written with: calls found in a text, edits made to it. For recall_*.c. */
#ifndef MEMTAX_PROVE_RECALL_MAKING_H
#define MEMTAX_PROVE_RECALL_MAKING_H

#include "harness/prove/recall_operators.h"

enum { RECALL_TEXT = 1024 };

enum recall_operation {
	USE_AFTER_MOVE,
	DOUBLE_FREE,
	LEAK,
	ALIAS,
	HANDLE_COPIED,
	OWNER_OVERWRITTEN,
	PARAMETER_REDIRECTED,
	BORROW_CONSUMED,
	UNCHECKED_BEGIN,
	SCOPE_DROPPED,
	SCOPE_DROPPED_LEAK,
	VIEW_CLOSED_EARLY,
	VIEW_LEFT_OPEN,
	LIFE_DROPPED,
	NOTE_DROPPED,
	NOTE_WEAKENED,
	PRIMITIVE_ADDED,
};

struct making {
	const struct row_text *row;
	struct mutants *mutants;
	bool failed; /* no memory */
};

/* A call, in the body of `in`, of an annotated function. */
struct call {
	const struct function *in, *callee;
	struct range at; /* of the expression */
	struct range argument[RECALL_PARAMETERS];
	int n_arguments;
	struct range statement;
	bool plain;	 /* the statement is the call, its value unused */
	bool returns;	 /* the statement returns */
	bool controls;	 /* the statement is an if or a loop: the call is in its condition */
	bool controlled; /* the statement stands alone under an if or else: it needs braces */
};

/* Call `each` for every call in every body of the row. */
void recall_each_call(struct making *m, void (*each)(struct making *, const struct call *));
/* The same for the calls in one body. */
void recall_calls_in(struct making *m, const struct function *f, void *context,
		     void (*each)(struct making *, const struct call *, void *));

/* Text of a range, as it stands in the source; cut to RECALL_TEXT. */
void recall_slice(const struct source *s, struct range r, char text[RECALL_TEXT]);
/* The call's own text with its argument number `i` replaced. */
void recall_call_text(const struct call *c, int i, const char *argument, char text[RECALL_TEXT]);
/* The argument if it is a plain name, or "". */
void recall_argument(const struct call *c, int i, char name[RECALL_NAME]);

/* A call of `f` with the arguments at `a` and `b` (-1: none) given and all others zero. */
void recall_zero_call(const struct function *f, int a, const char *text_a, int b,
		      const char *text_b, char text[RECALL_TEXT]);

struct edit {
	struct range at;
	const char *text;
};

/*
 * The mutant that `edits` make: they do not overlap, and stand in the order of the text. `where` is
 * a place in the function that is changed.
 */
void recall_add(struct making *m, enum recall_operation operation, const struct source *s,
		const struct edit *edits, int n, size_t where, const char *shown);

/* `text` as statements in front of the call's statement. */
void recall_before(struct making *m, enum recall_operation operation, const struct call *c,
		   const char *text);
/* As statements right behind it, also where it returns; nothing is made of a condition. */
void recall_after(struct making *m, enum recall_operation operation, const struct call *c,
		  const char *text);
/* Edits that take the call away: its value, if any, becomes zero. Returns how many. */
int recall_without(const struct call *c, struct edit edits[1], char text[RECALL_TEXT]);

/* The operators, by what they change. */
void recall_mutate_calls(struct making *m);
void recall_mutate_heads(struct making *m);

#endif
