/* SPDX-License-Identifier: GPL-2.0-or-later */
/* G of the command line: a comma list of names and globs. */
#ifndef MEMTAX_MEASURE_FILTER_H
#define MEMTAX_MEASURE_FILTER_H

#include <stdbool.h>
#include "harness/contract/error.h"

/* Does one of the patterns match `name`? A NULL filter matches everything. */
bool filter_match(const char *filter, const char *name);

/*
 * Does every pattern match something of NULL-terminated `known`? If not, -1 with `err` naming
 * `what`, the pattern and the nearest that exists.
 */
int filter_check(const char *filter, const char *what, const char *const *known,
		 struct memtax_error *err);

#endif
