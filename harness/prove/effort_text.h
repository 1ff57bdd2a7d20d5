/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A source file as tokens: what is left of it without comments and white space. Nothing is
 * preprocessed: both branches of an #if are there, macros are not expanded, trigraphs and raw
 * string literals are not known. Left out is what is there for seeded builds and in no object that
 * is timed: #ifdef MEMTAX_DROP and #[cfg(memtax_peer_flip)]. What a language has of its own hangs
 * on the file's suffix.
 */
#ifndef MEMTAX_PROVE_EFFORT_TEXT_H
#define MEMTAX_PROVE_EFFORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/contract/error.h"

enum effort_kind {
	EFFORT_WORD,	/* identifier or keyword */
	EFFORT_NUMBER,	/* as the preprocessor has them: 0x1p-3f is one */
	EFFORT_LITERAL, /* "..." or '...' with its prefix, or <...> after #include */
	EFFORT_SIGN,	/* operator or punctuation, the longest that fits */
};

struct effort_token {
	const char *text; /* lines that were continued are joined */
	uint32_t line;	  /* where it begins, from 1 */
	enum effort_kind kind;
	bool directive; /* on a line that begins with # */
	bool begins;	/* the first of its line, continued lines being one */
	bool safety;	/* a comment before it says SAFETY: */
};

struct effort_language {
	const char *suffix;
	const char *name; /* "c", "cpp", "rs": a header's is that of what includes it */
	bool directives;  /* lines that begin with # are the preprocessor's */
	bool nested;	  /* comments nest */
	bool lifetimes;	  /* 'a without a closing quote is a word */
	bool templates;	  /* span<T>(p, n) is a call */
	bool unsafe;	  /* code that the rules do not hold for is marked so */
};

struct effort_text {
	struct effort_token *token;
	size_t n;
	const struct effort_language *language;
	const char *guard;    /* the macro that keeps a header from being read twice, or NULL */
	uint64_t hash;	      /* of the file's bytes */
	unsigned suppressing; /* comments that tell clang-tidy to be silent */
	char *arena;
};

/*
 * Read a file, or take `size` bytes that go by that name. Returns 0, or -1 with `err` and nothing
 * to free. A suffix that is not known is read as C.
 */
int effort_text_read(const char *path, struct effort_text *t, struct memtax_error *err);
int effort_text_scan(const char *name, const char *bytes, size_t size, struct effort_text *t,
		     struct memtax_error *err);
void effort_text_free(struct effort_text *t);

/* The lexer (effort_scan.c): fill in the tokens; there is room for one a byte. */
void effort_text_tokens(struct effort_text *t, const char *bytes, size_t size);

/* The last token of the Rust item or block that begins at token i: its closing brace, or a ; */
size_t effort_item_end(const struct effort_text *t, size_t i);

/* Is token i there, and is this its text? */
bool effort_is(const struct effort_text *t, size_t i, const char *text);

/* FNV-1a, to go on from `hash` (EFFORT_HASH to begin with). */
#define EFFORT_HASH UINT64_C(0xcbf29ce484222325)
uint64_t effort_hash(uint64_t hash, const char *bytes, size_t size);

#endif
