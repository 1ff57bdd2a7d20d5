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
	int lines;	    /* on which a token begins */
	int tokens;	    /* of the language, before preprocessing */
	int lines_changed;  /* against the baseline: added and removed */
	int tokens_changed; /* the same */
	int annotations;    /* uses of what only a checker reads */
	int casts;	    /* to a pointer, or from one to an integer */
	int constructors;   /* a pointer and a length are declared to belong together */
	int suppressions;   /* an analysis is switched off */
	int unsafe_lines;   /* of code that the language lets off its own rules */
};

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

/* Add to `e` all but the two counts of change. */
void effort_count(struct effort *e, const struct effort_text *t, const struct effort_keys *keys);

#endif
