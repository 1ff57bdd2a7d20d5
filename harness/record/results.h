/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From samples to the derived document (docs/schema/run.md). A pure function: the same samples
 * give the same document, to the byte.
 */
#ifndef MEMTAX_RECORD_RESULTS_H
#define MEMTAX_RECORD_RESULTS_H

#include <jansson.h>
#include "harness/contract/error.h"
#include "harness/record/samples_read.h"

/* A layout has a figure when it has this many rounds of the kind (quiet or contended). */
enum { RESULTS_MIN_ROUNDS = 5 };

/* The whole of run.json but its proof (proof.h), partial runs too. NULL with `err`. The caller owns
 * the reference. */
json_t *results_build(const struct samples *s, struct memtax_error *err);

#endif
