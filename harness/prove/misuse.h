/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compile-time cases: variants/<v>/misuse/<case>.c, .cpp or .rs, found by directory. Without
 * MISUSE defined (in Rust: cfg(misuse)) a case is its own control and must compile; with it, it
 * must be refused for the reason that its head comments give, or be accepted where they say
 * `silent` (a limit that is documented):
 *
 *	expect gcc: TEXT	what the refusal must contain, with the flags of the row's cells,
 *	expect clang-19: TEXT	each profile; a line for every compiler that builds the row and
 *	expect rustc: TEXT	speaks the language of the case
 *	expect check: TEXT	the ownership checker, in rows that are checked by it
 *	expect run: WORD	C and C++, if one likes: built -O0 -DOWN_TRAP and run, the control
 *				ends with 0 and the case with a trap (`trap`), with 0 (`ok`), or
 *				is not compiled (`no-compile`)
 *
 * The first other comment says in a sentence what the case is about. A row that is its base and
 * flags has no cases of its own: what its sources do not let one write, its base's do not either.
 */
#ifndef MEMTAX_PROVE_MISUSE_H
#define MEMTAX_PROVE_MISUSE_H

#include <jansson.h>
#include "harness/measure/registry.h"

/*
 * Try every case of the variants that `variants` (a filter; NULL: all) selects. Returns
 * the array `compile` of a run, a new reference, or NULL with `err`. `*finding` is set, never
 * cleared, if something is not as expected. A checker that is not installed makes a line
 * `unavailable`, which does not hold and is no finding.
 */
json_t *misuse_run(const struct registry *r, const char *variants, bool *finding,
		   struct memtax_error *err);

#endif
