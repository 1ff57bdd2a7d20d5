/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fault runner: each play of a fault is a child process of its own, and nothing that the child
 * does to itself reaches this process but as what is seen of it.
 */
#ifndef MEMTAX_PROVE_RUNNER_H
#define MEMTAX_PROVE_RUNNER_H

#include "harness/contract/workload.h"
#include "harness/prove/outcome.h"
#include "harness/prove/region.h"

struct runner {
	struct region region;
};

/* One fault on one cell. */
struct trial {
	enum outcome outcome;
	char what[160]; /* more words on the outcome, or "" */
	bool twin_accepted;
	char twin_what[160]; /* why the twin was not */
};

/* 0, or -1 with `err`. Close in any case. Not shared between threads. */
int runner_open(struct runner *r, struct memtax_error *err);
void runner_close(struct runner *r);

/* The shape that faults are played in: the headline's, small. 0, or -1 with `err`. */
int runner_shape(const struct memtax_workload *w, struct memtax_shape *shape,
		 struct memtax_error *err);

/*
 * Play `fault` and its twin on the cell in the shared object `cell`. Returns 0, or -1 with `err` if
 * no child could be made: whatever becomes of a child is a trial, never an error.
 */
int runner_try(struct runner *r, const struct memtax_workload *w, const struct memtax_fault *fault,
	       const char *cell, struct trial *trial, struct memtax_error *err);

/* The hostile half alone, for mutants. */
int runner_attack(struct runner *r, const struct memtax_workload *w,
		  const struct memtax_fault *fault, const char *cell, struct trial *trial,
		  struct memtax_error *err);

#endif
