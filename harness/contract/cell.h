/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between the harness and a cell.
 *
 * A cell is one variant's implementation of one workload, built by one toolchain into one object
 * file. It exports exactly one symbol, `memtax_cell`. Workloads and cells include headers of
 * harness/contract/ and of their own and their base variant's folder, and nothing else.
 *
 * Rules for a cell:
 *  - no libc, no I/O, no globals that change, no memory but `state`, the arena and the stack;
 *  - `hot` is the only function that is timed (and, through the workload's drive_single, the
 *    fine-grained operations); it cannot start or stop a clock or a counter;
 *  - a segment leaves the state as it found it, as far as the next segment can tell;
 *  - spans, handles and other vocabulary of a variant never cross this boundary.
 */
#ifndef MEMTAX_CONTRACT_CELL_H
#define MEMTAX_CONTRACT_CELL_H

#include <stddef.h>
#include <stdint.h>

#include "harness/contract/redzone.h"

/* Raised when a layout or a meaning in harness/contract/ changes; other versions are refused. */
#define MEMTAX_CONTRACT 1u

#define MEMTAX_CELL_SYMBOL "memtax_cell"

enum { MEMTAX_PARAMS = 6 };

/*
 * A workload's own parameter ("burst 32"). The workload lists its shapes with the parameters that
 * define them and fills in the ones that depend on the footprint in resolve(); cells are given
 * resolved shapes only. `<w>.h` names the indices of param[] by an enum.
 */
struct memtax_shape {
	const char *name;
	uint64_t param[MEMTAX_PARAMS];
};

/*
 * Memory that outlives a call and that the modelled kernel shares or pools: rings, packet buffers.
 * The harness owns it; every cell of a round gets one of the same size, zeroed, at the same page
 * offset. Cells carve it up in init() and never give anything back.
 */
struct memtax_arena {
	unsigned char *base; /* aligned to a page at least */
	size_t size;	     /* bytes */
	size_t used;	     /* bytes carved so far */
};

/*
 * Carve `size` bytes aligned to `align` (a power of two) from the arena.
 * Returns NULL when it is used up; the memory is the arena's, zeroed, never freed by the caller.
 */
static inline void *memtax_arena_take(struct memtax_arena *arena, size_t size, size_t align)
{
	size_t start = (arena->used + align - 1) & ~(align - 1);

	if (start < arena->used || start > arena->size || size > arena->size - start)
		return NULL;
	/* Closed before the first piece, and opened piece by piece: see redzone.h. */
	if (!arena->used)
		memtax_redzone_close(arena->base, arena->size);
	memtax_redzone_open(arena->base + start, size);
	arena->used = start + size + MEMTAX_REDZONE;
	return arena->base + start;
}

/*
 * The operations that every workload has; `struct <w>_ops` begins with one of these, named
 * `common`, and goes on with the fine-grained operations of that workload.
 */
struct memtax_ops {
	/* Bytes of private state for a resolved shape; the harness gives them zeroed, 64-aligned.
	 */
	size_t (*state_size)(const struct memtax_shape *shape);
	/* Returns 0, or a negative errno with nothing to undo. */
	int (*init)(void *state, struct memtax_arena *arena, const struct memtax_shape *shape);
	void (*fini)(void *state);
	/*
	 * Work through one segment (a `const struct <w>_batch *`) and return its digest, which
	 * must equal the oracle's. The only timed call of entry `batch`.
	 */
	uint64_t (*hot)(void *state, const void *batch);
};

struct memtax_cell {
	uint32_t contract;	      /* MEMTAX_CONTRACT at the time of compiling */
	uint32_t ops_size;	      /* sizeof(struct <w>_ops) at the time of compiling */
	const char *workload;	      /* name of the folder under workloads/ */
	const char *variant;	      /* MEMTAX_VARIANT, given by the build */
	const char *refusal;	      /* NULL, or why this cell yields no figure */
	const struct memtax_ops *ops; /* &<w>_ops.common */
};

/* The one exported symbol of a cell. */
extern const struct memtax_cell memtax_cell __attribute__((visibility("default")));

#endif
