/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * proof.json: what the faults, the compile-time cases, the mutants and the counting of effort came
 * to, found out beside the samples and kept beside them. Its members become members of run.json:
 * `proof`, `compile`, `recall`, `effort`, `checks` (docs/schema/run.md).
 */
#ifndef MEMTAX_RECORD_PROOF_H
#define MEMTAX_RECORD_PROOF_H

#include <jansson.h>
#include "harness/contract/error.h"

#define PROOF_FILE "proof.json"

/*
 * Write DIR/proof.json atomically. Refuses what proof_read() would refuse. Returns 0, or -1 with
 * `err`; nothing is left behind then. Borrows `proof`.
 */
int proof_write(const char *dir, const json_t *proof, struct memtax_error *err);

/*
 * Read DIR/proof.json: an object with the five lists. Without the file all are empty: a run
 * without a proof. NULL with `err` naming the file, and the line or the member, where it is
 * damaged. The caller owns the reference.
 */
json_t *proof_read(const char *dir, struct memtax_error *err);

/* Put the lists of `proof` into a run document. Returns 0, or -1 when out of memory. */
int proof_put(json_t *run, const json_t *proof);

#endif
