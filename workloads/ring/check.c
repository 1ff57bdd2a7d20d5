// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Contract test and audit of workload `ring`. The peer is honest throughout: what it can do to a
 * cell when it is not is a matter of faults, not of this test.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/contract/random.h"
#include "workloads/ring/internal.h"

/* What a buffer holds where nothing may have been written. */
#define UNTOUCHED UINT64_C(0x5c5c5c5c5c5c5c5c)

enum { CHECK_STEPS = 4000 };

/* What should be in the ring: descriptor i of the stream has a value that only i decides. */
struct model {
	const struct ring_ops *ops;
	void *state;
	struct ring_words words;
	struct memtax_random random;
	uint64_t put, taken; /* descriptors of the stream so far */
	uint64_t *buffer;    /* 2 x entries */
	const char *doing;
	uint32_t asked;
	struct memtax_error *err;
};

static uint64_t stream(uint64_t i)
{
	return (i + 1) * UINT64_C(0xd1342543de82ef95);
}

static int differs(const struct model *m, const char *what, int64_t got, int64_t expected)
{
	snprintf(m->err->text, sizeof(m->err->text),
		 "ring: %s(%" PRIu32 ") after %" PRIu64 " in and %" PRIu64 " out: %s is %" PRId64
		 ", expected %" PRId64,
		 m->doing, m->asked, m->put, m->taken, what, got, expected);
	return -1;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t inside(const struct model *m)
{
	return (int64_t)(m->put - m->taken);
}

static int step_produce(struct model *m)
{
	int64_t expected = smaller(m->asked, m->words.capacity - inside(m)), got;

	m->doing = "produce";
	for (uint32_t i = 0; i < m->asked; i++)
		m->buffer[i] = stream(m->put + i);
	got = m->ops->produce(m->state, m->buffer, m->asked);
	if (got != expected)
		return differs(m, "the count", got, expected);
	m->put += (uint64_t)got;
	return 0;
}

/* `got` descriptors should have come out into the buffer, and nothing beyond. */
static int compare_taken(struct model *m, int64_t got, int64_t expected)
{
	if (got != expected)
		return differs(m, "the count", got, expected);
	for (int64_t i = 0; i < got; i++)
		if (m->buffer[i] != stream(m->taken + (uint64_t)i))
			return differs(m, "the first wrong descriptor's place", i, -1);
	for (int64_t i = got; i < 2 * (int64_t)m->words.entries; i++)
		if (m->buffer[i] != UNTOUCHED)
			return differs(m, "the first place written past the count", i, -1);
	m->taken += (uint64_t)got;
	return 0;
}

static int step_consume(struct model *m)
{
	int64_t expected = smaller(m->asked, inside(m)), got;

	m->doing = "consume";
	memset(m->buffer, 0x5c, 2 * m->words.entries * sizeof(*m->buffer));
	got = m->ops->consume(m->state, m->buffer, m->asked);
	return compare_taken(m, got, expected);
}

static int step_drain(struct model *m)
{
	int64_t got;

	m->doing = "drain";
	m->asked = m->words.entries;
	memset(m->buffer, 0x5c, 2 * m->words.entries * sizeof(*m->buffer));
	got = m->ops->drain(m->state, m->buffer, m->asked);
	return compare_taken(m, got, inside(m));
}

/* Counts, and that the shared words say the same to the peer. */
static int compare_counts(struct model *m)
{
	int64_t shared = (int64_t)(uint32_t)(*m->words.prod - *m->words.cons);
	int64_t readable = m->ops->readable(m->state);
	int64_t writable = m->ops->writable(m->state);

	if (readable != inside(m))
		return differs(m, "readable() afterwards", readable, inside(m));
	if (writable != m->words.capacity - inside(m))
		return differs(m, "writable() afterwards", writable, m->words.capacity - inside(m));
	if (shared != inside(m))
		return differs(m, "shared prod - cons afterwards", shared, inside(m));
	if (inside(m) > 0) {
		uint64_t oldest = m->words.slots[*m->words.cons % m->words.entries];

		if (oldest != stream(m->taken))
			return differs(m, "the oldest slot's descriptor", (int64_t)oldest,
				       (int64_t)stream(m->taken));
	}
	return 0;
}

/* Nothing, one, a burst, nearly full, full, more than full, and anything between. */
static uint32_t pick_count(struct model *m)
{
	uint32_t entries = m->words.entries;
	const uint32_t edges[] = { 0,		1,	 RING_BURST_MAX, RING_BURST_MAX + 1,
				   entries - 1, entries, entries + 1,	 2 * entries };
	uint32_t n_edges = sizeof(edges) / sizeof(edges[0]);

	switch (memtax_random_below(&m->random, 3)) {
	case 0:
		return edges[memtax_random_below(&m->random, n_edges)];
	case 1:
		return memtax_random_below(&m->random, 2 * RING_BURST_MAX);
	default:
		return memtax_random_below(&m->random, entries + entries / 2);
	}
}

static int step(struct model *m)
{
	int status;

	m->asked = pick_count(m);
	switch (memtax_random_below(&m->random, 16)) {
	case 0:
		status = step_drain(m);
		break;
	case 1 ... 8:
		status = step_produce(m);
		break;
	default:
		status = step_consume(m);
	}
	return status ? status : compare_counts(m);
}

int ring_check(const struct memtax_ops *common, void *state, const struct memtax_shape *resolved,
	       uint64_t seed, struct memtax_error *err)
{
	struct model m = { .ops = (const struct ring_ops *)common, .state = state, .err = err };
	int status;

	m.ops->words(state, &m.words);
	m.random = memtax_random_seeded(seed);
	m.doing = "words";
	if (m.words.entries != resolved->param[RING_ENTRIES])
		return differs(&m, "entries", m.words.entries,
			       (int64_t)resolved->param[RING_ENTRIES]);
	if (m.words.capacity + 1 < m.words.entries || m.words.capacity > m.words.entries)
		return differs(&m, "capacity", m.words.capacity, m.words.entries);
	m.buffer = calloc(2 * (size_t)m.words.entries, sizeof(*m.buffer));
	if (!m.buffer) {
		snprintf(err->text, sizeof(err->text), "ring: check: out of memory");
		return -1;
	}
	status = compare_counts(&m);
	for (int i = 0; i < CHECK_STEPS && !status; i++)
		status = step(&m);
	if (!status)
		status = step_drain(&m);
	free(m.buffer);
	return status ? status : ring_audit(common, state, err);
}

int ring_audit(const struct memtax_ops *common, void *state, struct memtax_error *err)
{
	const struct ring_ops *ops = (const struct ring_ops *)common;
	struct ring_words words;
	int64_t readable = ops->readable(state);

	ops->words(state, &words);
	if (readable != 0) {
		snprintf(err->text, sizeof(err->text),
			 "ring: %" PRId64 " descriptors are left in the ring", readable);
		return -1;
	}
	if (*words.prod != *words.cons) {
		snprintf(err->text, sizeof(err->text),
			 "ring: shared indices differ in an empty ring: prod %" PRIu32
			 ", cons %" PRIu32,
			 *words.prod, *words.cons);
		return -1;
	}
	return 0;
}
