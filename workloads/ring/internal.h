/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of this folder: the hooks that workload.c puts into its descriptor. */
#ifndef MEMTAX_WORKLOADS_RING_INTERNAL_H
#define MEMTAX_WORKLOADS_RING_INTERNAL_H

#include "harness/contract/workload.h"
#include "workloads/ring/ring.h"

size_t ring_input_size(const struct memtax_shape *resolved);
int ring_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		    void *memory, struct memtax_input *input, struct memtax_error *err);
uint64_t ring_oracle(const struct memtax_shape *resolved, const struct memtax_segment *segment);
int ring_audit(const struct memtax_ops *common, void *state, struct memtax_error *err);
int ring_check(const struct memtax_ops *common, void *state, const struct memtax_shape *resolved,
	       uint64_t seed, struct memtax_error *err);

#endif
