/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Contract of workload `ring`: a single-producer single-consumer ring of 8-byte descriptors in
 * memory that is shared with an untrusted peer (io_uring's queues, AF_XDP's rings, Xen's rings).
 *
 * Trust boundary. A kernel driver has one such ring in each direction and an untrusted peer at the
 * other end of both. Here both ends of one ring run in one thread, so that every descriptor can be
 * followed, and each end treats the other's index as the peer's:
 *  - the producer's own index is private state, published by a release store to the shared word
 *    `prod`; it reads the shared word `cons`, which can hold any value at any time;
 *  - the consumer's own index is private state, published to `cons`; it reads `prod`, likewise;
 *  - the slots are shared: their contents can be anything at any time. Descriptors are opaque to
 *    the ring; what they mean is for the layer above to validate.
 * Sizes, addresses and the private indices are the cell's own; `src`, `dst` and their lengths come
 * from a trusted caller.
 */
#ifndef MEMTAX_WORKLOADS_RING_H
#define MEMTAX_WORKLOADS_RING_H

#include "harness/contract/cell.h"

/* memtax_shape.param[] */
enum ring_param {
	RING_BURST,	  /* descriptors moved by one call: 1 .. RING_BURST_MAX */
	RING_ENTRIES,	  /* slots of the ring, a power of two (resolved) */
	RING_LAG,	  /* descriptors in flight while it runs steadily (resolved) */
	RING_DESCRIPTORS, /* of one segment, a multiple of RING_BURST_MAX (resolved) */
	RING_SEGMENTS,	  /* of one lap (resolved) */
};

enum {
	RING_BURST_MAX = 32,
	RING_ENTRIES_MIN = 256,
	RING_ENTRIES_MAX = 32768, /* io_uring's largest queue */
	/* Bytes of arena beside the slots: index words, and what a peer row keeps in front. */
	RING_HEADER_MAX = 1024,
	/* Bytes between things that must not share a cache line. */
	RING_LINE = 64,
};

/*
 * Where both free-running indices start: 243 short of wrapping round, and not a multiple of any
 * burst, so that indices wrap early in a run and bursts straddle the end of the slots.
 */
#define RING_FIRST_INDEX UINT32_C(0xffffff0d)

/* What the operations return in place of a count; as negative errno. */
enum ring_error {
	RING_BROKEN = -71, /* -EPROTO: the peer's index cannot be true; nothing was moved */
	RING_SMALL = -28,  /* -ENOSPC: does not fit the caller's buffer; nothing was moved */
};

/* What init() refuses with. */
enum ring_init_error {
	RING_NO_MEMORY = -12, /* -ENOMEM: arena too small */
	RING_BAD_SHAPE =
		-22, /* -EINVAL: entries not a power of two in range, or burst or lag not */
};

/* A descriptor as drivers pack it: the buffer's number below, its length above. */
static inline uint64_t ring_descriptor(uint32_t id, uint32_t length)
{
	return (uint64_t)length << 32 | id;
}

/*
 * One segment: move desc[0 .. n - 1] through the ring in order, by bursts of `burst`. First put
 * `lag` of them in; then a burst in and a burst out, alternately, while there are descriptors
 * left; then take out the rest by bursts. n and lag are multiples of burst and lag + burst
 * descriptors always fit, so where a whole burst cannot be moved something is wrong: the cell
 * stops there, and the digest shows it.
 */
struct ring_batch {
	const uint64_t *desc;
	uint32_t n;
	uint32_t burst;
	uint32_t lag;
};

/*
 * Digest of a segment: each descriptor that came out, xor-ed with a number that depends on its
 * position, all summed up; and the count. A descriptor lost, repeated, damaged or out of order
 * changes it. Two instructions of latency one per descriptor beside the load, and it vectorises.
 */
#define RING_DIGEST_STEP UINT64_C(0x9e3779b97f4a7c15)

struct ring_digest {
	uint64_t sum;
	uint64_t place; /* descriptors so far x RING_DIGEST_STEP */
};

static inline void ring_digest_add(struct ring_digest *d, uint64_t descriptor)
{
	d->sum += descriptor ^ d->place;
	d->place += RING_DIGEST_STEP;
}

static inline uint64_t ring_digest_end(struct ring_digest d)
{
	return d.sum + d.place;
}

/*
 * An end's own index, moved on. Hidden from the optimiser like the kernel's OPTIMIZER_HIDE_VAR(),
 * so that an index is one register: clang-19 else derives it from the loop's counter, which costs
 * up to a cycle per descriptor at burst 1, and not in every row (candidates.md).
 */
static inline uint32_t ring_advance(uint32_t index, uint32_t n)
{
	index += n;
	__asm__("" : "+r"(index));
	return index;
}

/* Where a cell keeps the shared memory: for tests and faults, which play the peer. */
struct ring_words {
	uint32_t *prod;	   /* index of the next descriptor to be put in, free-running */
	uint32_t *cons;	   /* index of the next descriptor to be taken out, free-running */
	uint64_t *slots;   /* descriptor i lies in slots[i % entries] */
	uint32_t entries;  /* a power of two */
	uint32_t capacity; /* entries, or one less where a slot is kept empty */
};

/*
 * The fine-grained operations. Counts are of descriptors. Each takes the peer's index once, when
 * it starts. Where the peer's index is honest, all rows do the same.
 */
struct ring_ops {
	struct memtax_ops common;

	/*
	 * Producer: put in as many of src[0 .. n - 1] as there is room for, the first ones first,
	 * and publish them. Returns how many, or RING_BROKEN.
	 */
	int64_t (*produce)(void *state, const uint64_t *src, uint32_t n);

	/*
	 * Consumer: take out as many as there are but at most n, oldest first, into dst[0 .. n -
	 * 1], and give their slots back. Returns how many, or RING_BROKEN. dst beyond them is
	 * untouched.
	 */
	int64_t (*consume)(void *state, uint64_t *dst, uint32_t n);

	/*
	 * Consumer: take out all there are. The caller's buffer has room for `room` descriptors,
	 * and room >= entries: an honest peer's count always fits. Returns how many, RING_BROKEN,
	 * or RING_SMALL. How much is copied is for the peer's index to say: this is where trust in
	 * it turns into a copy past the buffer.
	 */
	int64_t (*drain)(void *state, uint64_t *dst, uint32_t room);

	/* Consumer: how many descriptors can be taken out now, or RING_BROKEN. */
	int64_t (*readable)(void *state);

	/* Producer: how many descriptors can be put in now, or RING_BROKEN. */
	int64_t (*writable)(void *state);

	/* Where the shared memory is. Cannot fail after init(). */
	void (*words)(void *state, struct ring_words *words);
};

#endif
