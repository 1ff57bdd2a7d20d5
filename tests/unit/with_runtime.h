/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of what needs a run-time library: which are here, and a process begun with one. */
#ifndef MEMTAX_TESTS_WITH_RUNTIME_H
#define MEMTAX_TESTS_WITH_RUNTIME_H

#include <stdio.h>

#include "harness/measure/child.h"
#include "harness/measure/runtime.h"
#include "harness/measure/watcher.h"

/* The first variant that needs a library; NULL if there is none, or this program has one itself. */
static inline const struct variant *needy_variant(const struct registry *r)
{
	for (size_t v = 0; v < r->n_variants && !watcher_here(); v++)
		if (r->variants[v].runtime[0])
			return &r->variants[v];
	return NULL;
}

/* Is the library of this toolchain here? */
static inline bool has_library(const struct registry *r, const struct variant *v,
			       const char *toolchain, char library[PATH_MAX])
{
	struct memtax_error err;

	return variant_built_by(v, toolchain) &&
	       !runtime_library(r, v->runtime, toolchain, library, &err);
}

/* This test program again, begun with the library, as `test COMMAND`: its lines go to line(). */
static inline bool run_beside(const char *library, const char *command, const json_t *job,
			      int (*line)(void *, json_t *, struct memtax_error *), void *user)
{
	struct child_job child = { .command = command, .job = job, .library = library };
	struct memtax_error err = { "" };
	struct child_end end;
	bool ok = !child_run(&child, line, user, &end, &err) && !end.exit_status && !end.signal;

	if (!ok)
		fprintf(stderr, "%s beside %s: %s, status %d, signal %d\n", command, library,
			err.text, end.exit_status, end.signal);
	return ok;
}

#endif
