/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The proof: every fault of a workload against every cell that is asked for, in the objects that
 * are timed (layout 0 of the same hash), and what the rows claim about it, both ways.
 */
#ifndef MEMTAX_PROVE_PROVE_H
#define MEMTAX_PROVE_PROVE_H

#include <jansson.h>

#include "harness/measure/registry.h"

/* One cell to prove. */
struct prove_cell {
	const struct memtax_workload *workload;
	char variant[REGISTRY_NAME], role[REGISTRY_NAME];
	char toolchain[REGISTRY_NAME], profile[REGISTRY_NAME];
	char path[PATH_MAX]; /* the shared object */
	char hash[65];	     /* of the object that was linked into it */
	bool outside;	     /* came from --cell: has no sources here */
};

struct prove_cells {
	struct prove_cell *cell;
	size_t n;
};

/* NULL filters match everything. */
struct prove_filters {
	const char *workload, *variant, *toolchain, *profile, *fault;
	const char *cell_file; /* a cell from outside, alone; or NULL */
};

/*
 * The cells that were built and match; peers only where they are asked for by name. 0, or -1 with
 * `err`. prove_cells_free() in any case.
 */
int prove_cells_find(struct prove_cells *cells, const struct registry *r,
		     const struct prove_filters *filters, struct memtax_error *err);
void prove_cells_free(struct prove_cells *cells);

/* Add a copy of `cell`; begin with { NULL, 0 }. 0, or -1 with `err`. */
int prove_cells_add(struct prove_cells *cells, const struct prove_cell *cell,
		    struct memtax_error *err);

/*
 * Prove them. `compile` is what the compile-time cases gave (misuse.h), or NULL. Returns `proof` of
 * docs/schema/run.md, a new reference, or NULL with `err`.
 */
json_t *prove_run(const struct registry *r, const struct prove_cells *cells,
		  const struct prove_filters *filters, const json_t *compile,
		  struct memtax_error *err);

/*
 * What in a proof is not as it should be: a line each ("rx, owned, gcc kernel: stale-token
 * (temporal, CWE-416): claimed error, got leak"), in the proof's order. New reference, an array of
 * strings.
 */
json_t *prove_findings(const json_t *proof);

#endif
