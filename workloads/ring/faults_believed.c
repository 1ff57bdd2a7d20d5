// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What could be true, and is not: an index within the ring, a descriptor that is one, a caller that
 * breaks its word. No comparison of indices sees these; most of them nobody stops.
 */
#include <string.h>

#include "workloads/ring/attack.h"

#define CLASS_CASE "a case of its class, modelled on no single commit"

/* The producer's index moves on by a burst that nobody wrote: old descriptors come out again. */
static void descriptors_replayed(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	int64_t got;

	if (!attack_fill(&a, 0, a.full) || !attack_take(&a, a.full))
		return;
	if (stage->hostile)
		*a.words.prod += ATTACK_BURST;
	else if (!attack_fill(&a, a.full, ATTACK_BURST))
		return;
	attack_begins(&a);
	got = a.ops->consume(a.state, dst, ATTACK_BURST);
	if (stage->hostile && got == ATTACK_BURST && attack_are(dst, 0, ATTACK_BURST))
		stage_say(stage, MEMTAX_CORRUPTED, "descriptors that were done with come again");
	attack_judge(&a, got, ATTACK_BURST, a.words.cons, *a.words.cons);
}

/* The peer writes into a slot between putting in and taking out. */
static void descriptor_rewritten(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	uint64_t *slot = &a.words.slots[*a.words.prod % a.entries];
	int64_t got;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	*slot = stage->hostile ? ring_descriptor(1, UINT32_MAX) : attack_descriptor(0);
	attack_begins(&a);
	got = a.ops->consume(a.state, dst, ATTACK_BURST);
	stage_expect(stage, got == ATTACK_BURST && attack_are(dst, 0, ATTACK_BURST),
		     "another descriptor came out than was put in");
}

/* The consumer's index moves on by a burst that it has not read; the ring was full. */
static void unread_given_back(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t oldest = *a.words.cons % a.entries;
	uint64_t *src = attack_descriptors(&a, a.entries, ATTACK_BURST);
	int64_t got;

	if (!attack_fill(&a, 0, a.full))
		return;
	if (stage->hostile)
		*a.words.cons += ATTACK_BURST;
	else if (!attack_take(&a, ATTACK_BURST))
		return;
	attack_begins(&a);
	got = a.ops->produce(a.state, src, ATTACK_BURST);
	if (stage->hostile && a.words.slots[oldest] != attack_descriptor(0))
		stage_say(stage, MEMTAX_CORRUPTED, "descriptors nobody has read are overwritten");
	stage_expect(stage, got == ATTACK_BURST, "an honest producer is not served");
}

/* The caller's mistake: a buffer with less room than a ring. The peer is honest. */
static void buffer_smaller_than_ring(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	uint32_t there = stage->hostile ? 2 * ATTACK_BURST : ATTACK_BURST, cons = *a.words.cons;

	if (!attack_fill(&a, 0, there))
		return;
	attack_begins(&a);
	attack_judge(&a, a.ops->drain(a.state, dst, ATTACK_BURST), there, a.words.cons, cons);
}

/*
 * The caller's mistake: a batch that is not what it promised. What a row moves before it notices is
 * right, so the digest of that is the right answer.
 */
static void move_batch(struct memtax_stage *stage, uint32_t there, uint32_t lag, uint32_t n,
		       uint32_t right)
{
	struct attack a = attack_on(stage);
	struct ring_batch batch = { .burst = ATTACK_BURST, .n = n, .lag = lag };
	uint64_t digest;

	batch.desc = attack_descriptors(&a, 0, there);
	attack_begins(&a);
	digest = stage->ops->hot(a.state, &batch);
	stage_output(stage, &digest, sizeof(digest));
	stage_expect(stage, digest == attack_digest(0, right), "another digest");
}

static void batch_not_whole_bursts(struct memtax_stage *stage)
{
	uint32_t n = 2 * ATTACK_BURST + (stage->hostile ? 1 : 0);

	move_batch(stage, n, 0, n, 2 * ATTACK_BURST);
}

static void lag_longer_than_batch(struct memtax_stage *stage)
{
	uint32_t n = 2 * ATTACK_BURST;

	move_batch(stage, n, stage->hostile ? n + ATTACK_BURST : n, n, n);
}

/* The caller's mistake: a buffer that was handed over is handed over again. */
static void descriptor_put_twice(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *src = attack_descriptors(&a, 0, 2);
	uint64_t *dst = stage_memory(stage, 2 * sizeof(*dst));

	if (!attack_fill(&a, 0, 1))
		return;
	attack_begins(&a);
	if (a.ops->produce(a.state, stage->hostile ? &src[0] : &src[1], 1) != 1 ||
	    a.ops->consume(a.state, dst, 2) != 2)
		stage_say(stage, stage->hostile ? MEMTAX_REFUSED : MEMTAX_WRONG, "refused");
	else if (dst[0] == dst[1])
		stage_say(stage, MEMTAX_CORRUPTED, "two owners of one buffer");
	else
		stage_expect(stage, attack_are(dst, 0, 2), "other descriptors than were put in");
}

/* The caller's mistake: the ring's state is copied, and each copy takes what is there. */
static void state_copied(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	size_t size = a.ops->common.state_size(stage->shape);
	void *copy = stage_memory(stage, size);
	uint64_t *dst = stage_memory(stage, 2 * ATTACK_BURST * sizeof(*dst));
	int64_t again;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	memcpy(copy, a.state, size);
	attack_begins(&a);
	a.ops->consume(a.state, dst, ATTACK_BURST);
	again = a.ops->consume(stage->hostile ? copy : a.state, dst + ATTACK_BURST, ATTACK_BURST);
	if (again > 0 && dst[ATTACK_BURST] == dst[0])
		stage_say(stage, MEMTAX_CORRUPTED, "two owners of each buffer");
	stage_expect(stage, again == 0 && attack_are(dst, 0, ATTACK_BURST),
		     "other descriptors than were put in");
}

/* The caller's mistake: the ring is used when it is closed and its memory is somebody else's. */
static void ring_used_after_close(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint64_t *dst = stage_memory(stage, ATTACK_BURST * sizeof(*dst));
	int64_t got;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	if (stage->hostile) {
		a.ops->common.fini(a.state);
		stage_secret(stage, a.words.slots, a.entries * sizeof(*a.words.slots));
	}
	attack_begins(&a);
	got = a.ops->consume(a.state, dst, ATTACK_BURST);
	stage_output(stage, dst, ATTACK_BURST * sizeof(*dst));
	attack_judge(&a, got, ATTACK_BURST, a.words.cons, *a.words.cons);
}

/* A second ring, in memory that still holds what its last owner left. */
static void ring_memory_not_zeroed(struct memtax_stage *stage)
{
	const struct ring_ops *ops = (const struct ring_ops *)stage->ops;
	size_t slots = stage->shape->param[RING_ENTRIES] * sizeof(uint64_t);
	struct memtax_arena arena = { .size = RING_HEADER_MAX + slots };
	void *state = stage_memory(stage, ops->common.state_size(stage->shape));
	struct ring_words words;

	arena.base = stage_memory(stage, arena.size);
	if (stage->hostile)
		stage_secret(stage, arena.base, arena.size);
	stage_reached(stage);
	if (stage->hostile)
		stage_triggered(stage);
	if (ops->common.init(state, &arena, stage->shape)) {
		stage_say(stage, MEMTAX_WRONG, "the ring cannot be opened");
		return;
	}
	ops->words(state, &words);
	stage_output(stage, words.slots, slots); /* the peer has them mapped from now on */
	stage_expect(stage, ops->readable(state) == 0, "a new ring is not empty");
}

const struct memtax_fault ring_faults_believed[] = {
	{ .name = "descriptors-replayed",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 1341,
	  .mechanism = "The peer's index moves on within the ring over slots that it has not "
		       "written: descriptors that were done with are delivered again.",
	  .source = "upstream b94e4b147fd1, read in the 4.19 stable review mail of 2021-11-29: "
		    "blkfront had to ask of each response whether its request is pending, beside "
		    "RING_RESPONSE_PROD_OVERFLOW()",
	  .run = descriptors_replayed },
	{ .name = "descriptor-rewritten",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SNAPSHOT,
	  .cwe = 367,
	  .mechanism = "The peer changes a descriptor in its slot after it was put in, and the "
		       "reader takes it for what was written.",
	  .source = "upstream 162081ec33c2 \"xen/netfront: don't read data from request on the "
		    "ring page\", read in the 4.14 stable review mail of 2021-12-06",
	  .run = descriptor_rewritten },
	{ .name = "unread-given-back",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .cve = "CVE-2024-41009",
	  .mechanism = "The consumer's index moves on within the ring over slots that are still "
		       "in use, and the producer writes them again.",
	  .source = "\"bpf: Fix overrunning reservations in ringbuf\" (cfa1a2329a69 in a list of "
		    "commits), read on the bpf list, v3 of 2024-06-21: consumer_pos \"was edited "
		    "ahead of time to pass\" the check; CVE by SUSE's changelog (bsc#1228020)",
	  .run = unread_given_back },
	{ .name = "buffer-smaller-than-ring",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 805,
	  .mechanism = "A caller drains an honest ring into a buffer with less room than it "
		       "promised, and the length it gives is not looked at.",
	  .source = CLASS_CASE "; workloads/ring/ring.h, drain",
	  .run = buffer_smaller_than_ring },
	{ .name = "batch-not-whole-bursts",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism = "A caller's batch does not end at a burst, and what is left of it wraps "
		       "round.",
	  .source = CLASS_CASE "; workloads/ring/ring.h, struct ring_batch",
	  .run = batch_not_whole_bursts },
	{ .name = "lag-longer-than-batch",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism = "A caller's batch is to begin with more descriptors than it has, and the "
		       "difference wraps round.",
	  .source = CLASS_CASE "; workloads/ring/ring.h, struct ring_batch",
	  .run = lag_longer_than_batch },
	{ .name = "descriptor-put-twice",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 1341,
	  .mechanism = "A caller hands a buffer over that it has handed over before, and it comes "
		       "out twice.",
	  .source = CLASS_CASE,
	  .misuse = "use_after_move",
	  .run = descriptor_put_twice },
	{ .name = "state-copied",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 1341,
	  .mechanism = "The state of a ring is copied as a struct, and both copies take the same "
		       "descriptors out.",
	  .source = CLASS_CASE,
	  .run = state_copied },
	{ .name = "ring-used-after-close",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 416,
	  .mechanism = "A ring is read after it was closed, when its memory belongs to somebody "
		       "else.",
	  .source = CLASS_CASE,
	  .run = ring_used_after_close },
	{ .name = "ring-memory-not-zeroed",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_INIT,
	  .cwe = 909,
	  .cve = "CVE-2022-26365",
	  .mechanism = "Memory is shared with the peer as it came from the allocator, with what "
		       "its last owner left in it.",
	  .source = "upstream 2f446ffe9d73 \"xen/blkfront: fix leaking data in shared pages\" "
		    "(XSA-403), read in the 5.18 stable review mail of 2022-07-05",
	  .run = ring_memory_not_zeroed },
	{ .name = NULL },
};
