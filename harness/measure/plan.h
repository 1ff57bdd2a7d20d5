/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run measures. A plan is a pure function of the options, the cells that exist and the
 * machine's cache sizes: the same seed gives the same plan and the same order.
 *
 *   group   one workload, shape, footprint, profile, entry: its cells are compared with each other.
 *           Cells that need a run-time library make another, of their toolchain alone, with its
 *           baseline: they cannot be in one process with the rest
 *   launch  one group in one layout: launch = group * layouts + layout
 */
#ifndef MEMTAX_MEASURE_PLAN_H
#define MEMTAX_MEASURE_PLAN_H

#include <jansson.h>
#include <limits.h>
#include <stdbool.h>
#include "harness/measure/object.h"
#include "harness/measure/registry.h"

/* NULL filters mean the default of the kind of run. Text is the caller's. */
struct plan_options {
	const char *workload, *variant, *shape, *footprint, *entry, *toolchain, *profile;
	const char *alignment; /* "aligned" or "natural" */
	const char *cell_file; /* a cell from outside, or NULL */
	bool quick, all;
	bool clone_all; /* a clone of every discipline too, not of the baseline only */
	int layouts;	/* 0: 6 quick, 12 else */
	int rounds;	/* 0: 16 quick, 24 else */
	uint64_t seed;
};

/* Bytes a lap touches; 0 where the machine does not say how large the cache is. */
struct plan_caches {
	uint64_t l1d, l2, llc, llc_share;
};

struct plan_cell {
	int id;
	char workload[REGISTRY_NAME], variant[REGISTRY_NAME], role[REGISTRY_NAME];
	char toolchain[REGISTRY_NAME], profile[REGISTRY_NAME];
	char path[PATH_MAX]; /* .o that is linked into layouts; .so if it came from outside */
	struct object object;
	int clone_of; /* -1, or the id of the cell whose object this is linked from again */
	/*
	 * 0, or the number of the check that this object was built without: then it is no clone of
	 * clone_of but stands beside it, to show what the check costs.
	 */
	int dropped;
};

struct plan_group {
	int id;
	char workload[REGISTRY_NAME], shape[REGISTRY_NAME], footprint[REGISTRY_NAME];
	char profile[REGISTRY_NAME], entry[REGISTRY_NAME], unit[REGISTRY_NAME];
	char runtime[REGISTRY_NAME]; /* the library that its processes begin with (runtime.h), "" */
	bool headline;
	uint64_t footprint_bytes;
	int *cells;   /* ids; the first is a baseline */
	bool *family; /* [place]: a row of the headline family */
	size_t n_cells;
	int segments; /* per sample, once calibrated; else 0 */
};

struct plan {
	char kind[REGISTRY_NAME]; /* "default" "quick" "all" "custom" */
	char alignment[REGISTRY_NAME];
	uint64_t seed;
	int layouts, rounds;
	bool exploratory, family;
	int cpu;       /* to measure on: the same when a run is taken up again */
	json_t *parts; /* [{path, object}]: what is loaded beside the cells; see plan_parts() */
	struct plan_cell *cells;
	size_t n_cells;
	struct plan_group *groups;
	size_t n_groups;
	json_t *refusals; /* as in the record */
	bool broken_cell; /* one that was built does not load: it was told; a finding */
};

enum plan_status { PLAN_OK, PLAN_USAGE, PLAN_EMPTY, PLAN_ERROR };

/*
 * PLAN_USAGE: a name that does not exist (`err` gives the nearest). PLAN_EMPTY: nothing that was
 * asked for can be measured (`err` gives the first reason). Free with plan_free() in any case.
 */
enum plan_status plan_make(struct plan *plan, const struct registry *r,
			   const struct plan_options *options, const struct plan_caches *caches,
			   struct memtax_error *err);
void plan_free(struct plan *plan);

/* The `plan` and `cells` members of a record's first line. New references. */
json_t *plan_to_json(const struct plan *plan);
json_t *plan_cells_to_json(const struct plan *plan);

/*
 * Identify what is loaded beside the cells: this program, the workloads, the memory functions,
 * run-time libraries. Fills plan->parts. 0, or -1 with `err`.
 */
int plan_parts(struct plan *plan, const struct registry *r, struct memtax_error *err);

/* The mem.o that a cell's object is linked with: two folders above it. */
void plan_mem_path(const struct plan_cell *cell, char path[PATH_MAX]);

/* Are they still what plan->parts says? 0, or -1 with `err`. */
int plan_same_parts(const struct plan *plan, struct memtax_error *err);

/* Back from a record's first line, for --resume. 0, or -1 with `err`. */
int plan_from_json(struct plan *plan, const json_t *header, struct memtax_error *err);

/*
 * Add a cell that stands beside `original` in all its groups: its object under another path (a
 * seeded build), the rest the same. Returns its id, or -1 with `err`.
 */
int plan_add_beside(struct plan *plan, int original, const char *path, struct memtax_error *err);

/* Independent streams of random numbers from the run's seed. */
enum plan_stream { STREAM_INPUT, STREAM_ORDER, STREAM_PLACE, STREAM_LAUNCHES, STREAM_ENVIRONMENT };
uint64_t plan_seed(uint64_t seed, enum plan_stream stream, uint64_t number);

/*
 * The order in which launches are made: layout after layout, the groups of each shuffled. An
 * interrupted run then has whole layouts of everything. `order` has room for all launches.
 */
void plan_launch_order(const struct plan *plan, int *order);

/* Bytes of a footprint on this machine; 0 if a cache is not known. */
uint64_t plan_footprint_bytes(const char *footprint, const struct plan_caches *caches);

#endif
