/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Between the files of the doctor; nobody else includes this. */
#ifndef MEMTAX_DOCTOR_CHECKS_H
#define MEMTAX_DOCTOR_CHECKS_H

#include "harness/doctor/doctor.h"

struct doctor {
	const struct doctor_env *env;
	struct doctor_examination *examination;
};

typedef void doctor_check(struct doctor *d);

/* In order: later checks use what earlier ones found (machine, pmu). */
doctor_check doctor_check_machine, doctor_check_pmu;			  /* checks_machine.c */
doctor_check doctor_check_timer;					  /* checks_machine.c */
doctor_check doctor_check_governor, doctor_check_boost, doctor_check_smt; /* checks_cpu.c */
doctor_check doctor_check_paranoid, doctor_check_watchdog;		  /* checks_kernel.c */
doctor_check doctor_check_aslr, doctor_check_thp;			  /* checks_kernel.c */
doctor_check doctor_check_load, doctor_check_steal;			  /* checks_load.c */
doctor_check doctor_check_pinning, doctor_check_isolation;		  /* checks_load.c */

/* Add a finding; `mend` "" where no command would help. Strings but `found` must be static. */
void doctor_say(struct doctor *d, const char *check, enum doctor_status status, const char *why,
		const char *mend, const char *found, ...) __attribute__((format(printf, 6, 7)));

/* --- files.c: below env->root */

/* First line without newline. Returns 0, or -1 (absent, unreadable, empty). */
int doctor_text(const struct doctor_env *env, const char *path, char *buf, size_t size);
bool doctor_exists(const struct doctor_env *env, const char *path);
/* The first number of the file. Returns 0, or -1. */
int doctor_number(const struct doctor_env *env, const char *path, double *value);
/* Value of the first line `key : value` (as in /proc/cpuinfo). Returns 0, or -1. */
int doctor_field(const struct doctor_env *env, const char *path, const char *key, char *buf,
		 size_t size);
/* Numbers n of the directories cpu<n>, at most `max`; returns how many. */
size_t doctor_cpus(const struct doctor_env *env, int *cpus, size_t max);

/* Is `word` one of the blank-separated words of `text`? */
bool doctor_has_word(const char *text, const char *word);

#endif
