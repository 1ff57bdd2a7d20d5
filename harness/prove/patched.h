/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Seeded builds by patch: a cell compiled again from its own sources with a small patch applied,
 * by the very command that made the timed object. Slips and must-fail members are made here. What
 * was built is kept below BUILD/seeded, and used again while nothing it is made from has changed.
 *
 * A patch begins with words about it. Lines of them that read `Expect CHECKER: text` say who is to
 * refuse it (gcc, clang-19: compiling the cell; check: clang-19 -Wthread-safety over the source)
 * and with which words.
 */
#ifndef MEMTAX_PROVE_PATCHED_H
#define MEMTAX_PROVE_PATCHED_H

#include "harness/measure/object.h"
#include "harness/measure/registry.h"

enum patched_state {
	PATCHED_BUILT,	 /* `shared` can be loaded */
	PATCHED_REFUSED, /* as expected; `by` says by whom */
	PATCHED_BROKEN,	 /* not as expected: `said` says what is wrong with the patch or the row */
	PATCHED_UNAVAILABLE, /* a checker that is needed is not installed */
};

struct patched {
	/* what to build */
	struct cell_id cell;
	char patch[PATH_MAX];
	char name[2 * REGISTRY_NAME]; /* of the result, a file name */
	bool flips;		      /* with MEMTAX_PEER_FLIP */
	/* what became of it */
	enum patched_state state;
	char shared[PATH_MAX];
	char hash[OBJECT_HASH_SIZE]; /* of the object; "" if there is none */
	char by[REGISTRY_NAME];
	char said[160];
};

/* Build one. Whatever happens is a state. Not thread-safe; processes may build different ones. */
void patched_build(const struct registry *r, struct patched *p);

/*
 * Build all, several at a time (as many as this process may use CPUs). 0, or -1 with `err` if no
 * process can be made.
 */
int patched_build_all(const struct registry *r, struct patched *p, size_t n,
		      struct memtax_error *err);

#endif
