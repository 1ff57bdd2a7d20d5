// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The peer's index is one that no honest peer could have written. raw subtracts and believes; one
 * comparison with the number of slots stops each of these, and upstream added it.
 */
#include "workloads/ring/attack.h"

#define BLKFRONT                                                                                   \
	"upstream b94e4b147fd1 \"xen/blkfront: don't trust the backend response data blindly\", "  \
	"read in the 4.19 stable review mail of 2021-11-29"
#define HVC                                                                                        \
	"upstream e679004dec37 \"tty: hvc: replace BUG_ON() with negative return value\", read "   \
	"in the 4.19 stable review mail of 2021-11-29: (prod - cons) > sizeof(ring) is -EINVAL"
#define NETBACK                                                                                    \
	"upstream 48856286b64e \"xen/netback: shutdown the ring if it contains garbage\", read "   \
	"in a blame of xenvif_tx_build_gops(); CVE and XSA-39 by SUSE's kernel changelog"
#define OXENSTORED                                                                                 \
	"OVMSA-2013-0009 citing XSA-38: a guest can make oxenstored \"read past the end of the "   \
	"ring\"; the text of the fix is not confirmed"

/* Drain into a buffer that is as long as the ring, while the peer says that there are `count`. */
static void drain(struct attack *a, uint32_t put, uint32_t count)
{
	uint64_t *dst = stage_memory(a->stage, a->entries * sizeof(*dst));
	uint32_t cons = *a->words.cons;
	int64_t got;

	if (!attack_fill(a, 0, put))
		return;
	*a->words.prod = cons + count;
	attack_begins(a);
	got = a->ops->drain(a->state, dst, a->entries);
	if (got == put && !attack_are(dst, 0, put))
		stage_say(a->stage, MEMTAX_WRONG, "other descriptors than were put in");
	attack_judge(a, got, put, a->words.cons, cons);
}

static void drain_past_buffer(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);

	drain(&a, a.entries / 2, stage->hostile ? a.entries + ATTACK_BURST : a.entries / 2);
}

static void drain_one_too_many(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);

	drain(&a, a.full, stage->hostile ? a.entries + 1 : a.full);
}

static void drain_index_behind(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);

	drain(&a, 0, stage->hostile ? UINT32_MAX : 0);
}

/* The caller has room for more than a ring: what lies behind the slots comes along. */
static void consume_past_slots(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t cons = *a.words.cons;
	uint32_t n = attack_to_end(&a, cons) + a.entries + ATTACK_BEYOND;
	uint64_t *dst = stage_memory(stage, n * sizeof(*dst));
	int64_t got;

	if (!attack_fill(&a, 0, ATTACK_BURST))
		return;
	if (stage->hostile)
		*a.words.prod = cons + n;
	attack_begins(&a);
	got = a.ops->consume(a.state, dst, n);
	stage_output(stage, dst, n * sizeof(*dst));
	attack_judge(&a, got, ATTACK_BURST, a.words.cons, cons);
}

/* No byte outside the slots is read, but the first ones are read twice. */
static void consume_slots_twice(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t n = a.entries + ATTACK_BURST, cons = *a.words.cons;
	uint64_t *dst = stage_memory(stage, n * sizeof(*dst));
	int64_t got;

	if (!attack_fill(&a, 0, a.full))
		return;
	if (stage->hostile)
		*a.words.prod = cons + n;
	attack_begins(&a);
	got = a.ops->consume(a.state, dst, n);
	if (got == n && attack_are(dst + a.entries, 0, ATTACK_BURST))
		stage_say(stage, MEMTAX_CORRUPTED, "the oldest burst came out twice");
	attack_judge(&a, got, a.full, a.words.cons, cons);
}

/* The caller has more to send than a ring holds, and the peer says that there is room for it. */
static void produce_past_slots(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t prod = *a.words.prod;
	uint32_t n = attack_to_end(&a, prod) + a.entries + ATTACK_BEYOND;
	uint64_t *src = attack_descriptors(&a, 0, n);

	if (stage->hostile)
		*a.words.cons = prod + (n - a.entries);
	attack_begins(&a);
	attack_judge(&a, a.ops->produce(a.state, src, n), a.full, a.words.prod, prod);
}

/* A full ring, of which the peer says that it has taken more than there ever was. */
static void produce_over_unread(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	uint32_t oldest = *a.words.cons % a.entries, prod;
	uint64_t *src = attack_descriptors(&a, a.entries, ATTACK_BURST);
	int64_t got;

	if (!attack_fill(&a, 0, a.full))
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

static void count_impossible(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);

	*a.words.prod = *a.words.cons + (stage->hostile ? a.entries + 1 : a.full);
	attack_begins(&a);
	attack_judge(&a, a.ops->readable(a.state), a.full, a.words.cons, *a.words.cons);
}

static void room_underflow(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);

	*a.words.cons = *a.words.prod - (stage->hostile ? a.entries + 1 : a.full);
	attack_begins(&a);
	attack_judge(&a, a.ops->writable(a.state), 0, a.words.prod, *a.words.prod);
}

/* The loop over all that there is, one at a time; it has no error to return, only a digest. */
static void garbage_without_end(struct memtax_stage *stage)
{
	struct attack a = attack_on(stage);
	struct ring_batch nothing = { .desc = attack_descriptors(&a, 0, 1), .burst = 1 };
	uint64_t right = stage->hostile ? attack_digest(0, 0) : attack_digest(0, ATTACK_BURST);

	if (!stage->hostile && !attack_fill(&a, 0, ATTACK_BURST))
		return;
	if (stage->hostile)
		*a.words.prod = *a.words.cons - 1;
	attack_begins(&a);
	stage_expect(stage, stage->ops->hot(a.state, &nothing) == right, "another digest");
}

const struct memtax_fault ring_faults_index[] = {
	{ .name = "drain-past-buffer",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 787,
	  .mechanism = "The peer's index decides how much is copied into the caller's buffer, and "
		       "says more than the ring holds.",
	  .source = "the shape of XSA-38, written instead of read: " OXENSTORED,
	  .run = drain_past_buffer },
	{ .name = "drain-one-too-many",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 193,
	  .mechanism = "The peer's index is one further than a full ring; the twin is a full ring.",
	  .source = "the boundary of RING_RESPONSE_PROD_OVERFLOW(): " BLKFRONT,
	  .run = drain_one_too_many },
	{ .name = "drain-index-behind",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism = "The peer's index is one behind ours, and the difference wraps round to "
		       "2^32 - 1.",
	  .source = "the boundary of RING_RESPONSE_PROD_OVERFLOW(): " BLKFRONT,
	  .run = drain_index_behind },
	{ .name = "consume-past-slots",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 125,
	  .cve = "CVE-2013-0215",
	  .mechanism = "A count above the number of slots sends the second half of a copy past the "
		       "end of the ring, into what lies behind it.",
	  .source = OXENSTORED,
	  .run = consume_past_slots },
	{ .name = "consume-slots-twice",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 1341,
	  .mechanism = "A count above the number of slots makes one call deliver the same "
		       "descriptors, and with them their buffers, twice.",
	  .source = BLKFRONT,
	  .run = consume_slots_twice },
	{ .name = "produce-past-slots",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 787,
	  .mechanism = "The consumer's index is ahead of ours, so there is room for more than the "
		       "ring holds, and the copy runs past its end.",
	  .source = HVC,
	  .run = produce_past_slots },
	{ .name = "produce-over-unread",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 672,
	  .mechanism = "The consumer's index is ahead of ours, so a full ring has room, and slots "
		       "that were handed over are written again.",
	  .source = HVC,
	  .run = produce_over_unread },
	{ .name = "count-impossible",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 1284,
	  .cve = "CVE-2013-0216",
	  .mechanism = "The layer above is told of more descriptors than the ring can hold.",
	  .source = NETBACK,
	  .run = count_impossible },
	{ .name = "room-underflow",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 191,
	  .mechanism = "The consumer's index is one further back than a full ring, and the room "
		       "that is left wraps round to 2^32 - 1.",
	  .source = HVC,
	  .run = room_underflow },
	{ .name = "garbage-without-end",
	  .kind = MEMTAX_INPUT,
	  .class = MEMTAX_PROGRESS,
	  .cwe = 834,
	  .cve = "CVE-2013-0216",
	  .mechanism = "The loop over the requests runs until it has caught up with an index that "
		       "is 2^32 - 1 ahead.",
	  .source = NETBACK,
	  .run = garbage_without_end },
	{ .name = NULL },
};
