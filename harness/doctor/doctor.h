/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this machine fit to measure on? doctor looks, says in words what it found, why it matters and
 * which command would mend it. It changes nothing.
 *
 * All files are read below env->root and everything else is asked through env, so that a test can
 * be any machine. One thread at a time (libpfm4); the real environment looks at the calling thread.
 */
#ifndef MEMTAX_DOCTOR_DOCTOR_H
#define MEMTAX_DOCTOR_DOCTOR_H

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <jansson.h>
#include "harness/measure/counters.h"

enum { DOCTOR_FINDINGS = 20, DOCTOR_VENDOR = 13 };

enum doctor_status {
	DOCTOR_OK,
	DOCTOR_WARN,	/* figures are noisier, or fewer, than they need be */
	DOCTOR_FAIL,	/* figures taken now should not be believed */
	DOCTOR_UNKNOWN, /* the machine does not say */
};

struct doctor_finding {
	const char *check; /* one lower-case word; the same in every version */
	enum doctor_status status;
	char found[512];  /* in words, one line */
	const char *why;  /* it matters */
	const char *mend; /* what would mend it: a command for a root shell, where one can; or "" */
};

/* What cost figures rest on; which of the two is decided by findings, cautiously. */
enum doctor_machine { DOCTOR_METAL, DOCTOR_VM, DOCTOR_EMULATED, DOCTOR_MACHINE_UNKNOWN };

struct doctor_examination {
	struct doctor_finding finding[DOCTOR_FINDINGS];
	size_t n;
	enum doctor_machine machine;
	bool pmu; /* counts cycles and instructions at least */
};

struct doctor_env {
	const char *root; /* before every path; "" is this machine */
	const char *arch; /* of this program: "x86_64" or "aarch64" */
	const struct counters_os *counters;
	/* The CPU's own word: 1 with the hypervisor's signature, 0 none, -1 it cannot say. */
	int (*hypervisor)(char vendor[DOCTOR_VENDOR]);
	int (*affinity)(cpu_set_t *cpus); /* of the calling thread; 0, or -1 with errno */
	unsigned long (*personality)(void);
};

extern const struct doctor_env doctor_env_real;

/* Always succeeds: what cannot be found out is a finding of its own. Takes some 50 ms. */
void doctor_look(const struct doctor_env *env, struct doctor_examination *examination);

/*
 * "metal-pmu", "metal-tsc", "vm-pmu", "vm-tsc" or "emulated"; static. A machine that does not say
 * what it is gets the more modest grade, vm. ("tsc" stands for the timer of either architecture.)
 */
const char *doctor_grade(const struct doctor_examination *examination);

/* Is any finding DOCTOR_FAIL? */
bool doctor_failed(const struct doctor_examination *examination);

/* The `doctor` array of docs/schema/samples.md; a new reference. */
json_t *doctor_json(const struct doctor_examination *examination);

/* doctor_look() and doctor_json() in one; *grade as doctor_grade() (static). */
json_t *doctor_examine(const struct doctor_env *env, const char **grade);

/* For a person: the grade, then every finding, the worst first. `colour`: with ANSI colours. */
void doctor_print(const struct doctor_examination *examination, FILE *out, bool colour);

const char *doctor_status_name(enum doctor_status status); /* "ok" "warn" "fail" "unknown" */

#endif
