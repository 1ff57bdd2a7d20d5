/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the source tree says of a variant and of its cells. */
#ifndef MEMTAX_MEASURE_CELL_SOURCE_H
#define MEMTAX_MEASURE_CELL_SOURCE_H

#include "harness/measure/registry.h"

/* Read variants/<name>/variant.mk. Returns 0, or -1 with `err` naming file and line. */
int variant_read(const char *source, const char *name, struct variant *v, struct memtax_error *err);

/*
 * Does variants/<v>/<workload>.{c,rs,cpp} exist, or its base's? If not, `reason` is the first line
 * of variants/<v>/<workload>.absent, where a variant says why it has no such cell.
 */
bool cell_source_exists(const char *source, const struct variant *v, const char *workload,
			struct memtax_error *reason);

#endif
