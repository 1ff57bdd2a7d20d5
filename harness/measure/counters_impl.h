/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files that make up the counters; nobody else includes this. */
#ifndef MEMTAX_MEASURE_COUNTERS_IMPL_H
#define MEMTAX_MEASURE_COUNTERS_IMPL_H

#include "harness/measure/counters.h"

struct perf_event_mmap_page;

/* --- counters_names.c: what is planned, and libpfm4 */

enum { COUNTERS_CHOICES = 3, COUNTERS_OWN = 2, COUNTERS_PLANNED = 4 };

/* One event of the plan: the first choice that this machine counts gives it its name. */
struct counters_planned {
	const char *choice[COUNTERS_CHOICES]; /* libpfm4 names, NULL after the last */
	enum counters_work work;	      /* must move it */
	uint64_t at_least, at_most;	      /* counts during that work; at_most 0: any */
};

/* In every set, then the two of each set's own. */
extern const struct counters_planned counters_planned_cycles, counters_planned_instructions;
extern const struct counters_planned counters_planned_own[COUNTERS_PLANNED][COUNTERS_OWN];

int counters_encode(const char *name, struct counters_encoding *encoding, struct memtax_error *err);

/* --- counters_words.c: failures in words; each returns nothing, and writes one line */

/* perf_event_open of `name` failed; `beside`: as a later member of a group. */
void counters_say_open(const struct counters_os *os, int error, const char *name, bool beside,
		       struct memtax_error *err);
/* `name` was opened and the kernel never put it on the PMU. */
void counters_say_unscheduled(const struct counters_os *os, const char *name, size_t n,
			      struct memtax_error *err);
/* User-space reads do not work (`error` 0: the kernel offers none). */
void counters_say_no_user_reads(const struct counters_os *os, int error, struct memtax_error *err);

/* --- counters_page.c: one event's counter page */

struct counters_point {
	uint64_t value, idle;
};

/* Returns NULL, or why there is no value; static. `pmc` as in struct counters_os. */
const char *counters_page_read(const struct perf_event_mmap_page *page,
			       uint64_t (*pmc)(uint32_t index), struct counters_point *point);

bool counters_pmc_readable(uint32_t index);
uint64_t counters_pmc(uint32_t index);

/* --- counters_work.c */

int counters_do_work(enum counters_work work);

/* --- counters_perf.c */

enum counters_opened {
	COUNTERS_OPENED,
	COUNTERS_ABSENT,    /* not these events, or not together */
	COUNTERS_FORBIDDEN, /* no event is to be had */
};

/* Open n events as one pinned group and start it. On failure nothing is left open. */
enum counters_opened counters_open_group(const struct counters_os *os,
					 const struct counters_event *events, size_t n,
					 struct counters_set *set, struct memtax_error *err);
/* Map the pages and see whether they tell the truth; sets set->user or set->user_reason. */
void counters_map_pages(struct counters_set *set);

extern const char counters_void_unscheduled[];

#endif
