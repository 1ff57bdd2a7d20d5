/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hardware counters of the calling thread, in user mode, through perf_event_open(2); events are
 * named by libpfm4. Values are event counts, never scaled: a group that was not on the PMU for the
 * whole sample voids the sample. What cannot be counted is missing, with the reason in words;
 * there is never a figure in its place.
 *
 *   struct counters_report report;
 *   struct counters_set set;
 *   counters_probe(&counters_os_real, &report);
 *   for (i = 0; i < report.n_sets; i++) {
 *           counters_open_set(&counters_os_real, &report, i, &set, &err);
 *           counters_read(&set, &begin);  ... work ...  counters_read(&set, &end);
 *           why = counters_diff(&set, &begin, &end, count);
 *           counters_close(&set);
 *   }
 *
 * Threads: a set counts the thread that opened it and is read by that thread alone (another's read
 * is void). Have one set open at a time: groups are pinned, and two of them may not fit. Pin the
 * thread to one CPU first: on a machine with two kinds of core the group counts on one kind only.
 * counters_probe() initialises libpfm4, which is not thread-safe: one thread at a time.
 */
#ifndef MEMTAX_MEASURE_COUNTERS_H
#define MEMTAX_MEASURE_COUNTERS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <jansson.h>
#include <sys/types.h>
#include "harness/contract/error.h"

enum {
	COUNTERS_SET_EVENTS = 4, /* fits every PMU of interest, cycles and instructions included */
	COUNTERS_SETS = 8,	 /* four are planned; one that does not fit is split in two */
	COUNTERS_MISSING = 16,	 /* events planned in all, at most */
};

/* What perf_event_attr needs to know of an event. */
struct counters_encoding {
	uint32_t type;
	uint64_t config, config1, config2;
};

/* Work that must move an event, for the self test. All of it runs in user mode. */
enum counters_work {
	COUNTERS_WORK_LOOP,   /* COUNTERS_LOOP_TURNS turns of two instructions, one a branch */
	COUNTERS_WORK_RANDOM, /* branches that cannot be predicted */
	COUNTERS_WORK_WALK,   /* loads from thousands of pages, each flushed from the caches */
	COUNTERS_WORK_CODE,   /* more code than an L1 instruction cache holds */
};
enum { COUNTERS_LOOP_TURNS = 1000000, COUNTERS_LOOP_INSTRUCTIONS = 2 };

struct perf_event_attr;

/*
 * Everything that the counters ask of the system, so that tests can answer instead. Calls behave
 * as the system's own: -1 with errno, or MAP_FAILED.
 */
struct counters_os {
	int (*open)(struct perf_event_attr *attr, pid_t pid, int cpu, int group_fd,
		    unsigned long flags);
	ssize_t (*read)(int fd, void *buf, size_t size);
	int (*ioctl)(int fd, unsigned long request, uintptr_t arg);
	void *(*map)(size_t size, int fd); /* read-only, shared */
	int (*unmap)(void *address, size_t size);
	int (*close)(int fd);
	/* First line of a small text file, without newline. Returns 0, or -1. */
	int (*text)(const char *path, char *buf, size_t size);
	/* libpfm4: 0, or -1 with why it does not know the name. */
	int (*encode)(const char *name, struct counters_encoding *encoding,
		      struct memtax_error *err);
	/* Can this index of a counter page be read from user space here? */
	bool (*pmc_readable)(uint32_t index);
	/* Read it: `index` as in the page (never 0). */
	uint64_t (*pmc)(uint32_t index);
	/* Returns 0, or -1 if it could not be done (no memory). */
	int (*work)(enum counters_work work);
};

extern const struct counters_os counters_os_real;

struct counters_event {
	const char *name; /* libpfm4's name of what is counted: the column's name; static */
	struct counters_encoding encoding;
};

struct counters_missing {
	const char *name;
	struct memtax_error reason;
};

/* What can be counted on this machine by this process. Plain data: nothing to free. */
struct counters_report {
	bool available;		    /* false: n_sets and n_missing are 0, `reason` says why */
	struct memtax_error reason; /* "" when available */
	struct {
		size_t n;
		struct counters_event event[COUNTERS_SET_EVENTS];
	} set[COUNTERS_SETS];
	size_t n_sets;
	struct counters_missing missing[COUNTERS_MISSING];
	size_t n_missing;
	bool user_reads;		       /* of the first set; each set decides by itself */
	struct memtax_error user_reads_reason; /* why not; "" when they work */
	/* Cycles are an exact power of two times instructions: an emulator's idea of a clock. */
	bool emulated;
};

/*
 * Find out by opening, running known work and reading; nothing is inferred from CPU names. Takes
 * some 50 ms and 16 MiB for the time it runs.
 */
void counters_probe(const struct counters_os *os, struct counters_report *report);

/* The `counters` object of docs/schema/samples.md; a new reference, or NULL without memory. */
json_t *counters_report_json(const struct counters_report *report);

/*
 * Encode one event for this machine, user reads asked for where the kernel grants them and the
 * event has to ask (aarch64): as counters_probe() does. Opens and closes it. Returns 0, or -1.
 */
int counters_encode_event(const struct counters_os *os, const char *name,
			  struct counters_event *event, struct memtax_error *err);

/* An open set. Fields are for reading only. */
struct counters_set {
	const struct counters_os *os;
	pthread_t owner;
	size_t n;
	const char *name[COUNTERS_SET_EVENTS];
	int fd[COUNTERS_SET_EVENTS]; /* fd[0] leads the group */
	uint64_t id[COUNTERS_SET_EVENTS];
	void *page[COUNTERS_SET_EVENTS]; /* counter pages; NULL without user reads */
	bool user;			 /* read in user space, else by read(2) */
	struct memtax_error user_reason; /* why not */
};

/*
 * Open set `index` of the report for the calling thread and start it: it counts until closed.
 * Returns 0, or -1 with `err`, nothing left open.
 */
int counters_open_set(const struct counters_os *os, const struct counters_report *report,
		      size_t index, struct counters_set *set, struct memtax_error *err);

/* One reading. Only differences of two mean anything. */
struct counters_sample {
	const char *voided; /* NULL, or why this reading is none; static */
	uint64_t value[COUNTERS_SET_EVENTS];
	uint64_t idle[COUNTERS_SET_EVENTS]; /* ns enabled and not on the PMU, since opened */
	uint64_t running;		    /* ns on the PMU; read(2) only */
};

void counters_read(const struct counters_set *set, struct counters_sample *sample);

/*
 * Counts between two readings, in the order of set->name, the cost of one counters_read()
 * included (100 to 200 instructions in user mode). Returns NULL, or in words why this pair is
 * void; then count[] is not written.
 */
const char *counters_diff(const struct counters_set *set, const struct counters_sample *begin,
			  const struct counters_sample *end, uint64_t count[COUNTERS_SET_EVENTS]);

/* Closing a set that is not open (all zero, or closed before) does nothing. */
void counters_close(struct counters_set *set);

#endif
