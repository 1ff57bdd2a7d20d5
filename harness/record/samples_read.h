/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * samples.ndjson in memory (docs/schema/samples.md). What is here has been checked: ids are in
 * range, rounds are dense, ticks and probes are positive. Text points into lines that live as
 * long as the struct samples.
 */
#ifndef MEMTAX_RECORD_SAMPLES_READ_H
#define MEMTAX_RECORD_SAMPLES_READ_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>
#include "harness/contract/error.h"

enum { SAMPLES_NO_CELL = -1 };

struct samples_cell {
	const char *workload, *variant, *role, *toolchain, *profile, *object, *path;
	uint64_t text_bytes;
	int clone_of; /* cell, or SAMPLES_NO_CELL */
	int dropped;  /* 0, or the number of the check that clone_of is here without */
};

struct samples_group {
	const char *workload, *shape, *footprint, *profile, *entry, *unit;
	const char *runtime; /* the run-time library of its process; "": none */
	bool headline;
	size_t n_cells;
	size_t *cell;	 /* ids, clones too */
	bool *in_family; /* [place]: is it a row of the headline family? */
	bool calibrated;
	uint64_t segments; /* per sample; 0 until calibrated */
};

struct samples_counters {
	size_t set, cell;
	uint64_t ops;
	const json_t *values; /* {event: count}, or NULL */
	const char *voided;   /* why there are none, or NULL */
};

struct samples_failure {
	size_t cell;
	const char *reason;
};

/* One try at a launch. Rows of the arrays are rounds. */
struct samples_attempt {
	size_t attempt; /* from 1 */
	bool ended, ok;
	const char *reason; /* why it failed, or NULL */
	double cycles_per_tick, tick_hz;
	uint64_t wide_adds, dependent_adds; /* of one probe */
	size_t n_rounds;
	double *ops;	  /* [round], of each sample of the round */
	double *ticks;	  /* [round * n_cells + place in the group]; NAN: the cell was out of it */
	size_t *n_probes; /* [round]: cells in it, and one */
	uint64_t *wide, *dependent; /* [round * (n_cells + 1) + probe], up to n_probes */
	size_t n_counters, n_failures;
	struct samples_counters *counters;
	struct samples_failure *failures;
};

struct samples_launch {
	size_t group, layout;
	size_t n_attempts;
	struct samples_attempt *attempts;      /* in order */
	const struct samples_attempt *counted; /* the one that counts; NULL: unfinished */
};

struct samples {
	json_t *header;		    /* the `run` line, whole */
	size_t n_layouts, n_rounds; /* as planned */
	size_t n_cells, n_groups, n_launches;
	struct samples_cell *cells;
	struct samples_group *groups;
	struct samples_launch *launches; /* all that are planned */
	size_t n_done;			 /* launches that count */
	size_t n_resumes;		 /* before the run ended */
	const char *finished_at;	 /* NULL: no `end` line */
	bool torn;			 /* a torn last line was left out */
	json_t *lines;			 /* private: what text points into */
};

/* Read DIR/samples.ndjson. NULL with `err` naming file and line. Free with samples_free(). */
struct samples *samples_read(const char *dir, struct memtax_error *err);
void samples_free(struct samples *s);

/*
 * For --resume: the ids of launches that have no attempt that counts, in order. Returns how many;
 * `ids` has room for n_launches. The attempt to make next is samples_next_attempt(); calibrations
 * are in groups[].
 */
size_t samples_unfinished(const struct samples *s, size_t *ids);
size_t samples_next_attempt(const struct samples_launch *launch);

#endif
