/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cells that need a run-time library of their compiler's in the process (`runtime :=` in
 * variant.mk). A program that is running cannot take one in: such a cell is loaded only by another
 * process of this program, begun with the library (child.h), and never beside the common cells.
 */
#ifndef MEMTAX_MEASURE_RUNTIME_H
#define MEMTAX_MEASURE_RUNTIME_H

#include "harness/measure/registry.h"

/* The library that cells of `variant` need: its name, or "" for none. Any variant, or one from
 * outside. */
const char *runtime_of(const struct registry *r, const char *variant);

/* Where the library `name` of `toolchain` lies. 0, or -1 with `err`: the reason and what mends it.
 */
int runtime_library(const struct registry *r, const char *name, const char *toolchain,
		    char path[PATH_MAX], struct memtax_error *err);

#endif
