// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a discipline itself can get wrong. Each bites its must-fail members,
 * variants/V/mustfail/ring-NAME.patch, and not the row that they are made from.
 */
#include "workloads/ring/attack.h"

/* The span of the caller's buffer says more than the caller did. */
static void span_from_capacity(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	uint32_t there = stage->hostile ? 2 * ATTACK_BURST : ATTACK_BURST, cons = *a.words.cons;

	if (!attack_fill(&a, 0, there))
		return;
	attack_begins(&a);
	attack_judge(&a, a.ops->drain(a.state, dst, ATTACK_BURST), there, a.words.cons, cons);
}

/* What a stranger can cause is treated as a broken invariant of one's own. */
static void trap_on_peer_index(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, a.entries * sizeof(*dst));
	uint32_t cons = *a.words.cons;

	*a.words.prod = cons + a.entries + stage->hostile;
	attack_begins(&a);
	attack_judge(&a, a.ops->drain(a.state, dst, a.entries), a.entries, a.words.cons, cons);
}

/* One comparison for two questions, with a bound that answers only one of them. */
static void slack_without_burst(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	struct ring_batch nothing = { .desc = attack_descriptors(&a, 0, 1), .burst = ATTACK_BURST };
	uint64_t right = attack_digest(0, stage->hostile ? 0 : a.entries);

	if (!attack_fill(&a, 0, a.entries))
		return;
	if (stage->hostile)
		*a.words.prod += ATTACK_BURST;
	attack_begins(&a);
	stage_expect(stage, stage->ops->hot(a.state, &nothing) == right, "another digest");
}

/* The other end of it: a burst for which there is no room. */
static void turn_unchecked(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t there = stage->hostile ? a.entries : a.entries - ATTACK_BURST;
	uint32_t right = stage->hostile ? there : there + ATTACK_BURST;
	struct ring_batch batch = { .n = ATTACK_BURST, .burst = ATTACK_BURST };

	batch.desc = attack_descriptors(&a, there, ATTACK_BURST);
	if (!attack_fill(&a, 0, there))
		return;
	attack_begins(&a);
	stage_expect(stage, stage->ops->hot(a.state, &batch) == attack_digest(0, right),
		     "another digest");
}

/* The function that says who owns slots says it without asking. */
static void primitive_lies(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t oldest = *a.words.cons % a.entries, prod;
	uint64_t *src = attack_descriptors(&a, a.entries, ATTACK_BURST);
	int64_t got;

	if (!attack_fill(&a, 0, a.entries))
		return;
	prod = *a.words.prod;
	if (stage->hostile)
		*a.words.cons = prod + 1;
	else if (!attack_take(&a, ATTACK_BURST))
		return;
	attack_begins(&a);
	got = a.ops->produce(a.state, src, ATTACK_BURST);
	if (stage->hostile && a.words.slots[oldest] != attack_descriptor(0))
		stage_say(stage, MEMTAX_CORRUPTED, "descriptors in flight are overwritten");
	attack_judge(&a, got, ATTACK_BURST, a.words.prod, prod);
}

/* A check is left out where it was believed to be proved: a burst straddles the end of the slots.
 */
static void proof_elided(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t whole = attack_to_end(&a, *a.words.prod) / ATTACK_BURST * ATTACK_BURST;
	uint32_t n = stage->hostile ? whole + ATTACK_BURST : whole;
	struct ring_batch batch = { .desc = attack_descriptors(&a, 0, n),
				    .n = n,
				    .burst = ATTACK_BURST };
	const uint64_t *behind = &a.words.slots[a.entries];
	uint64_t digest;

	attack_begins(&a);
	digest = stage->ops->hot(a.state, &batch);
	for (int i = 0; i < ATTACK_BURST; i++)
		if (behind[i]) /* the arena's, which is zeroed, and not the ring's */
			stage_say(stage, MEMTAX_CORRUPTED, "written behind the last slot");
	stage_expect(stage, digest == attack_digest(0, n), "another digest");
}

const struct memtax_fault ring_faults_mechanism[] = {
	{ .name = "span-from-capacity",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 805,
	  .mechanism = "A span is made with the length that a buffer should have, and every check "
		       "against it is right and useless.",
	  .source = "variants/bounds/span.h, rules 1 and 5: the constructors are trusted",
	  .run = span_from_capacity },
	{ .name = "trap-on-peer-index",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_PROGRESS,
	  .cwe = 617,
	  .mechanism = "The peer's index is checked by an invariant, so the peer can stop the "
		       "machine.",
	  .source = "upstream e679004dec37 \"tty: hvc: replace BUG_ON() with negative return "
		    "value\", read in the 4.19 stable review mail of 2021-11-29",
	  .run = trap_on_peer_index },
	{ .name = "slack-without-burst",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 193,
	  .mechanism = "The comparison that answers \"is there a burst\" and \"can the index be "
		       "true\" at once has a bound that is a burst too large.",
	  .source = "struct turn of variants/bounds/ring.c",
	  .run = slack_without_burst },
	{ .name = "turn-unchecked",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .mechanism = "A burst of fixed length is put in without asking whether it has room, "
		       "over descriptors in flight.",
	  .source = "struct turn of variants/bounds/ring.c",
	  .run = turn_unchecked },
	{ .name = "primitive-lies",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .mechanism = "A function that is trusted to begin a handle's life begins it although "
		       "the check failed; no checker looks into it.",
	  .source = "variants/owned/README.md, \"What it does not catch\": lying in an "
		    "OWN_PRIMITIVE",
	  .run = primitive_lies },
	{ .name = "proof-elided",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 787,
	  .mechanism = "A burst of known length is copied in place without the test that it ends "
		       "before the slots do.",
	  .source = "slots_in_place() of variants/bounds/slots.h; the shape of a static proof "
		    "that is wrong",
	  .run = proof_elided },
	{ .name = NULL },
};
