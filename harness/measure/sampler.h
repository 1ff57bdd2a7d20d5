/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One launch's cells, loaded and set up, and the one place where code is timed.
 *
 * A sample is one timed pass of one cell over a run of consecutive segments. Before it, untimed,
 * the caches are brought to what the footprint's name promises (sampler_condition()). A segment
 * waits for the digest of the one before, as a caller that uses the result would.
 */
#ifndef MEMTAX_MEASURE_SAMPLER_H
#define MEMTAX_MEASURE_SAMPLER_H

#include <stdbool.h>
#include "harness/contract/error.h"
#include "harness/contract/workload.h"
#include "harness/measure/memory.h"

enum footprint { FOOTPRINT_L1, FOOTPRINT_L2, FOOTPRINT_LLC, FOOTPRINT_DRAM, FOOTPRINT_UNKNOWN };
enum entry { ENTRY_BATCH, ENTRY_SINGLE, ENTRY_UNKNOWN };

enum footprint footprint_from_name(const char *name);
enum entry entry_from_name(const char *name);
extern const char *const footprint_names[]; /* NULL-terminated, in the order of the enum */
extern const char *const entry_names[];	    /* likewise */

/* A loaded cell with the memory it works on. */
struct sampled_cell {
	int id; /* as in the record; the sampler only carries it */
	void *handle;
	const struct memtax_cell *cell;
	struct region memory; /* private state, then the arena at a page of its own */
	void *state;
	struct memtax_arena arena;
	bool failed; /* out of this launch; its reason was told */
};

/* What every cell of a launch shares: one workload, one input, one way to be timed. */
struct sampler {
	const struct memtax_workload *workload;
	struct memtax_shape shape; /* resolved */
	enum footprint footprint;
	enum entry entry;
	size_t l2_bytes;
	struct region input_memory;
	struct memtax_input input;
	uint64_t *expected; /* the oracle's digest of each segment */
};

/*
 * Make the input and ask the oracle. Returns 0, or -1 with `err`, nothing held.
 * `shape` is one of the workload's own; `footprint_bytes` the size of a lap.
 */
int sampler_open(struct sampler *s, const struct memtax_workload *workload,
		 const struct memtax_shape *shape, size_t footprint_bytes, uint64_t seed,
		 const char *data_dir, struct memtax_error *err);
void sampler_close(struct sampler *s);

/* Load a cell and initialise its state. Returns 0, or -1 with `err`, nothing held. */
int sampled_cell_open(const struct sampler *s, const char *path, struct sampled_cell *c,
		      struct memtax_error *err);
void sampled_cell_close(struct sampled_cell *c);

/* One lap against the oracle, segment by segment; then the workload's audit. 0, or -1 with `err`.
 */
int sampler_verify(const struct sampler *s, struct sampled_cell *c, struct memtax_error *err);

/* Where a sample lies in the lap; it wraps at the end. */
struct span_of_segments {
	size_t first, count;
};

uint64_t sampler_ops(const struct sampler *s, struct span_of_segments span);

/* Choose how many segments a sample takes: 50 us to 1 ms of `c`, whole laps for l1 and l2. */
size_t sampler_calibrate(const struct sampler *s, struct sampled_cell *c);

/* Bring the caches to the state that the footprint promises for `span`. Untimed. */
void sampler_condition(const struct sampler *s, struct sampled_cell *c,
		       struct span_of_segments span);

/* The timed pass: ticks, and the folded digest in *digest. */
uint64_t sampler_time(const struct sampler *s, struct sampled_cell *c, struct span_of_segments span,
		      uint64_t *digest);

/* The same pass untimed, for counters and simulation: only the digest. */
uint64_t sampler_pass(const struct sampler *s, struct sampled_cell *c,
		      struct span_of_segments span);

/* What the folded digest must be, from the oracle. */
uint64_t sampler_expected(const struct sampler *s, struct span_of_segments span);

#endif
