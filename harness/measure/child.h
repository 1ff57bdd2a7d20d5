/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One child process that measures or plays: started, fed its job, listened to, waited for. */
#ifndef MEMTAX_MEASURE_CHILD_H
#define MEMTAX_MEASURE_CHILD_H

#include <jansson.h>
#include <stddef.h>
#include "harness/contract/error.h"

/* Seconds without a word after which a child is ended. */
enum { CHILD_SILENCE_SECONDS = 300 };

struct child_end {
	int exit_status; /* of exit(), or -1 */
	int signal;	 /* that ended it, or 0 */
	int silent;	 /* it was ended for saying nothing */
};

/* What is started. */
struct child_job {
	const char *command; /* of this program: "launch", or "play" */
	const json_t *job;   /* what it is told on its standard input */
	size_t padding; /* bytes to make its environment longer: stack addresses move with it */
	const char *library; /* a run-time library that it begins with (runtime.h), or NULL */
};

/*
 * Run this program with that command. Every line of JSON it prints goes to line(user, json), which
 * takes the reference; a non-zero answer ends the child. Returns 0 with *end filled in, or -1 with
 * `err` (it could not be started, or line() failed, whose `err` this then is).
 */
int child_run(const struct child_job *job,
	      int (*line)(void *user, json_t *json, struct memtax_error *err), void *user,
	      struct child_end *end, struct memtax_error *err);

#endif
