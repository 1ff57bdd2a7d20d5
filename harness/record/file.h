/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/record: a JSON file in the directory of a run, written whole or not at all. */
#ifndef MEMTAX_RECORD_FILE_H
#define MEMTAX_RECORD_FILE_H

#include <limits.h>
#include <jansson.h>
#include "harness/contract/error.h"

/* DIR/NAME + `more`. Returns 0, or -1 with `err`: too long. */
int file_path(const char *dir, const char *name, const char *more, char path[PATH_MAX],
	      struct memtax_error *err);

/*
 * Write DIR/NAME by way of DIR/NAME.new: a reader, or a machine that loses power, sees the old
 * one or the new one. `advice` ends the error's line. Returns 0, or -1 with `err`; nothing is left
 * behind then. Borrows `json`.
 */
int file_write_json(const char *dir, const char *name, const json_t *json, const char *advice,
		    struct memtax_error *err);

/* Digits of a number that is written. Figures are rounded when they are made (numbers.h). */
enum { FILE_REAL_DIGITS = 10 };

#endif
