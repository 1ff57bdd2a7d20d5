/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded builds: a cell compiled again with one thing changed. Injected slowdowns, dropped checks,
 * slips and must-fail members are all made by the very command that made the timed object (it is
 * kept beside it), with one definition more or a patched copy of the sources (patched.h).
 */
#ifndef MEMTAX_PROVE_SEEDED_H
#define MEMTAX_PROVE_SEEDED_H

#include <limits.h>

#include "harness/contract/error.h"
#include "harness/measure/registry.h"

/* The kept command of a cell, in its parts. Relative paths are from the source tree's root. */
struct seeded_command {
	char line[4096];
	char compiler[64];
	char flags[4096];    /* all between the compiler and `-c FILE` */
	char root[PATH_MAX]; /* absolute: what `file` and its `#include "variants/..."` are under */
	char file[PATH_MAX]; /* "variants/raw/ring.c" */
};

/* Read the command beside `object`. 0, or -1 with `err`. */
int seeded_command_read(struct seeded_command *c, const char *source, const char *object,
			struct memtax_error *err);

/*
 * Compile the cell whose object is `object` again, with `definition` ("-DMEMTAX_SLOW=26") added,
 * into `out`. `source` is the root of the source tree. Returns 0, or -1 with `err` and no file.
 */
int seeded_build(const char *source, const char *object, const char *definition, const char *out,
		 struct memtax_error *err);

/*
 * Link what was built in place of the cell's object `timed` into a shared object, as that one was:
 * beside the same memory functions (or none, for a process that has a run-time library), with the
 * variant's libraries, always at the same address.
 * `more` are further words for the linker, or "". 0, or -1 with `err` and no file.
 */
int seeded_link(const struct registry *r, const char *variant, const char *timed,
		const char *object, const char *more, const char *out, struct memtax_error *err);

#endif
