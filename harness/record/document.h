/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json: written whole or not at all, read back with every field checked that is needed. */
#ifndef MEMTAX_RECORD_DOCUMENT_H
#define MEMTAX_RECORD_DOCUMENT_H

#include <stdbool.h>
#include <jansson.h>
#include "harness/contract/error.h"

#define DOCUMENT_FILE "run.json"
#define DOCUMENT_SCHEMA "memtax.run/1"

/*
 * Write DIR/run.json atomically: a reader, or a machine that loses power, sees the old one or the
 * new one. Returns 0, or -1 with `err`; nothing is left behind then. Borrows `run`.
 */
int document_write(const char *dir, const json_t *run, struct memtax_error *err);

/*
 * Read DIR/run.json. NULL with `err` naming the file, and the line (not JSON) or the member (not
 * a run.json). What is returned has the members of docs/schema/run.md with their types. The
 * caller owns the reference.
 */
json_t *document_read(const char *dir, struct memtax_error *err);

/* Are they the same document? Numbers as document_write() writes them. False when out of memory. */
bool document_same(const json_t *a, const json_t *b);

/*
 * What samples.ndjson and proof.json of DIR say: samples_read(), results_build() and the lists of
 * proof_read(). NULL with `err`. The caller owns the reference.
 */
json_t *document_build(const char *dir, struct memtax_error *err);

/* document_build() and document_write(). Returns what was written, or NULL. */
json_t *document_make(const char *dir, struct memtax_error *err);

#endif
