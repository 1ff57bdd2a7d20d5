/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a row claims to stop: variants/<v>/claims.tsv, lines of tab-separated
 *
 *	workload   class or fault   outcome   tier
 *
 * `workload` may be `*`. A line that names a fault beats one that names a class, and a line for a
 * workload one for `*`. Lines of classes are about input faults; slips are claimed by name.
 *Whatever is not claimed must not be stopped: the file says what a row does, no less and no more.
 */
#ifndef MEMTAX_PROVE_CLAIMS_H
#define MEMTAX_PROVE_CLAIMS_H

#include "harness/measure/registry.h"
#include "harness/prove/outcome.h"

struct claim {
	char workload[REGISTRY_NAME];
	char about[REGISTRY_NAME]; /* a class or a fault */
	enum outcome outcome;	   /* error, trap or no-compile */
	char tier[REGISTRY_NAME];  /* enforced, checked, convention */
	int line;
	bool used; /* some fault was found that it is about */
};

struct claims {
	struct claim *claim;
	size_t n;
};

/*
 * Read variants/<variant>/claims.tsv; no file: no claims. 0, or -1 with `err` naming file and line.
 * claims_free() in any case.
 */
int claims_read(struct claims *claims, const char *source, const char *variant,
		struct memtax_error *err);
void claims_free(struct claims *claims);

/* The claim about a fault, or NULL. Marks it used. */
const struct claim *claims_find(struct claims *claims, const char *workload,
				const struct memtax_fault *fault);

/* Is the outcome what is claimed? And without a claim: is it a bite? */
bool claim_holds(const struct claim *claim, enum outcome outcome);

#endif
