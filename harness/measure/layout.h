/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One binary is one sample of code placement. layout_link() makes another: the same object, byte
 * for byte inside its functions, linked to begin elsewhere.
 */
#ifndef MEMTAX_MEASURE_LAYOUT_H
#define MEMTAX_MEASURE_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>
#include "harness/contract/error.h"

/*
 * Link `object` (a cell's .o) and the mem.o beside it into the shared object `out`. `seed` chooses
 * the offset of its code: a multiple of 64 bytes over four pages if `aligned`, of 16 bytes if not;
 * and which of the two files comes first. Takes about 10 ms (runs ld). `libs` are more words for ld
 * ("-lmnl"), or "". Without `mem`, what the object does not define is left open: it is for a
 * process with a run-time library (runtime.h). Returns 0, or -1 with `err` and no file.
 */
int layout_link(const char *object, const char *mem, const char *libs, uint64_t seed, bool aligned,
		const char *out, struct memtax_error *err);

/* For a cell that came as a shared object: another file, so that it is loaded anew. */
int layout_copy(const char *shared, const char *out, struct memtax_error *err);

#endif
