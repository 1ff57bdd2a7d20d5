/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A workload's contract test as a play of the fault runner: digests of a lap against the oracle,
 * then check() and audit(). For cells that may be broken in any way.
 */
#ifndef MEMTAX_PROVE_CONTRACT_TEST_H
#define MEMTAX_PROVE_CONTRACT_TEST_H

#include "harness/contract/fault.h"
#include "harness/contract/workload.h"

/* `error` is the outcome of a cell that passes. */
extern const struct memtax_fault contract_test;

/* Which workload's; before the child is made. `source`, the root of the tree, is the caller's. */
void contract_test_of(const struct memtax_workload *w, const char *source);

#endif
