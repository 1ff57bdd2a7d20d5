/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/record: is a JSON value a run document? */
#ifndef MEMTAX_RECORD_VALIDATE_H
#define MEMTAX_RECORD_VALIDATE_H

#include <jansson.h>
#include "harness/contract/error.h"

/*
 * Checks every member that a reader of run.json relies on: there, and of its type. The whole rule
 * is docs/schema/run-1.schema.json, which tests check. Returns 0, or -1 with `err` naming `path`
 * and the member, such as results[3].ratio_to_base.lo.
 */
int validate_document(const json_t *run, const char *path, struct memtax_error *err);

/* The same for proof.json: the five lists and what is in them. */
int validate_proof(const json_t *kept, const char *path, struct memtax_error *err);

#endif
