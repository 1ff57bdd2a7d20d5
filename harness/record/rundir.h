/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The directory of a run: results/<machine>/<UTC>-<revision>/. */
#ifndef MEMTAX_RECORD_RUNDIR_H
#define MEMTAX_RECORD_RUNDIR_H

#include <limits.h>
#include <stdint.h>
#include <time.h>
#include "harness/contract/error.h"

/* Free space that a run is asked to have before it begins: default runs write a few MiB. */
#define RECORD_SPACE_NEEDED (64ull << 20)

enum { RECORD_TIME_SIZE = sizeof("2026-11-23T17:30:00Z") };

/* UTC, as every time in a record is written. */
void record_time(time_t t, char text[RECORD_TIME_SIZE]);

/*
 * Can a run be kept in `dir`? Makes it, parents too, writes and removes a file in it, and asks
 * for `need` bytes of free space. Call it before measuring; failure is exit status 4.
 */
int record_check_writable(const char *dir, uint64_t need, struct memtax_error *err);

/*
 * Make a new <results>/<fingerprint>/<UTC>-<revision> and store its path. Two runs in one second
 * get two directories (-2, -3).
 */
int record_new_run(const char *results, const char *fingerprint, const char *revision, time_t now,
		   char path[PATH_MAX], struct memtax_error *err);

#endif
