/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run was measured on: the `machine` object of docs/schema/run.md. */
#ifndef MEMTAX_RECORD_MACHINE_H
#define MEMTAX_RECORD_MACHINE_H

#include <stdbool.h>
#include <stdint.h>
#include <jansson.h>

enum { MACHINE_TEXT = 128, MACHINE_WORD = 32 };

/* Text is "" and a size 0 where the machine does not say. */
struct machine {
	char fingerprint[MACHINE_TEXT]; /* machine_fingerprint(): a directory's name */
	char cpu[MACHINE_TEXT], kernel[MACHINE_TEXT];
	char vendor[MACHINE_WORD], family[MACHINE_WORD]; /* "amd", "fam26"; not in the JSON */
	char arch[MACHINE_WORD], microcode[MACHINE_WORD];
	char virtual[MACHINE_WORD];    /* name of the hypervisor, "unknown", or "" for metal */
	char huge_pages[MACHINE_WORD]; /* THP mode: "always", "madvise", "never" */
	unsigned int cpus;	       /* online */
	uint64_t l1d, l2, llc;	       /* bytes */
	uint64_t llc_share;	       /* llc over the CPUs that share it */
	uint64_t page;		       /* bytes */
	uint64_t tick_hz;	       /* the caller's, who measured it */
};

/*
 * Look at /proc and /sys under `root`. "" or NULL is this machine, where cpuid, uname and sysconf
 * fill what is missing; tests give a directory, and nothing outside it is looked at.
 */
void machine_read(struct machine *m, const char *root);

/*
 * m->fingerprint: a short name and a hash over CPU, microcode, kernel, number of CPUs and
 * grade: `amd-epyc-fam26-2c-vm-tsc-1a2b3c4d`.
 */
void machine_fingerprint(struct machine *m, const char *grade);

/* The object; NULL when out of memory. */
json_t *machine_json(const struct machine *m);

#endif
