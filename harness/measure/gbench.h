/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small C API over Google Benchmark (libbenchmark 1.7.1 of Debian 12, which has none): register
 * cases, run those that the --benchmark_* flags choose, report as its users expect.
 *
 *   gbench_init(&argc, argv, &err);
 *   gbench_register(&a_case, &err); ...
 *   gbench_run(&tally, &err);
 *   gbench_shutdown();
 *
 * What is timed is one call of `batch` with the whole number of iterations, so this layer adds
 * nothing per iteration. libbenchmark calls a case several times to find that number: prepare,
 * batch and finish are called in this order each time, prepare and finish outside the timed region.
 *
 * It is the front end for people who know Google Benchmark, not the instrument: it has no counters
 * here, hides the order of repetitions, and measures one binary. Figures of a report come from the
 * paired rounds.
 *
 * Threads: everything from one thread; the state is libbenchmark's and global. Errors: -1 with one
 * line in `err`; C++ exceptions end here and never cross a caller's frame. Flags that would make
 * libbenchmark exit are refused first. Only --help ends the program, by exit(0), as its users know.
 */
#ifndef MEMTAX_MEASURE_GBENCH_H
#define MEMTAX_MEASURE_GBENCH_H

#include <stddef.h>
#include <stdint.h>
#include "harness/contract/error.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One benchmark in the making: valid within finish() only. */
struct gbench_state;

/*
 * Callbacks return 0, or -1 with `err`: the case is then reported with that error and without a
 * figure, and the others go on. They must not throw, exit or longjmp.
 */
struct gbench_case {
	const char *name; /* copied; "workload/shape/footprint/entry/toolchain/variant" */
	void *user;	  /* the caller's, must live until gbench_shutdown() */
	/* Before the timed region: warm up, load. NULL: nothing to do. */
	int (*prepare)(void *user, struct memtax_error *err);
	/* The timed region, all of it: `iterations` (at least 1) times the work of one. */
	int (*batch)(void *user, uint64_t iterations, struct memtax_error *err);
	/*
	 * After it: check what was computed, set items and counters. Called also when batch()
	 * failed (not when prepare() did), so that it can clean up. NULL: nothing to do.
	 */
	int (*finish)(void *user, uint64_t iterations, struct gbench_state *state,
		      struct memtax_error *err);
	uint64_t iterations; /* exactly so many; 0: until --benchmark_min_time is used up */
};

struct gbench_tally {
	size_t chosen; /* cases that the filter chose (run, or listed) */
	size_t failed; /* of their runs, those that a callback failed */
};

/*
 * Take the --benchmark_* flags out of argv; *argc and argv keep the rest. A flag that is unknown or
 * has a value that cannot be is an error (of usage). argv[0] must live as long as the program.
 */
int gbench_init(int *argc, char **argv, struct memtax_error *err);

int gbench_register(const struct gbench_case *c, struct memtax_error *err);

/* A key and value for the context of the report (JSON "context"); copied. */
int gbench_context(const char *key, const char *value, struct memtax_error *err);

/* Units of work done by all iterations together: becomes items_per_second. */
void gbench_set_items(struct gbench_state *state, uint64_t items);

/* A column of the report: shown as it is. Returns 0, or -1 without memory. */
int gbench_set_counter(struct gbench_state *state, const char *name, double value);

/*
 * Run what the filter chooses, report to stdout and to --benchmark_out. Returns 0 with the tally,
 * or -1 when nothing matches the filter, the filter is no regular expression, or memory ran out.
 * Once a process: libbenchmark frees its reporters after a run and uses them again in the next
 * (google/benchmark issue 2240); a second call is refused.
 */
int gbench_run(struct gbench_tally *tally, struct memtax_error *err);

/* Forget all cases and release libbenchmark: nothing of this API may be called after it. */
void gbench_shutdown(void);

#ifdef __cplusplus
}
#endif

#endif
