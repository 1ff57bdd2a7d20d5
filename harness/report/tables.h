/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tables behind the first screen. Each builds one table from a run document; the caller
 * frees it with table_free(). A table without rows means that the run has nothing of the kind.
 * `notes` collects the reasons of missing figures.
 */
#ifndef MEMTAX_REPORT_TABLES_H
#define MEMTAX_REPORT_TABLES_H

#include <jansson.h>

#include "harness/report/notes.h"
#include "harness/report/table.h"
#include "harness/report/view.h"

/* tables.c: figures of one workload */
struct table *table_footprints(const json_t *run, const struct block *first, struct notes *notes);
/* Of `n` blocks of one workload. */
struct table *table_counters(const json_t *run, const struct block *block, size_t n);
struct table *table_shared(const json_t *run, const struct block *block, size_t n);

/* tables_run.c: figures of the whole run */
struct table *table_blocks(const json_t *run, const struct blocks *blocks, struct notes *notes);
/* The rows of these blocks by both estimators, with p (Holm-adjusted within the family). */
struct table *table_estimates(const json_t *run, const struct blocks *blocks, struct notes *notes);
struct table *table_geomeans(const json_t *run, struct notes *notes);
struct table *table_clones(const json_t *run, size_t *holding_zero, size_t *with_interval);

/*
 * tables_across.c: rows that were measured in the same rounds and are read against each other:
 * languages and compilers; and one row by its two entries. Empty where the run has nothing of it.
 */
struct table *table_across(const json_t *run, const struct block *first);
struct table *table_across_summary(const json_t *run, struct notes *notes);
struct table *table_boundary(const json_t *run, const struct block *first);

/* tables_about.c: what the figures rest on */
struct table *table_refusals(const json_t *run);
struct table *table_missing_counters(const json_t *run);
struct table *table_machine(const json_t *run);
struct table *table_toolchains(const json_t *run);
struct table *table_doctor(const json_t *run);
struct table *table_objects(const json_t *run, const struct blocks *first);

#endif
