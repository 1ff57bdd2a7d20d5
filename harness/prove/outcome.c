// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/outcome.h"

#include <stdio.h>
#include <string.h>

static const char *const names[OUTCOMES] = {
	[OUTCOME_NOT_REACHED] = "not-reached",
	[OUTCOME_NO_COMPILE] = "no-compile",
	[OUTCOME_ERROR] = "error",
	[OUTCOME_TRAP] = "trap",
	[OUTCOME_CRASH] = "crash",
	[OUTCOME_CORRUPT] = "corrupt",
	[OUTCOME_LEAK] = "leak",
	[OUTCOME_WRONG] = "wrong",
	[OUTCOME_HANG] = "hang",
};

const char *outcome_name(enum outcome outcome)
{
	return outcome < OUTCOMES ? names[outcome] : "?";
}

int outcome_from_name(const char *name)
{
	for (int i = 0; i < OUTCOMES; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

bool outcome_is_stop(enum outcome outcome)
{
	return outcome == OUTCOME_ERROR || outcome == OUTCOME_NO_COMPILE;
}

bool outcome_is_bite(enum outcome outcome)
{
	return outcome != OUTCOME_NOT_REACHED && !outcome_is_stop(outcome);
}

/* Of one child, worst first: what canaries say counts before the signal that came too late. */
static enum outcome outcome_of_one(const struct sighting *s)
{
	if (s->damaged)
		return OUTCOME_CORRUPT;
	if (!s->reached)
		return OUTCOME_NOT_REACHED;
	if (s->hung)
		return OUTCOME_HANG;
	if (s->crashed)
		return OUTCOME_CRASH;
	if (s->trapped)
		return OUTCOME_TRAP;
	if (!s->triggered)
		return OUTCOME_NOT_REACHED;
	switch (s->verdict) {
	case MEMTAX_CORRUPTED:
		return OUTCOME_CORRUPT;
	case MEMTAX_LEAKED:
		return OUTCOME_LEAK;
	case MEMTAX_REFUSED:
	case MEMTAX_RIGHT:
		return OUTCOME_ERROR;
	default:
		return OUTCOME_WRONG; /* no answer at all is not the right one either */
	}
}

bool outcome_settled(const struct sighting *first)
{
	switch (outcome_of_one(first)) {
	case OUTCOME_ERROR:
	case OUTCOME_WRONG:
		return false; /* what was put out may depend on the secrets */
	default:
		return true;
	}
}

static const char *in_words(enum outcome outcome, const struct sighting *s)
{
	if (s->what[0])
		return s->what;
	switch (outcome) {
	case OUTCOME_CORRUPT:
		return "bytes outside what the cell was given are changed";
	case OUTCOME_NOT_REACHED:
		return s->reached ? "the condition of the fault did not arise"
				  : "the attack did not get to its point";
	case OUTCOME_WRONG:
		return s->finished ? "" : "the child ended without an answer";
	default:
		return "";
	}
}

enum outcome outcome_of(const struct sighting hostile[2], char what[160])
{
	enum outcome first = outcome_of_one(&hostile[0]), second;
	const struct sighting *s = &hostile[0];

	if (!outcome_settled(&hostile[0])) {
		second = outcome_of_one(&hostile[1]);
		if (hostile[0].output != hostile[1].output ||
		    hostile[0].n_output != hostile[1].n_output) {
			snprintf(what, 160, "what is put out depends on bytes outside");
			return OUTCOME_LEAK;
		}
		if (outcome_is_stop(first) && !outcome_is_stop(second)) {
			first = second;
			s = &hostile[1];
		}
	}
	snprintf(what, 160, "%s", in_words(first, s));
	return first;
}

static const char *twin_fault(const struct sighting *s)
{
	if (s->damaged)
		return "changes bytes outside what it was given";
	if (s->hung)
		return "hangs";
	if (s->crashed)
		return "crashes";
	if (s->trapped)
		return "traps";
	if (!s->reached)
		return s->what[0] ? s->what : "does not get to its point";
	if (s->triggered)
		return "triggers the fault: it is no twin";
	if (s->verdict != MEMTAX_RIGHT)
		return s->what[0] ? s->what : "is not answered rightly";
	return NULL;
}

bool outcome_twin_accepted(const struct sighting twin[2], char what[160])
{
	what[0] = '\0';
	for (int i = 0; i < 2; i++) {
		const char *fault = twin_fault(&twin[i]);

		if (fault) {
			snprintf(what, 160, "%s", fault);
			return false;
		}
	}
	if (twin[0].output == twin[1].output && twin[0].n_output == twin[1].n_output)
		return true;
	snprintf(what, 160, "what is put out depends on bytes outside");
	return false;
}

const char *fault_kind_name(enum memtax_fault_kind kind)
{
	static const char *const kinds[] = { "input", "slip", "mechanism" };

	return kind <= MEMTAX_MECHANISM ? kinds[kind] : "?";
}

const char *fault_class_name(enum memtax_fault_class class)
{
	static const char *const classes[MEMTAX_CLASSES] = { "spatial", "temporal", "init",
							     "type",	"snapshot", "progress" };

	return class < MEMTAX_CLASSES ? classes[class] : "?";
}
