/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded builds: a cell compiled again with one thing changed. Injected slowdowns, dropped checks
 * and must-fail members are all made here, by the very command that made the timed object (it is
 * kept beside it) and one definition more.
 */
#ifndef MEMTAX_PROVE_SEEDED_H
#define MEMTAX_PROVE_SEEDED_H

#include "harness/contract/error.h"

/*
 * Compile the cell whose object is `object` again, with `definition` ("-DMEMTAX_SLOW=26") added,
 * into `out`. `source` is the root of the source tree. Returns 0, or -1 with `err` and no file.
 */
int seeded_build(const char *source, const char *object, const char *definition, const char *out,
		 struct memtax_error *err);

#endif
