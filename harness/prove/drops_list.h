/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where the numbered checks of a cell are written. */
#ifndef MEMTAX_PROVE_DROPS_LIST_H
#define MEMTAX_PROVE_DROPS_LIST_H

#include <limits.h>
#include <stddef.h>

#include "harness/contract/error.h"

struct drops_check {
	int number; /* from 1 */
	int line;
	char file[256];	  /* from the root of the source tree */
	char text[200];	  /* the source line, without the blanks around it */
	char called[48];  /* the checking function */
	char reason[240]; /* from equivalent.tsv, or "" */
};

/*
 * The checks of the cell whose object is `object`, by number: the preprocessor says. `*n` is 0 for
 * a row without numbered checks, which rows in Rust always are. The list is the caller's; NULL with
 * `err`.
 */
struct drops_check *drops_list(const char *source, const char *object, const char *workload,
			       size_t *n, struct memtax_error *err);

#endif
