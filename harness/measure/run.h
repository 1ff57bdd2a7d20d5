/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent of a run: makes the launches of a plan one after the other, each in its own process
 * on its own layout, and writes down what they say. It measures nothing itself.
 */
#ifndef MEMTAX_MEASURE_RUN_H
#define MEMTAX_MEASURE_RUN_H

#include <limits.h>
#include "harness/measure/plan.h"
#include "harness/record/samples_write.h"

struct run {
	const struct registry *registry;
	struct plan *plan;
	struct samples_writer *writer; /* samples.ndjson, open */
	struct plan_caches caches;
	int cpu;	      /* to measure on */
	json_t *counter_sets; /* of the record's first line; borrowed */
	bool *cell_out;	      /* [cell id]: it failed in this run and is not tried again */
	int *order;	      /* ids of the launches to make */
	int *attempt;	      /* of each of them, in the same places */
	size_t n_launches;
	size_t n_done_before; /* of a resumed run, for the progress line */
	bool cell_failed;     /* out: some cell failed (exit status 1) */
	bool launch_failed;   /* out: some launch could not be made */
	size_t n_made;	      /* out: launches that were */
};

/*
 * Make all launches. Returns 0, or -1 with `err` when the run cannot go on (the record cannot be
 * written, the child cannot be started); what was measured until then is kept.
 */
int run_launches(struct run *run, struct memtax_error *err);

/* The CPU to measure on: the last that this process may use, as the first serves interrupts. */
int run_choose_cpu(void);

#endif
