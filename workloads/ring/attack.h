/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the faults of `ring` share: the ring under attack, descriptors to move, answers to judge. */
#ifndef MEMTAX_WORKLOADS_RING_ATTACK_H
#define MEMTAX_WORKLOADS_RING_ATTACK_H

#include "harness/contract/fault.h"
#include "workloads/ring/ring.h"

struct attack {
	struct memtax_stage *stage;
	const struct ring_ops *ops;
	void *state;
	struct ring_words words;
	uint32_t entries;
	uint32_t full; /* descriptors in a full ring: entries, or one less where a slot is kept
			  empty */
};

enum {
	ATTACK_BURST = RING_BURST_MAX,
	/* Descriptors that reach from behind the slots to behind the arena, in any row's layout. */
	ATTACK_BEYOND = RING_HEADER_MAX / sizeof(uint64_t) + 64,
};

/* The four lists of faults; each ends with an entry without a name. */
extern const struct memtax_fault ring_faults_index[];
extern const struct memtax_fault ring_faults_believed[];
extern const struct memtax_fault ring_faults_slip[];
extern const struct memtax_fault ring_faults_mechanism[];

static inline struct attack attack_on(struct memtax_stage *stage)
{
	struct attack a = { .stage = stage,
			    .ops = (const struct ring_ops *)stage->ops,
			    .state = stage->state };

	a.ops->words(a.state, &a.words);
	a.entries = a.words.entries;
	a.full = a.words.capacity;
	return a;
}

/* The stage of the attack itself: the next calls are made on what the peer says now. */
static inline void attack_begins(struct attack *a)
{
	stage_reached(a->stage);
	if (a->stage->hostile)
		stage_triggered(a->stage);
}

/* Slots from the one of `index` up to the last. */
static inline uint32_t attack_to_end(const struct attack *a, uint32_t index)
{
	return a->entries - index % a->entries;
}

/* Descriptor number i: never 0, each another one. */
static inline uint64_t attack_descriptor(uint32_t i)
{
	return ring_descriptor(i + 1, 60 + i % 1455);
}

/* `n` descriptors, the first of which is number `first`, in memory of the stage's. */
uint64_t *attack_descriptors(struct attack *a, uint32_t first, uint32_t n);

/* Are dst[0 .. n - 1] the descriptors from number `first` on? */
bool attack_are(const uint64_t *dst, uint32_t first, uint32_t n);

/* An honest producer puts in `n` descriptors from number `first` on; false if it cannot. */
bool attack_fill(struct attack *a, uint32_t first, uint32_t n);

/* An honest consumer takes out `n`; false if it cannot. */
bool attack_take(struct attack *a, uint32_t n);

/* The digest of descriptors `first` .. first + n - 1 in this order. */
uint64_t attack_digest(uint32_t first, uint32_t n);

/*
 * Judge what an operation returned: of a twin, that it is `right`; of an attack, that it is an
 * error and that the word which the operation publishes is still `published`.
 */
void attack_judge(struct attack *a, int64_t got, int64_t right, const uint32_t *word,
		  uint32_t published);

#endif
