/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows that are another row and flags: a folder with a variant.mk, `base := raw`, and no source of
 * their own. What is about sources is their base's: slips, numbered checks, effort. What is about
 * objects is their own: outcomes, and what they claim of them.
 */
#ifndef MEMTAX_PROVE_FLAG_ROW_H
#define MEMTAX_PROVE_FLAG_ROW_H

#include "harness/measure/registry.h"

/*
 * The base of a variant that has neither a source nor patches of its own for the workload; NULL of
 * every other row.
 */
const struct variant *flag_row_base(const struct registry *r, const struct variant *v,
				    const char *workload);

#endif
