/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What calibration runs come to. Reads their records only. Functions return 0, or -1 with `err`. */
#ifndef MEMTAX_CLI_CALIBRATE_ANALYSIS_H
#define MEMTAX_CLI_CALIBRATE_ANALYSIS_H

#include <stddef.h>
#include <stdio.h>
#include "harness/contract/error.h"

/* Cycles that one segment takes, by cell id; clones and cells without a figure are left as is. */
int calibrate_segment_cycles(const char *dir, double *cycles, struct memtax_error *err);

/*
 * What the `nth` cell beside each base (0: its clone) costs, as ratio - 1 over all layouts, by id
 * of the base; NAN where there is none.
 */
int calibrate_effects(const char *dir, int nth, double *effect, struct memtax_error *err);

/* The false-positive rate: each clone against its original, in blocks of `layouts`. */
int calibrate_report_clones(const char *dir, size_t layouts, FILE *out, struct memtax_error *err);

/* The power: each slowed cell against its original, in blocks of 10 s and of 60 s. */
int calibrate_report_slow(const char *dir, FILE *out, struct memtax_error *err);

#endif
