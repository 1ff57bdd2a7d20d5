/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a row's text asks of the programmer, and what it leaves to trust, counted lexically. What
 * the words mean is docs/METHOD.md's; which words a row's annotations, constructors and
 * suppressions are, its variant.mk says.
 */
#ifndef MEMTAX_PROVE_EFFORT_COUNT_H
#define MEMTAX_PROVE_EFFORT_COUNT_H

#include "harness/measure/registry.h"
#include "harness/prove/effort_text.h"

struct effort {
	int lines;	     /* on which a token begins */
	int tokens;	     /* of the language, before preprocessing */
	int lines_changed;   /* against the baseline: added and removed; or EFFORT_OTHER_LANGUAGE */
	int tokens_changed;  /* the same */
	int annotations;     /* uses of what only a checker reads */
	int casts;	     /* to a pointer, or from one to an integer */
	int constructors;    /* a pointer and a length are declared to belong together */
	int suppressions;    /* an analysis is switched off */
	int unsafe_lines;    /* of code that the language lets off its own rules */
	int shell_lines;     /* of these, in the C side of the cell */
	int unsafe_blocks;   /* places that ask for a SAFETY comment: unsafe {} and unsafe impl */
	int safety_comments; /* that say SAFETY: */
	int escapes;	     /* C++: pointers taken out of what is checked, x.data() */
};

/* Every line differs from one of another language: a distance would say nothing. */
enum { EFFORT_OTHER_LANGUAGE = -1 };

enum { EFFORT_WORDS = 128 };

/* A set of words; its pointers are into variant.mk's values and into texts, which must live on. */
struct effort_words {
	size_t n;
	struct effort_word {
		const char *text;
		size_t size;
	} word[EFFORT_WORDS];
};

struct effort_keys {
	struct effort_words annotations, constructors, suppressions;
};

/* The words of a `key := word word` value, "" being none. -1 with `err` where they are too many. */
int effort_words_add(struct effort_words *w, const char *value, struct memtax_error *err);

/*
 * A macro whose body holds a counted word is counted itself, where it is used: what a row hides
 * in a macro of its own is not gone. Adds those that `t` defines to `keys`; returns how many are
 * new (so: call for all texts of a row until none is), or -1 with `err`.
 */
int effort_keys_learn(struct effort_keys *keys, const struct effort_text *t,
		      struct memtax_error *err);

/*
 * Add to `e` all but the two counts of change. In Rust the unsafe lines of a file that is called
 * contract.rs, or *_contract.rs or *_shell.rs, are the shell's, and so are functions that are
 * extern "C" anywhere; `name` is the file's.
 */
void effort_count(struct effort *e, const char *name, const struct effort_text *t,
		  const struct effort_keys *keys);

/* Is this word in the set? */
bool effort_words_have(const struct effort_words *w, const char *text);

/* effort_rust.c: the counts that only Rust has, and its casts. */
void effort_count_rust(struct effort *e, const char *name, const struct effort_text *t);

/* effort_cpp.c: is token i, a word of C++, a cast, a construction of a known word, an escape? */
bool effort_cpp_cast(const struct effort_text *t, size_t i);
bool effort_cpp_construction(const struct effort_text *t, size_t i);
bool effort_cpp_escape(const struct effort_text *t, size_t i);
/* The name in `using NAME = ...` that begins here, if it is one for a counted word; or NULL. */
const char *effort_cpp_alias(const struct effort_text *t, size_t i, const struct effort_words *w);

#endif
