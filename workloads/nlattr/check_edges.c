// SPDX-License-Identifier: GPL-2.0-or-later
/* The contract test, second part: the largest that is accepted, and one more. */
#include "workloads/nlattr/attack.h"

/* `hot` and the operations on one message, against the oracle. */
static int check_draft(const struct nlattr_ops *ops, void *state, const struct draft *d,
		       const char *what, struct memtax_error *err)
{
	uint64_t copy[DRAFT_BYTES / sizeof(uint64_t)];
	struct nlattr_buffer buffer = { .data = copy, .len = d->n };
	struct nlattr_batch batch = { .buffer = &buffer, .n_buffers = 1 };
	uint64_t expected;

	__builtin_memcpy(copy, d->bytes, d->n);
	expected = nlattr_oracle(&batch, NULL);
	if (ops->common.hot(state, &batch) != expected)
		return nlattr_fail(err, "%s: hot differs from the oracle", what);
	if (nlattr_drive_single(&ops->common, state, &batch) != expected)
		return nlattr_fail(err, "%s: single differs from the oracle", what);
	return 0;
}

/* Numbers of metrics index a table: the last one, and the first that is none. */
static int check_metrics(const struct nlattr_ops *ops, void *state, struct memtax_error *err)
{
	struct draft d;
	uint32_t list;

	for (uint32_t number = RTAX_MAX; number <= RTAX_MAX + 1; number++) {
		draft_begin(&d, RTM_NEWROUTE, NLATTR_AF_INET);
		list = draft_open(&d, RTA_METRICS);
		draft_u32(&d, number, 1);
		draft_close(&d, list);
		draft_end(&d);
		if (check_draft(ops, state, &d, "metrics", err))
			return -1;
	}
	return 0;
}

/* What a VF has begins with a header: none of it is an error, a header is the least there can be.
 */
static int check_empty_vf(const struct nlattr_ops *ops, void *state, struct memtax_error *err)
{
	struct draft d;
	uint32_t list;

	for (uint32_t len = 0; len <= NLA_HDRLEN; len += NLA_HDRLEN) {
		const struct nlattr none = { .nla_len = NLA_HDRLEN, .nla_type = IFLA_VF_RATE };

		draft_begin(&d, RTM_NEWLINK, 0);
		list = draft_open(&d, IFLA_VFINFO_LIST);
		draft_put(&d, IFLA_VF_INFO, &none, len);
		draft_close(&d, list);
		draft_end(&d);
		if (check_draft(ops, state, &d, "a VF without attributes", err))
			return -1;
	}
	return 0;
}

/* One level more than there are. */
static uint32_t draft_deep(struct draft *d)
{
	uint32_t list, vf, vlans;

	draft_begin(d, RTM_NEWLINK, 0);
	list = draft_open(d, IFLA_VFINFO_LIST);
	vf = draft_open(d, IFLA_VF_INFO);
	vlans = draft_open(d, IFLA_VF_VLAN_LIST);
	draft_put(d, IFLA_VF_VLAN_INFO, NULL, sizeof(struct ifla_vf_vlan_info));
	draft_close(d, vlans);
	draft_close(d, vf);
	draft_close(d, list);
	draft_end(d);
	return d->n;
}

/* Open `type` of the level and walk to the end, or in a list to its first attribute. */
static int descend(const struct nlattr_ops *ops, void *state, uint32_t type, uint32_t level)
{
	int got = ops->nest(state, type, level);
	uint32_t seen;

	if (got)
		return got;
	do {
		got = ops->attr(state, &seen);
	} while (got > 0 && level < NLATTR_TABLES);
	return got < 0 ? got : 0;
}

static int check_depth(const struct nlattr_ops *ops, void *state, struct memtax_error *err)
{
	uint64_t copy[DRAFT_BYTES / sizeof(uint64_t)];
	struct nlattr_message m;
	struct draft d;
	uint32_t len = draft_deep(&d), type;
	int got;

	__builtin_memcpy(copy, d.bytes, len);
	if (ops->recv(state, copy, len) || ops->next(state, &m) != 1)
		return nlattr_fail(err, "a deep message is not taken");
	while ((got = ops->attr(state, &type)) > 0)
		;
	if (got || descend(ops, state, IFLA_VFINFO_LIST, NLATTR_VF_LIST) ||
	    descend(ops, state, NLATTR_HERE, NLATTR_VF) ||
	    descend(ops, state, IFLA_VF_VLAN_LIST, NLATTR_VF_VLANS))
		return nlattr_fail(err, "%d levels cannot be opened", (int)NLATTR_DEPTH);
	got = ops->nest(state, NLATTR_HERE, NLATTR_METRICS);
	if (got != -E2BIG)
		return nlattr_fail(err, "level %d: nest() returns %d instead of -E2BIG",
				   NLATTR_DEPTH + 1, got);
	for (int i = 1; i < NLATTR_DEPTH; i++)
		ops->unnest(state);
	got = ops->len(state, IFLA_VFINFO_LIST);
	ops->release(state);
	return got > 0 ? 0 : nlattr_fail(err, "the outermost level is gone: len() is %d", got);
}

int nlattr_check_edges(const struct nlattr_ops *ops, void *state, struct memtax_error *err)
{
	return check_metrics(ops, state, err) || check_empty_vf(ops, state, err) ||
			       check_depth(ops, state, err)
		       ? -1
		       : 0;
}
