/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who may refuse a source: each compiler, with the flags that cells of a row are built with (the
 * command is kept beside every object), and the ownership checker, clang's -Wthread-safety over
 * the source alone, as the build runs it (mk/cells.mk, OWNERSHIP_CHECKED).
 */
#ifndef MEMTAX_PROVE_CHECKER_H
#define MEMTAX_PROVE_CHECKER_H

#include "harness/measure/registry.h"
#include "harness/prove/command.h"

/* What the ownership checker is called, and who plays it with the flags of which profile. */
#define CHECKER_CHECK "check"
#define CHECKER_CHECK_TOOLCHAIN "clang-19"
#define CHECKER_CHECK_PROFILE "kernel"

/* Not to be copied: its words point into it. */
struct checker {
	const char *name; /* of the toolchain, or CHECKER_CHECK */
	const char *profile;
	char reason[160]; /* why it cannot be asked; "" if it can */
	char command[4096];
	char *word[COMMAND_WORDS]; /* the command of a cell, without `-c SOURCE` */
	int n;
	const char *source; /* of that cell: its suffix is the language of the command */
};

/* Does the toolchain compile, or the ownership checker read, a source with this suffix? */
bool checker_speaks(const char *name, const char *source);

/*
 * `name` with the flags of the variant's cell of `workload`. Always usable: a checker that is not
 * there says so in `reason`.
 */
void checker_open(struct checker *c, const struct registry *r, const char *name,
		  const char *profile, const char *variant, const char *workload);

enum checker_answer {
	CHECKER_ACCEPTS,
	CHECKER_REFUSES,
	CHECKER_MISSING, /* not installed; never a pass */
	CHECKER_BROKEN,	 /* did not come back */
};

/*
 * Ask it about `source`, in the folder `root`. `before` come in front of the flags of the cell,
 * `more` behind them; both end with NULL and may be NULL. What is compiled is thrown away.
 */
enum checker_answer checker_ask(const struct checker *c, const char *root, const char *source,
				const char *const *before, const char *const *more,
				struct command_end *end);

/* The same, but leaving a program in `out`. */
enum checker_answer checker_make(const struct checker *c, const char *root, const char *source,
				 const char *const *more, const char *out, struct command_end *end);

#endif
