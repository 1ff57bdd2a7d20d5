/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The cases of variants/<v>/misuse/ and what their head comments expect. For misuse.c. */
#ifndef MEMTAX_PROVE_MISUSE_CASE_H
#define MEMTAX_PROVE_MISUSE_CASE_H

#include "harness/measure/registry.h"

enum { MISUSE_TEXT = 200, MISUSE_EXPECTATIONS = 8 };

struct expectation {
	char who[REGISTRY_NAME];
	char text[MISUSE_TEXT];
};

struct misuse_case {
	const struct variant *variant;
	char name[REGISTRY_NAME];
	char path[PATH_MAX]; /* in the source tree */
	char summary[MISUSE_TEXT];
	struct expectation expects[MISUSE_EXPECTATIONS];
	int n_expects;
};

/*
 * All cases of the selected variants, in order; *n of them, to be freed. NULL with `err`. A row
 * without a misuse/ folder has none.
 */
struct misuse_case *misuse_cases(const struct registry *r, const char *variants, size_t *n,
				 struct memtax_error *err);

/* What `c` expects of `who`; NULL if it says nothing. */
const char *misuse_expected(const struct misuse_case *c, const char *who);

#endif
