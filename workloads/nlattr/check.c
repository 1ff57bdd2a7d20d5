// SPDX-License-Identifier: GPL-2.0-or-later
/* The contract test: operations one at a time against what the bytes say, benign input only. */
#include "workloads/nlattr/internal.h"

#include <stdlib.h>
#include <string.h>

#include "harness/contract/random.h"

enum { ROUNDS = 300 };

struct attr_bytes {
	uint16_t len, type;
};

int nlattr_audit(const struct memtax_ops *common, void *state, struct memtax_error *err)
{
	const struct nlattr_ops *ops = (const struct nlattr_ops *)common;
	static const uint64_t nothing;
	struct nlattr_message m;
	int got = ops->recv(state, &nothing, 0);

	if (got)
		return nlattr_fail(err, "recv() returns %d: a buffer is still held", got);
	got = ops->next(state, &m);
	ops->release(state);
	if (got)
		return nlattr_fail(err, "next() in an empty buffer returns %d instead of 0", got);
	return 0;
}

/* Last top-level attribute of `type` in a message: its payload, or NULL. */
static const uint8_t *find(const uint8_t *message, uint32_t len, uint32_t off, uint32_t type,
			   uint32_t *n)
{
	const uint8_t *found = NULL;
	struct attr_bytes a;

	for (; off + sizeof(a) <= len; off += NLA_ALIGN(a.len)) {
		memcpy(&a, message + off, sizeof(a));
		if ((a.type & NLA_TYPE_MASK) != type)
			continue;
		found = message + off + sizeof(a);
		*n = a.len - (uint32_t)sizeof(a);
	}
	return found;
}

static uint32_t header_bytes(uint32_t level)
{
	return level == NLATTR_LINK ? 16 : level == NLATTR_ADDR4 || level == NLATTR_ADDR6 ? 8 : 12;
}

/* Walk the open message: as many attributes as there are, of the types that are there. */
static int check_walk(const struct nlattr_ops *ops, void *state, const uint8_t *message,
		      uint32_t len, uint32_t off, struct memtax_error *err)
{
	struct attr_bytes a;
	uint32_t type;
	int got;

	for (; off + sizeof(a) <= len; off += NLA_ALIGN(a.len)) {
		memcpy(&a, message + off, sizeof(a));
		got = ops->attr(state, &type);
		if (got != 1 || type != (a.type & NLA_TYPE_MASK))
			return nlattr_fail(err,
					   "attr() at byte %u: %d, type %u; expected 1, type %u",
					   off, got, type, a.type & NLA_TYPE_MASK);
	}
	got = ops->attr(state, &type);
	return got ? nlattr_fail(err, "attr() at the end: %d instead of 0", got) : 0;
}

/* Every type of the level by get(), data() and name(), present or not. */
static int check_fields(const struct nlattr_ops *ops, void *state, const uint8_t *message,
			uint32_t len, uint32_t off, uint32_t level, struct memtax_error *err)
{
	for (uint32_t type = 1; type <= nlattr_rule_max(level); type++) {
		uint64_t value = 0, expected = 0;
		uint8_t copy[64], to[NLATTR_NAME], text[NLATTR_NAME] = { 0 };
		uint32_t n = 0, width, cut;
		const uint8_t *p = find(message, len, off, type, &n);

		if (!p) {
			if (ops->len(state, type) != -ENOENT ||
			    ops->get(state, type, 1, &value) != -ENOENT ||
			    ops->data(state, type, copy, 1) != -ENOENT ||
			    ops->name(state, type, (char *)to) != -ENOENT ||
			    ops->nest(state, type, NLATTR_METRICS) != -ENOENT)
				return nlattr_fail(err, "type %u is not there, yet is read", type);
			continue;
		}
		if (ops->len(state, type) != (int)n)
			return nlattr_fail(err, "len(%u) differs", type);
		for (width = 1; width <= 8; width *= 2) {
			if (width > n)
				break;
			expected = 0;
			memcpy(&expected, p, width); /* little endian, as the whole input is */
			if (ops->get(state, type, width, &value) || value != expected)
				return nlattr_fail(err, "get(%u, %u) differs", type, width);
		}
		cut = n < sizeof(copy) ? n : (uint32_t)sizeof(copy);
		if (ops->data(state, type, copy, cut) || memcmp(copy, p, cut))
			return nlattr_fail(err, "data(%u, %u) differs", type, cut);
		cut = n && !p[n - 1] ? n - 1 : n;
		cut = cut < NLATTR_NAME ? cut : NLATTR_NAME - 1;
		memcpy(text, p, cut);
		if (ops->name(state, type, (char *)to) != (int)cut || memcmp(to, text, sizeof(to)))
			return nlattr_fail(err, "name(%u) differs", type);
	}
	return 0;
}

/* Nested: opens, walks to its end, closes; the level outside is as it was. */
static int check_nest(const struct nlattr_ops *ops, void *state, const uint8_t *message,
		      uint32_t len, uint32_t off, uint32_t outer, uint32_t level,
		      struct memtax_error *err)
{
	struct attr_bytes a;
	uint32_t n, type;
	const uint8_t *p = find(message, len, off, outer, &n);
	int got;

	if (!p)
		return 0;
	got = ops->nest(state, outer, level);
	if (got)
		return nlattr_fail(err, "nest(%u): %d", outer, got);
	for (uint32_t at = 0; at + sizeof(a) <= n; at += NLA_ALIGN(a.len)) {
		memcpy(&a, p + at, sizeof(a));
		got = ops->attr(state, &type);
		if (got != 1 || type != (a.type & NLA_TYPE_MASK))
			return nlattr_fail(err, "attr() nested in %u: %d, type %u", outer, got,
					   type);
	}
	got = ops->attr(state, &type);
	if (got)
		return nlattr_fail(err, "attr() at the end of %u: %d", outer, got);
	ops->unnest(state);
	return check_fields(ops, state, message, len, off,
			    level == NLATTR_LINKINFO ? NLATTR_LINK : NLATTR_ROUTE4, err);
}

static int check_message(const struct nlattr_ops *ops, void *state, struct memtax_random *random,
			 struct memtax_error *err)
{
	static uint8_t bytes[NLATTR_MESSAGE_BYTES] __attribute__((aligned(8)));
	uint32_t len = nlattr_message_make(random, bytes), off;
	struct nlattr_message m;
	uint64_t value;
	int got = ops->recv(state, bytes, len), failed = 0;

	if (got)
		return nlattr_fail(err, "recv(): %d", got);
	if (ops->recv(state, bytes, len) != -EBUSY)
		return nlattr_fail(err, "recv() twice: not -EBUSY");
	got = ops->next(state, &m);
	if (got != 1 || m.error)
		return nlattr_fail(err, "next(): %d, error %d", got, m.error);
	off = NLMSG_HDRLEN + header_bytes(m.level);
	memcpy(&value, bytes + NLMSG_HDRLEN, sizeof(value));
	if (m.ident != value || m.family != bytes[NLMSG_HDRLEN])
		return nlattr_fail(err, "next(): ident or family differ");
	failed = check_walk(ops, state, bytes, len, off, err) ||
		 check_fields(ops, state, bytes, len, off, m.level, err);
	if (!failed && m.level == NLATTR_LINK)
		failed = check_nest(ops, state, bytes, len, off, IFLA_LINKINFO, NLATTR_LINKINFO,
				    err);
	if (!failed && (m.level == NLATTR_ROUTE4 || m.level == NLATTR_ROUTE6))
		failed = check_nest(ops, state, bytes, len, off, RTA_METRICS, NLATTR_METRICS, err);
	if (failed)
		return -1;
	got = ops->next(state, &m);
	if (got)
		return nlattr_fail(err, "next() at the end: %d", got);
	ops->release(state);
	return 0;
}

/* `hot` and the operations agree with the oracle on buffers of every number of messages. */
static int check_digest(const struct nlattr_ops *ops, void *state, struct memtax_random *random,
			uint32_t n, struct memtax_error *err)
{
	uint8_t *bytes = aligned_alloc(8, (size_t)(n + 1) * NLATTR_MESSAGE_BYTES);
	struct nlattr_buffer buffer = { .data = bytes };
	struct nlattr_batch batch = { .buffer = &buffer, .n_buffers = 1 };
	uint64_t expected, hot, single;

	if (!bytes)
		return nlattr_fail(err, "out of memory");
	for (uint32_t i = 0; i < n; i++) {
		uint32_t len = nlattr_message_make(random, bytes + buffer.len), real;

		memcpy(&real, bytes + buffer.len, sizeof(real));
		if (memtax_random_below(random, 4) == 0)
			nlattr_message_damage(random, bytes + buffer.len, real);
		buffer.len += len;
	}
	expected = nlattr_oracle(&batch, NULL);
	hot = ops->common.hot(state, &batch);
	single = nlattr_drive_single(&ops->common, state, &batch);
	free(bytes);
	if (hot != expected || single != expected)
		return nlattr_fail(err, "%u messages: hot %#llx, single %#llx, oracle %#llx", n,
				   (unsigned long long)hot, (unsigned long long)single,
				   (unsigned long long)expected);
	return 0;
}

int nlattr_check(const struct memtax_ops *common, void *state, const struct memtax_shape *resolved,
		 uint64_t seed, struct memtax_error *err)
{
	const struct nlattr_ops *ops = (const struct nlattr_ops *)common;
	struct memtax_random random = memtax_random_seeded(seed);

	(void)resolved;
	for (int i = 0; i < ROUNDS; i++)
		if (check_message(ops, state, &random, err) ||
		    check_digest(ops, state, &random, (uint32_t)i % 6, err))
			return -1;
	if (nlattr_check_edges(ops, state, err))
		return -1;
	return nlattr_audit(common, state, err);
}
