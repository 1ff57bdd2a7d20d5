/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The writer of samples.ndjson (docs/schema/samples.md): one line, one write(2). What was written
 * survives a kill at any moment; a line is whole or, at the very end of the file, torn.
 *
 * One writer at a time: the file is locked. The lock is of the open file (F_OFD_SETLK): it holds
 * until samples_close() or the end of the process, whatever else opens and closes the file. A child
 * without exec() shares it.
 * Functions return 0, or -1 with one line in `err`.
 */
#ifndef MEMTAX_RECORD_SAMPLES_WRITE_H
#define MEMTAX_RECORD_SAMPLES_WRITE_H

#include <stdint.h>
#include <jansson.h>
#include "harness/contract/error.h"

#define SAMPLES_FILE "samples.ndjson"
#define SAMPLES_SCHEMA "memtax.samples/1"

struct samples_writer;

/* Begin a new file in `dir`; one that is there already is an error. */
struct samples_writer *samples_create(const char *dir, struct memtax_error *err);

/*
 * Go on with a file. A torn last line is cut off: call this before samples_read(), so that nobody
 * writes in between, and hold it while resuming. A file that has a writer is refused.
 */
struct samples_writer *samples_reopen(const char *dir, struct memtax_error *err);

/*
 * Append one line and drop the caller's reference to it, also on failure; NULL (out of memory
 * while it was made) is an error. After an error nothing of the line is left in the file.
 */
int samples_append(struct samples_writer *w, json_t *line, struct memtax_error *err);

/* fsync: call it at the end of each launch and of the run. */
int samples_sync(struct samples_writer *w, struct memtax_error *err);

/* Closes without fsync. NULL is fine. */
void samples_close(struct samples_writer *w);

#endif
