/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The faults of a workload, and the patches that rows have for them. */
#ifndef MEMTAX_PROVE_CORPUS_H
#define MEMTAX_PROVE_CORPUS_H

#include "harness/contract/fault.h"
#include "harness/measure/registry.h"

/* The faults of a loaded workload: NULL-terminated arrays of arrays; NULL if it has none. */
const struct memtax_fault *const *corpus_of(const struct registry *r, const char *workload);

/* All of them in a row, NULL-terminated; the list is the caller's, NULL if out of memory. */
const struct memtax_fault **corpus_list(const struct registry *r, const char *workload);

/*
 * Are they well-formed: names unlike each other, class, CWE, sentence and source given? 0, or -1
 * with `err`.
 */
int corpus_check(const struct memtax_fault *const *faults, const char *workload,
		 struct memtax_error *err);

/*
 * variants/<variant>/<folder>/<workload>-<fault>.patch; with `member` > 0
 * <workload>-<fault>.<member>.patch. False if there is none. A row that is its base and flags
 * (flag_row.h) takes its base's slips: they are the same lines, compiled with its flags. It has no
 * must-fail members: those show what can go wrong in a discipline, and it adds none.
 */
bool corpus_patch(const struct registry *r, const char *variant, const char *folder,
		  const char *workload, const char *fault, int member, char path[PATH_MAX]);

#endif
