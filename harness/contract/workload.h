/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between the harness and a workload: one hot path, its inputs and its oracle.
 *
 * A workload is one shared object with one exported symbol, `memtax_workload`. It may use libc
 * (it is never timed, but for drive_single); it knows no variant. Functions are called from one
 * thread at a time. Where a function takes `err`, it writes one line without newline there before
 * returning non-zero: what is wrong, where, what to do.
 */
#ifndef MEMTAX_CONTRACT_WORKLOAD_H
#define MEMTAX_CONTRACT_WORKLOAD_H

#include "harness/contract/cell.h"
#include "harness/contract/error.h"

#define MEMTAX_WORKLOAD_SYMBOL "memtax_workload"

/*
 * One segment of the input: what one call of `hot` works through. `batch` is what cells get;
 * [data, data + size) covers everything of the input that the call reads (the harness flushes it
 * for footprint `dram`).
 */
struct memtax_segment {
	const void *batch;
	const void *data;
	size_t size;  /* bytes */
	uint64_t ops; /* units of work; what a per-op figure divides by */
};

/* One lap. The segments live in the memory that was handed to input_make(). */
struct memtax_input {
	const struct memtax_segment *segment;
	size_t n_segments;
};

struct memtax_workload {
	uint32_t contract; /* MEMTAX_CONTRACT */
	uint32_t ops_size; /* sizeof(struct <w>_ops): a cell of another size is refused */
	const char *name;  /* name of the folder */
	const char *summary;
	const char *unit; /* of one op: "packet" */

	/* Ends with name == NULL. The first is the headline shape. */
	const struct memtax_shape *shapes;

	/*
	 * Fill in what depends on the footprint. `footprint` is the number of bytes a lap should
	 * touch, input and arena together. Returns 0, or -1 with the reason for refusing it.
	 */
	int (*resolve)(const struct memtax_shape *shape, size_t footprint,
		       struct memtax_shape *resolved, struct memtax_error *err);

	/* Bytes of arena that a cell needs for a resolved shape: the same for every variant. */
	size_t (*arena_size)(const struct memtax_shape *resolved);

	/* Bytes of memory that input_make() needs at most. */
	size_t (*input_size)(const struct memtax_shape *resolved);

	/*
	 * Make one lap of input in `memory` (64-aligned, input_size() bytes, zeroed). The same
	 * seed gives the same bytes on every machine. `data_dir` is the workload's folder, for
	 * recorded inputs. A malformed recording is an error, never a crash.
	 */
	int (*input_make)(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
			  void *memory, struct memtax_input *input, struct memtax_error *err);

	/*
	 * The digest that every correct cell returns for this segment: slow, obvious, sharing no
	 * code with any cell.
	 */
	uint64_t (*oracle)(const struct memtax_shape *resolved,
			   const struct memtax_segment *segment);

	/*
	 * Entry `single`: work through the segment by calling the fine-grained operations out of
	 * line, one op a call. The same object code drives every cell. Returns the same digest.
	 */
	uint64_t (*drive_single)(const struct memtax_ops *ops, void *state, const void *batch);

	/*
	 * After any number of segments: is the state as init() left it (nothing held, nothing
	 * leaked)? Returns 0, or -1 with what is not.
	 */
	int (*audit)(const struct memtax_ops *ops, void *state, struct memtax_error *err);

	/*
	 * The contract test: call the fine-grained operations one at a time with random and edge
	 * inputs (all benign: what raw survives too) and compare with a model. `state` has been
	 * initialised for `resolved`. Returns 0, or -1 with the first difference.
	 */
	int (*check)(const struct memtax_ops *ops, void *state, const struct memtax_shape *resolved,
		     uint64_t seed, struct memtax_error *err);
};

extern const struct memtax_workload memtax_workload __attribute__((visibility("default")));

#endif
