/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What each check costs: a run in which each row stands beside itself without one of its checks. */
#ifndef MEMTAX_CLI_BENCH_CHECKS_H
#define MEMTAX_CLI_BENCH_CHECKS_H

#include "harness/cli/session.h"

/* Before the plan is made: where checks are compared if the options do not say. */
void bench_checks_narrow(struct plan_options *o);

/*
 * Build the row without each check that survives, and put it beside the row in the plan's groups. A
 * check without which the row does not even do its work (the contract test fails) is left: there is
 * nothing to time. 0, or -1 with `err`.
 */
int bench_checks_add(struct session *s, struct memtax_error *err);

#endif
