/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The child's side of an attack: loads the cell, sets the stage of contract/fault.h, plays. */
#ifndef MEMTAX_PROVE_STAGE_H
#define MEMTAX_PROVE_STAGE_H

#include "harness/contract/fault.h"
#include "harness/contract/workload.h"
#include "harness/prove/region.h"

struct stage_job {
	const struct memtax_workload *workload;
	const struct memtax_fault *fault;
	const struct memtax_shape *shape; /* resolved */
	const char *cell;		  /* path of the shared object */
	bool hostile;
	int filling;
};

/*
 * Play `job` in this process and end it. What happened is in region->report. The process should be
 * a child that was forked for this: whatever can happen to it may.
 */
__attribute__((noreturn)) void stage_play(const struct stage_job *job, struct region *region);

#endif
