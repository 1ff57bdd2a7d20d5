/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What there is to measure: the directories are the registry. Workloads are folders of workloads/,
 * variants folders of variants/, cells what the build made of them; nothing here names one.
 */
#ifndef MEMTAX_MEASURE_REGISTRY_H
#define MEMTAX_MEASURE_REGISTRY_H

#include <limits.h>
#include <stdbool.h>
#include "harness/contract/error.h"
#include "harness/contract/workload.h"

enum { REGISTRY_NAME = 48 };

/* `key := value` lines of variants/<v>/variant.mk; "" where a key is not set. */
struct variant {
	char order[8];		       /* place among the rows of its role; by name if not set */
	char guarantee[REGISTRY_NAME]; /* what the row promises: a tier of docs/METHOD.md */
	char checked[REGISTRY_NAME];   /* by a further checker: "thread-safety" */
	char annotations[256];	       /* words that effort is counted by: docs/METHOD.md */
	char constructors[256];
	char suppressions[160];
	char name[REGISTRY_NAME];
	char role[REGISTRY_NAME];
	char summary[160];
	char base[REGISTRY_NAME];
	char toolchains[80];
	char profiles[80];
	char packages[160];
	char libs[80];
	char runtime[REGISTRY_NAME]; /* a library that has to be in its process: runtime.h */
	char
		requires[
			PATH_MAX];
};

struct workload_entry {
	char name[REGISTRY_NAME];
	const struct memtax_workload *workload; /* lives as long as the registry */
	void *handle;
};

struct registry {
	char source[PATH_MAX]; /* root of the source tree */
	char build[PATH_MAX];  /* what make built, absolute */
	struct workload_entry *workloads;
	size_t n_workloads;
	struct variant *variants;
	size_t n_variants;
};

/* How a cell is named, and where its object lies. */
struct cell_id {
	const char *workload, *variant, *toolchain, *profile, *alignment;
};

/* Broken is refused too: it was built, and is no cell of this memtax. */
enum cell_state { CELL_OK, CELL_REFUSED, CELL_ABSENT, CELL_BROKEN };

extern const char *const registry_toolchains[]; /* NULL-terminated: all that are known */
extern const char *const registry_profiles[];	/* NULL-terminated */

/*
 * The toolchain whose baseline a row of `toolchain` is compared with: its own, or, where a
 * toolchain builds no baseline (rustc), the one nearest to it: its LLVM in C.
 */
const char *registry_base_toolchain(const char *toolchain);

/*
 * Read the directories and load the workloads. Returns 0, or -1 with `err` (a workload that does
 * not load, a variant.mk that cannot be read, nothing built). registry_close() frees everything.
 */
int registry_open(struct registry *r, const char *source, const char *build,
		  struct memtax_error *err);
void registry_close(struct registry *r);

const struct memtax_workload *registry_workload(const struct registry *r, const char *name);
const struct variant *registry_variant(const struct registry *r, const char *name);

/* Does this toolchain build the variant, where it is installed? */
bool variant_built_by(const struct variant *v, const char *toolchain);

/* Path of a cell's file: `suffix` is "o" (what is linked into layouts) or "so" (layout 0). */
void registry_cell_path(const struct registry *r, const struct cell_id *id, const char *suffix,
			char path[PATH_MAX]);

/*
 * Is the cell there, and if not, why (in `reason`, for a person)? Loads it to ask it; one that
 * needs a run-time library is asked by the process that has the library.
 */
enum cell_state registry_cell_state(const struct registry *r, const struct cell_id *id,
				    struct memtax_error *reason);

/*
 * Load a cell from a shared object and check it: contract version, workload, size of its
 * operations, the symbol itself. Returns NULL with `err` naming the file. A cell that refuses
 * is returned (look at ->refusal). `*handle` is for dlclose().
 */
const struct memtax_cell *cell_open(const char *path, const struct memtax_workload *workload,
				    void **handle, struct memtax_error *err);

/* Of `name`, the nearest among NULL-terminated `known` (edit distance), for error messages. */
const char *registry_nearest(const char *name, const char *const *known);

#endif
