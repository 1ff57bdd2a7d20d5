/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What became of an attack: from what the runner saw of each child to one word. */
#ifndef MEMTAX_PROVE_OUTCOME_H
#define MEMTAX_PROVE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "harness/contract/fault.h"

enum outcome {
	OUTCOME_NOT_REACHED, /* the attack could not be made: says nothing */
	OUTCOME_NO_COMPILE,
	OUTCOME_ERROR, /* a clean answer: refused, or what correct code gives */
	OUTCOME_TRAP,  /* the cell's own: converted to a denial of service, not stopped */
	OUTCOME_CRASH, /* by luck: a page without access happened to be there */
	OUTCOME_CORRUPT,
	OUTCOME_LEAK,
	OUTCOME_WRONG,
	OUTCOME_HANG,
	OUTCOMES,
};

/* What the runner saw of one child. */
struct sighting {
	bool reached, triggered;
	bool finished; /* the fault function came to its end */
	bool hung;     /* stopped by the limit of its CPU time */
	bool crashed;  /* by a signal that is no trap of the cell's own */
	bool trapped;
	bool damaged; /* what was not handed out was changed, or the report was */
	enum memtax_verdict verdict;
	uint64_t output, n_output;
	char what[160]; /* in words, "" if nothing was said */
};

/* "no-compile", "error", ...; and back, -1 for no outcome. */
const char *outcome_name(enum outcome outcome);
int outcome_from_name(const char *name);

/* Has the attack been stopped? A trap on reachable input is not a stop. */
bool outcome_is_stop(enum outcome outcome);
/* Did the attack do what it was made to do? */
bool outcome_is_bite(enum outcome outcome);

/* Of an attack that was played with two fillings of secrets; `what` gets a reason, or "". */
enum outcome outcome_of(const struct sighting hostile[2], char what[160]);

/* The outcome is clear without a second filling. */
bool outcome_settled(const struct sighting *first);

/* Was the twin accepted, with both fillings? If not, `what` says why. */
bool outcome_twin_accepted(const struct sighting twin[2], char what[160]);

const char *fault_kind_name(enum memtax_fault_kind kind);
const char *fault_class_name(enum memtax_fault_class class);

#endif
