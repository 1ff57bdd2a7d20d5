/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run-time library in this process that watches what instrumented cells do to memory
 * (AddressSanitizer): what it is told, and what it tells. In a process without one nothing here
 * does anything.
 */
#ifndef MEMTAX_MEASURE_WATCHER_H
#define MEMTAX_MEASURE_WATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One thing that it found. */
struct watcher_report {
	char what[80]; /* "use-after-poison, read of 4 bytes": the same in every run */
	/*
	 * The instruction that the report is about, and the one that the function with it was
	 * called from: memory functions are the library's own, and their caller is who did it.
	 */
	uintptr_t at, caller;
};

bool watcher_here(void);

/* Bytes to leave free between pieces of memory, so that there is something to forbid; or 0. */
size_t watcher_room(void);

/* [p, p + size) is nobody's, or somebody's again. Instrumented code that touches it is reported. */
void watcher_forbid(const void *p, size_t size);
void watcher_allow(const void *p, size_t size);

/*
 * Call `tell` for each report. If it returns, an access by a memory function goes on, and one by
 * instrumented code ends the process.
 */
void watcher_on_report(void (*tell)(const struct watcher_report *report));

/* Its own words for people go nowhere from now on. */
void watcher_silence(void);

#endif
