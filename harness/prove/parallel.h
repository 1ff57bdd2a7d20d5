/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Independent pieces of work in several processes: for compiling and attacks, never for measuring.
 * The pieces leave their results in memory that all of them share.
 */
#ifndef MEMTAX_PROVE_PARALLEL_H
#define MEMTAX_PROVE_PARALLEL_H

#include <stddef.h>
#include "harness/contract/error.h"

/* Zeroed memory that the processes share; NULL if there is none. */
void *parallel_array(size_t bytes);
void parallel_free(void *array, size_t bytes);

/*
 * Call piece(context, i) for i in [0, n), each once, in as many processes as this one may use CPUs;
 * what a piece writes outside of parallel_array()s is lost. 0, or -1 with `err` if a process could
 * not be made or did not end well.
 */
int parallel_run(void (*piece)(void *context, size_t i), void *context, size_t n,
		 struct memtax_error *err);

#endif
