/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: the fine-grained operations one at a time against a model. Inputs are those that raw survives
 * too: frames that the oracle calls a hazard are left out, tokens are used as their rules say.
 */
#include <stdarg.h>
#include <string.h>
#include "workloads/rx/internal.h"

enum { PARSES = 4096, STEPS = 4096 };

__attribute__((format(printf, 2, 3))) static int fail(struct memtax_error *err, const char *format,
						      ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

int rx_audit(const struct memtax_ops *common, void *state, struct memtax_error *err)
{
	const struct rx_ops *ops = (const struct rx_ops *)common;
	size_t n_free = ops->count_free(state), n_held = ops->count_held(state);

	if (n_free != RX_POOL)
		return fail(err, "rx: %zu of %d buffers are free, the rest has leaked", n_free,
			    RX_POOL);
	if (n_held)
		return fail(err, "rx: %zu buffers are still held", n_held);
	return 0;
}

/* A benign frame, often damaged by a few random bytes. */
static size_t make_frame(struct memtax_random *random, uint8_t *frame)
{
	struct rx_flow flow;
	const char *hazard;
	size_t len;

	do {
		len = rx_frame_make(RX_INPUT_MIXED, random, frame);
		for (uint32_t i = memtax_random_below(random, 4); i && len; i--)
			frame[memtax_random_below(random, (uint32_t)len)] =
				(uint8_t)memtax_random_next(random);
		if (len && !memtax_random_below(random, 8))
			len = memtax_random_below(random, (uint32_t)len);
		rx_oracle_dissect(frame, len, &flow, &hazard);
	} while (hazard);
	return len;
}

/* The first field in which two flow keys differ, or NULL. */
static const char *flow_difference(const struct rx_flow *a, const struct rx_flow *b)
{
	if (a->vlan[0] != b->vlan[0] || a->vlan[1] != b->vlan[1])
		return "vlan";
	if (a->protocol != b->protocol)
		return "protocol";
	if (a->class != b->class)
		return "class";
	if (a->flags != b->flags)
		return "flags";
	if (a->ports != b->ports)
		return "ports";
	if (a->payload_len != b->payload_len)
		return "payload_len";
	if (a->payload_offset != b->payload_offset)
		return "payload_offset";
	if (a->mss != b->mss)
		return "mss";
	if (a->network_offset != b->network_offset)
		return "network_offset";
	if (memcmp(a->addr, b->addr, a->flags & RX_FLOW_V6 ? sizeof(a->addr) : sizeof(a->addr[0])))
		return "addr";
	return NULL;
}

static int check_parse(const struct rx_ops *ops, void *state, struct memtax_random *random,
		       struct memtax_error *err)
{
	uint8_t frame[RX_FRAME_MAX];

	for (int i = 0; i < PARSES; i++) {
		size_t len = make_frame(random, frame);
		struct rx_flow expected, flow;
		const char *field;
		int reason = rx_oracle_dissect(frame, len, &expected, NULL);
		int got;

		memset(&flow, 0xa5, sizeof(flow));
		got = ops->parse(state, frame, len, &flow);
		if (got != reason)
			return fail(err, "rx: parse: frame %d (%zu bytes): reason %d, expected %d",
				    i, len, got, reason);
		field = reason ? NULL : flow_difference(&flow, &expected);
		if (field)
			return fail(err, "rx: parse: frame %d (%zu bytes): %s differs", i, len,
				    field);
	}
	return 0;
}

/* What a filter rule must load: the bytes as they were on the wire. */
static int check_link_header(const struct rx_ops *ops, void *state, struct memtax_random *random,
			     struct memtax_error *err)
{
	uint8_t frame[RX_FRAME_MAX], dest[RX_REGISTERS];

	for (int i = 0; i < PARSES; i++) {
		size_t len = rx_frame_make(RX_INPUT_MIXED, random, frame);
		uint8_t offset = (uint8_t)memtax_random_below(random, 40);
		uint8_t want = (uint8_t)memtax_random_below(random, RX_REGISTERS + 8);
		bool fits = want <= RX_REGISTERS && offset + (size_t)want <= len;
		uint64_t token;
		int got;

		/* Across the end of a rebuilt header: CVE-2023-0179. */
		if (offset >= RX_VLAN_ETH_HLEN && offset < RX_VLAN_ETH_HLEN + RX_VLAN_HLEN &&
		    offset + want > RX_VLAN_ETH_HLEN + RX_VLAN_HLEN)
			continue;
		if (len < RX_VLAN_ETH_HLEN + RX_VLAN_HLEN)
			continue;
		token = ops->alloc(state, frame, len);
		got = ops->link_header(state, token, offset, want, dest);
		ops->drop(state, token);
		if ((got == 0) != fits)
			return fail(err, "rx: link_header: %u bytes at %u of %zu: %d", want, offset,
				    len, got);
		if (fits && memcmp(dest, frame + offset, want))
			return fail(err, "rx: link_header: %u bytes at %u of %zu: wrong bytes",
				    want, offset, len);
	}
	return 0;
}

/* The model of the pool and the hold queue. */
struct owned {
	uint64_t token;
	uint64_t hash;
	size_t len;
};

struct model {
	struct owned mine[RX_POOL]; /* what the caller owns */
	struct owned held[RX_HOLD];
	size_t n_mine, n_held;
	uint64_t digest;
};

static void model_release(struct model *m)
{
	for (size_t i = 0; i < m->n_held; i++)
		m->digest = rx_fold_packet(m->digest, m->held[i].hash, m->held[i].len);
	m->n_held = 0;
}

static void model_hold(struct model *m, struct owned buffer)
{
	if (m->n_held == RX_HOLD)
		model_release(m);
	m->held[m->n_held++] = buffer;
}

static struct owned model_take(struct model *m, size_t i)
{
	struct owned buffer = m->mine[i];

	m->mine[i] = m->mine[--m->n_mine];
	return buffer;
}

/* One verdict on the buffer `i`. Returns what verdict() must. */
static int model_verdict(struct model *m, size_t i, uint32_t verdict)
{
	int error = (int)(verdict >> RX_VERDICT_ERROR_SHIFT);

	if ((verdict & RX_VERDICT_MASK) == RX_VERDICT_ACCEPT)
		return 1;
	if ((verdict & RX_VERDICT_MASK) == RX_VERDICT_HOLD) {
		model_hold(m, model_take(m, i));
		return 0;
	}
	model_take(m, i);
	m->digest = rx_fold_drop(m->digest, RX_DROP_POLICY);
	return error ? -error : -1;
}

static int step_alloc(const struct rx_ops *ops, void *state, struct memtax_random *random,
		      struct model *m, uint8_t *frame, struct memtax_error *err)
{
	size_t len = rx_frame_make(RX_INPUT_V4_TCP, random, frame);
	uint64_t token = ops->alloc(state, frame, len);
	struct rx_flow flow;

	if (!token != (m->n_mine + m->n_held == RX_POOL))
		return fail(err, "rx: alloc: %s with %zu of %d buffers in use",
			    token ? "a buffer" : "none", m->n_mine + m->n_held, RX_POOL);
	if (!token)
		return 0;
	for (size_t i = 0; i < m->n_mine; i++)
		if (m->mine[i].token == token)
			return fail(err, "rx: alloc: a buffer that is in use");
	if (ops->dissect(state, token, &flow))
		return fail(err, "rx: dissect: refuses a whole frame");
	m->mine[m->n_mine++] =
		(struct owned){ .token = token, .hash = rx_flow_hash(&flow), .len = len };
	return 0;
}

static int step(const struct rx_ops *ops, void *state, struct memtax_random *random,
		struct model *m, uint8_t *frame, uint64_t *digest, struct memtax_error *err)
{
	static const uint32_t verdicts[] = {
		RX_VERDICT_ACCEPT,
		RX_VERDICT_HOLD,
		RX_VERDICT_DROP,
		RX_VERDICT_DROP | 13u << RX_VERDICT_ERROR_SHIFT,
	};
	uint32_t what = memtax_random_below(random, 12), verdict;
	struct owned buffer;
	size_t i;
	int expected, got;

	if (what == 11) {
		model_release(m);
		ops->flush(state, digest);
		return 0;
	}
	if (what < 6 || !m->n_mine)
		return step_alloc(ops, state, random, m, frame, err);
	i = memtax_random_below(random, (uint32_t)m->n_mine);
	buffer = m->mine[i];
	switch (what) {
	case 6:
		model_take(m, i);
		m->digest = rx_fold_packet(m->digest, buffer.hash, buffer.len);
		got = ops->deliver(state, buffer.token, digest);
		return got ? fail(err, "rx: deliver: %d", got) : 0;
	case 7:
		model_take(m, i);
		got = ops->drop(state, buffer.token);
		return got ? fail(err, "rx: drop: %d", got) : 0;
	case 8:
		model_hold(m, model_take(m, i));
		got = ops->hold(state, buffer.token, digest);
		return got ? fail(err, "rx: hold: %d", got) : 0;
	}
	verdict = verdicts[memtax_random_below(random, 4)];
	expected = model_verdict(m, i, verdict);
	got = ops->verdict(state, buffer.token, verdict, digest);
	if (got != expected)
		return fail(err, "rx: verdict %#x: %d, expected %d", verdict, got, expected);
	return 0;
}

static int check_buffers(const struct rx_ops *ops, void *state, struct memtax_random *random,
			 struct memtax_error *err)
{
	static uint8_t frame[RX_FRAME_MAX];
	static struct model m;
	uint64_t digest = 0;

	m = (struct model){ .n_mine = 0 };
	for (int i = 0; i < STEPS; i++) {
		if (step(ops, state, random, &m, frame, &digest, err))
			return -1;
		if (digest != m.digest)
			return fail(err, "rx: step %d: another digest than the model's", i);
		if (ops->count_held(state) != m.n_held ||
		    ops->count_free(state) != RX_POOL - m.n_mine - m.n_held)
			return fail(err, "rx: step %d: %zu free and %zu held, expected %zu and %zu",
				    i, ops->count_free(state), ops->count_held(state),
				    RX_POOL - m.n_mine - m.n_held, m.n_held);
	}
	while (m.n_mine)
		ops->drop(state, model_take(&m, 0).token);
	ops->flush(state, &digest);
	return 0;
}

/* All buffers held one after another: the queue fills up, more than once. */
static int check_full_queue(const struct rx_ops *ops, void *state, struct memtax_random *random,
			    struct memtax_error *err)
{
	static uint8_t frame[RX_FRAME_MAX];
	static struct model m;
	uint64_t digest = 0;

	m = (struct model){ .n_mine = 0 };
	for (int i = 0; i < 2 * RX_POOL; i++) {
		struct owned buffer;

		if (step_alloc(ops, state, random, &m, frame, err))
			return -1;
		buffer = model_take(&m, 0);
		model_hold(&m, buffer);
		ops->hold(state, buffer.token, &digest);
		if (digest != m.digest || ops->count_held(state) != m.n_held)
			return fail(err, "rx: hold: %zu held of %d that fit, expected %zu",
				    ops->count_held(state), RX_HOLD, m.n_held);
	}
	ops->flush(state, &digest);
	return 0;
}

/* One frame through receive(), to the digest that the oracle gives. */
static int check_receive(const struct rx_ops *ops, void *state, struct memtax_random *random,
			 struct memtax_error *err)
{
	uint8_t frame[RX_FRAME_MAX];

	for (int i = 0; i < PARSES; i++) {
		struct rx_desc desc = { .offset = 0, .len = (uint32_t)make_frame(random, frame) };
		struct rx_batch batch = {
			.frames = frame,
			.frames_size = sizeof(frame),
			.desc = &desc,
			.n = 1,
		};
		struct memtax_segment segment = { .batch = &batch };
		uint64_t digest = 0, expected;

		for (int k = 0; k < RX_CLASSES; k++)
			batch.policy[k] = k % 3 == 2 ? RX_VERDICT_DROP : RX_VERDICT_ACCEPT;
		expected = rx_oracle(NULL, &segment);
		ops->receive(state, &batch, 0, &digest);
		ops->flush(state, &digest);
		if (digest != expected)
			return fail(err, "rx: receive: frame %d (%u bytes): another digest", i,
				    desc.len);
	}
	return 0;
}

int rx_check(const struct memtax_ops *common, void *state, const struct memtax_shape *resolved,
	     uint64_t seed, struct memtax_error *err)
{
	const struct rx_ops *ops = (const struct rx_ops *)common;
	struct memtax_random random = memtax_random_seeded(seed);

	(void)resolved;
	if (check_parse(ops, state, &random, err) || check_link_header(ops, state, &random, err) ||
	    check_buffers(ops, state, &random, err) || check_full_queue(ops, state, &random, err) ||
	    check_receive(ops, state, &random, err))
		return -1;
	return rx_audit(common, state, err);
}
