/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The proof of a run: the very cells of its plan, before they are timed. */
#ifndef MEMTAX_CLI_BENCH_PROOF_H
#define MEMTAX_CLI_BENCH_PROOF_H

#include "harness/cli/session.h"

/*
 * Prove the cells of the session's plan and write proof.json into its directory, unless it is
 * there. What takes compilations by the hundred (recall, checks) is made only where `make_parts`
 * says so; else it is in the report if it was made before. `*finding` is set if something is not as
 * claimed; it has been told on stderr then. 0, or -1 with `err`.
 */
int bench_prove(struct session *s, bool make_parts, bool *finding, struct memtax_error *err);

#endif
