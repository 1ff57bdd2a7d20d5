/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the core shared? An SMT neighbour takes issue slots: a probe of many independent adds (wide)
 * gets slower, a chain of dependent adds hardly. The quotient of their times per add rises, and
 * does not depend on the frequency. docs/schema/samples.md, "From ticks to figures", is the rule.
 *
 * Pure functions. A probe that cannot be judged (no ticks, no adds) has no quotient (NAN); a round
 * with such a probe is not quiet: quiet is what has been shown.
 */
#ifndef MEMTAX_STATS_CONTENTION_H
#define MEMTAX_STATS_CONTENTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A quotient above this many times the reference: a neighbour. */
#define CONTENTION_LIMIT 1.3
/*
 * A reference above this shows nothing quiet. The reference is the run's own: a neighbour who stays
 * from the first round to the last is in it, and would excuse himself. Six independent streams take
 * 1/4 to 1/6 of a dependent add on current cores (four to six ALUs). A neighbour who takes half the
 * slots of a core with four makes it 1/2, and 1/2 is all that a core with two ALUs can do: above
 * that it is shared for certain, or too narrow for a neighbour to show. A steady neighbour below
 * the ceiling goes unseen (docs/BIAS.md); a lower ceiling would refuse narrow cores.
 */
#define CONTENTION_CEILING 0.5
/* This quantile of a launch's quotients stands for its quiet moments. */
#define CONTENTION_QUANTILE 0.1
/* A layout with fewer quiet rounds has no quiet figure. */
#define CONTENTION_QUIET_ROUNDS 5

/* The probes of one round (or of several, end to end): wide[i] and dependent[i] ran together. */
struct probe_ticks {
	const uint64_t *wide, *dependent;
	size_t n;
};

/* How many adds each probe makes; of the launch. */
struct probe_adds {
	uint64_t wide, dependent;
};

/* (wide / wide adds) / (dependent / dependent adds) of one probe. */
double contention_quotient(uint64_t wide, uint64_t dependent, struct probe_adds adds);

/*
 * One launch's floor: the tenth percentile of the quotients of all probes of all its rounds. Probes
 * without a quotient are passed over; NAN if there is none with one, or no memory.
 */
double contention_floor(const struct probe_ticks *rounds, size_t n_rounds, struct probe_adds adds);

/* The run's reference: the lowest floor over its launches. NAN if no launch has one. */
double contention_reference(const double *floors, size_t n_launches);

/*
 * Is the round quiet: the reference not above CONTENTION_CEILING, every probe judged, and none
 * above CONTENTION_LIMIT times the reference?
 */
bool contention_quiet(struct probe_ticks round, struct probe_adds adds, double reference);

#endif
