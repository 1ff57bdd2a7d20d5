/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sources in the kernel's style as text: enough of C to find functions, what they are annotated
 * with, and statements. clang-format keeps the style: a function's `{` stands alone at the start
 * of a line, and nothing else's does.
 */
#ifndef MEMTAX_PROVE_RECALL_TEXT_H
#define MEMTAX_PROVE_RECALL_TEXT_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include "harness/contract/error.h"

enum { RECALL_NAME = 64, RECALL_PARAMETERS = 8, RECALL_NOTES = 6 };

/* Of [start, end) in a text. */
struct range {
	size_t start, end;
};

struct source {
	char path[PATH_MAX]; /* in the source tree */
	char *text;
	char *code; /* the same length; comments, strings and preprocessor lines are blank */
	size_t n;
};

/* What an annotation says of its handles. */
enum note_kind {
	NOTE_ACQUIRE,
	NOTE_ACQUIRE_IF,
	NOTE_RELEASE,
	NOTE_SHARED,
	NOTE_EXCLUSIVE,
	NOTE_FREEZE,
	NOTE_THAW,
	NOTE_PRIMITIVE,
};

struct note {
	enum note_kind kind;
	struct range at;  /* with the blank before it */
	int parameter[2]; /* the handle, or owner and view; -1 if it is none of the parameters */
};

struct parameter {
	char name[RECALL_NAME];
	char type[2 * RECALL_NAME];
};

struct function {
	const struct source *source;
	int order; /* of its definition among all of the row's files */
	char name[RECALL_NAME];
	struct range head, body; /* body: between the braces */
	struct parameter parameters[RECALL_PARAMETERS];
	int n_parameters;
	struct note notes[RECALL_NOTES];
	int n_notes;
};

/* #define NAME(x) TYPE x OWN_SCOPED(...) = OWN_NONE: how a handle of that type is declared. */
struct handle_type {
	char type[RECALL_NAME];
	char macro[RECALL_NAME];
};

/* A row's own files for a workload, what they include first. */
struct row_text {
	struct source *sources;
	struct function *functions;
	struct handle_type *types;
	size_t n_sources, n_functions, n_types;
};

/*
 * Read variants/<variant>/<workload>.c below `root` and what it includes of that folder. 0, or -1
 * with `err`; recall_text_free() in any case.
 */
int recall_text_read(struct row_text *row, const char *root, const char *variant,
		     const char *workload, struct memtax_error *err);
void recall_text_free(struct row_text *row);

const struct function *recall_function(const struct row_text *row, const char *name, size_t n);
const struct handle_type *recall_type(const struct row_text *row, const char *type);
bool recall_has(const struct function *f, enum note_kind kind);

/* Helpers on code: the place after the bracket that matches the one at `at`; 0 if none does. */
size_t recall_match(const struct source *s, size_t at);
/* The statement of which the code at `at` is a part: with its `;`, or with its body. */
struct range recall_statement(const struct source *s, const struct function *f, size_t at);
/* The place where the statement that begins at `at` ends. */
size_t recall_statement_end(const struct source *s, size_t at);
bool recall_word(char c);
size_t recall_skip_blank(const struct source *s, size_t at);
/* From 1. */
int recall_line(const struct source *s, size_t at);

#endif
