// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One line forgotten, or written where it does not belong, at the same point in every row:
 * variants/V/slips/ring-NAME.patch. Where a row has no such line there is no patch, and why not is
 * said at the fault.
 */
#include "workloads/ring/attack.h"

#define CLASS_CASE "a case of its class, modelled on no single commit"
#define XSA_155                                                                                    \
	"a distribution's notice, as a scanner's plugin quotes it: \"a race condition in the Xen " \
	"paravirtualized drivers which can cause double fetch vulnerabilities\" (CVE-2015-8550 / " \
	"XSA-155); which drivers is not confirmed"

/*
 * drain() asks whether the peer's index can be true, and goes on whatever the answer is. raw does
 * not ask.
 */
static void verdict_ignored(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, a.entries * sizeof(*dst));
	uint32_t cons = *a.words.cons;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	if (stage->hostile)
		*a.words.prod = cons + a.entries + ATTACK_BURST;
	attack_begins(&a);
	attack_judge(&a, a.ops->drain(a.state, dst, a.entries), ATTACK_BURST, a.words.cons, cons);
}

/* The peer is honest when its index is checked, and lies when it is read again. */
static void flipped(struct memtax_stage *stage, uint32_t count,
		    int64_t (*take)(void *state, uint64_t *dst, uint32_t n), uint32_t n)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, n * sizeof(*dst));
	uint32_t cons = *a.words.cons;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	stage_flip(stage, a.words.prod, 2, cons + (stage->hostile ? count : ATTACK_BURST));
	stage_reached(stage);
	attack_judge(&a, take(a.state, dst, n), ATTACK_BURST, a.words.cons, cons);
}

/* drain() checks the count, and reads it again to use it. raw has no check to be separate from. */
static void count_read_twice(struct memtax_stage *stage)
{
	uint32_t entries = (uint32_t)stage->shape->param[RING_ENTRIES];

	flipped(stage, entries + ATTACK_BURST, ((const struct ring_ops *)stage->ops)->drain,
		entries);
}

/* min(n, what is there), where what is there is read once to compare and once to use. */
static void minimum_read_twice(struct memtax_stage *stage)
{
	flipped(stage, 4 * ATTACK_BURST, ((const struct ring_ops *)stage->ops)->consume,
		2 * ATTACK_BURST);
}

/* consume() gives its slots back, and then reads and gives back as many again. */
static void slots_used_after_release(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	uint32_t cons = *a.words.cons, n = stage->hostile ? ATTACK_BURST : 0;

	if (!attack_fill(&a, 0, 2 * n))
		return;
	attack_begins(&a);
	if (a.ops->consume(a.state, dst, ATTACK_BURST) != n)
		stage_say(stage, MEMTAX_WRONG, "another count than there is");
	else if (*a.words.cons - cons > n)
		stage_say(stage, MEMTAX_LEAKED, "slots are given back that nobody has read");
	stage_expect(stage, attack_are(dst, 0, n), "other descriptors than were put in");
}

/* produce() hands a burst over, and then the same one again. The twin has nothing to hand over. */
static void handed_over_twice(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *src = attack_descriptors(&a, 0, ATTACK_BURST);
	uint32_t first = *a.words.prod, n = stage->hostile ? ATTACK_BURST : 0;

	attack_begins(&a);
	if (a.ops->produce(a.state, src, n) != n)
		stage_say(stage, MEMTAX_WRONG, "another count than was asked for");
	else if (*a.words.prod - first > n)
		stage_say(stage, MEMTAX_CORRUPTED, "two owners of each buffer");
	stage_say(stage, MEMTAX_RIGHT, "");
}

/* produce() moves the index over slots that it has not written. */
static void published_unwritten(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *src = attack_descriptors(&a, 0, ATTACK_BURST);
	uint32_t at = *a.words.prod % a.entries, n = stage->hostile ? ATTACK_BURST : 0;

	if (stage->hostile)
		stage_secret(stage, a.words.slots, a.entries * sizeof(*a.words.slots));
	attack_begins(&a);
	if (a.ops->produce(a.state, src, n) != n)
		stage_say(stage, MEMTAX_WRONG, "another count than was asked for");
	stage_output(stage, &a.words.slots[at], n * sizeof(*a.words.slots));
	stage_expect(stage, attack_are(&a.words.slots[at], 0, n),
		     "other descriptors than were put in");
}

/* produce() writes the slots and does not move the index that the peer sees. */
static void not_published(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *src = attack_descriptors(&a, 0, ATTACK_BURST);
	uint32_t first = *a.words.prod, n = stage->hostile ? ATTACK_BURST : 0;

	attack_begins(&a);
	if (a.ops->produce(a.state, src, n) != n)
		stage_say(stage, MEMTAX_WRONG, "another count than was asked for");
	stage_expect(stage, *a.words.prod - first == n, "the peer never hears of them");
}

/*
 * A burst that cannot be put in is neither put in nor handed back. Only owned has the line:
 * elsewhere nothing says that a burst is to be handed back.
 */
static void burst_kept_when_full(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	struct ring_batch batch = { .n = ATTACK_BURST, .burst = ATTACK_BURST };
	uint32_t n = stage->hostile ? a.entries : 0;

	batch.desc = attack_descriptors(&a, n, ATTACK_BURST);
	if (n && !attack_fill(&a, 0, n))
		return;
	attack_begins(&a);
	stage_expect(stage,
		     stage->ops->hot(a.state, &batch) == attack_digest(0, n ? n : ATTACK_BURST),
		     "another digest");
}

/* The look at a burst is not ended before the burst is disposed of. Only owned has views. */
static void view_left_open(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t n = stage->hostile ? 2 * ATTACK_BURST : ATTACK_BURST;
	struct ring_batch batch = { .desc = attack_descriptors(&a, 0, n),
				    .n = n,
				    .burst = ATTACK_BURST };

	attack_begins(&a);
	stage_expect(stage, stage->ops->hot(a.state, &batch) == attack_digest(0, n),
		     "another digest");
}

const struct memtax_fault ring_faults_slip[] = {
	{ .name = "verdict-ignored",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 252,
	  .mechanism = "The peer's index is checked and the result of the check is not looked at.",
	  .source = CLASS_CASE,
	  .run = verdict_ignored },
	{ .name = "count-read-twice",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SNAPSHOT,
	  .cwe = 367,
	  .cve = "CVE-2015-8550",
	  .mechanism = "The peer's index is checked, and read again for the length of the copy.",
	  .source = XSA_155,
	  .flips = true,
	  .run = count_read_twice },
	{ .name = "minimum-read-twice",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_SNAPSHOT,
	  .cwe = 367,
	  .cve = "CVE-2015-8550",
	  .mechanism = "The smaller of two lengths is chosen by one reading of the peer's index "
		       "and is another one.",
	  .source = XSA_155,
	  .flips = true,
	  .run = minimum_read_twice },
	{ .name = "slots-used-after-release",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .mechanism = "Slots are read and given back a second time, beyond those that were "
		       "claimed.",
	  .source = CLASS_CASE,
	  .run = slots_used_after_release },
	{ .name = "handed-over-twice",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 1341,
	  .mechanism = "A burst that was handed over is handed over again.",
	  .source = CLASS_CASE,
	  .run = handed_over_twice },
	{ .name = "published-unwritten",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_INIT,
	  .cwe = 909,
	  .mechanism = "Slots are published with what was in them before.",
	  .source = CLASS_CASE,
	  .run = published_unwritten },
	{ .name = "not-published",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_PROGRESS,
	  .cwe = 573,
	  .mechanism = "Slots are written and never published.",
	  .source = CLASS_CASE,
	  .run = not_published },
	{ .name = "burst-kept-when-full",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 401,
	  .mechanism = "On the path where the ring is full a burst is neither put in nor handed "
		       "back.",
	  .source = CLASS_CASE,
	  .run = burst_kept_when_full },
	{ .name = "view-left-open",
	  .kind = MEMTAX_SLIP,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .mechanism = "A view of a burst is open when the burst is disposed of.",
	  .source = CLASS_CASE,
	  .run = view_left_open },
	{ .name = NULL },
};
