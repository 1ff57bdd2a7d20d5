// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes, C++: af_netlink's receive loop. The kernel code it is modelled on stands in
 * workloads/nlattr/README.md.
 */
#include "variants/cpp/nlattr_ops.hpp"

#include <new>

/* The trusted constructor: the socket vouches for the length. */
static inline received take(nlattr_state &s, const void *data, uint32_t len)
{
	return { s.held, { static_cast<const uint8_t *>(data), len } };
}

/* netlink_rcv_skb() */
static uint64_t buffer(nlattr_state &s, const nlattr_buffer &b, uint64_t digest)
{
	received skb = take(s, b.data, b.len);
	bytes one;
	uint64_t fields = 0;
	uint32_t type;
	int more;

	while ((more = front(skb, one, type)) > 0) {
		if (type >= NLMSG_MIN_TYPE) {
			const error err = message(s, one, type, fields);

			digest = nlattr_result(digest, err.code(), fields);
		}
		skb.pull(NLMSG_ALIGN(one.size()));
	}
	if (more < 0)
		digest = nlattr_result(digest, more, 0);
	return digest;
}

static uint64_t nlattr_hot(void *state, const void *segment)
{
	const auto batch = static_cast<const nlattr_batch *>(segment);
	uint64_t digest = 0;

	for (const nlattr_buffer &b : std::span(batch->buffer, batch->n_buffers))
		digest = buffer(of(state), b, digest);
	return memtax_seeded(digest);
}

/* ---- the operations on buffers (the others: nlattr_ops.hpp) --------------------------------- */

static int op_recv(void *state, const void *data, uint32_t len)
{
	nlattr_state &s = of(state);

	if (s.held)
		return -EBUSY;
	s.open = { .skb = take(s, data, len) };
	return 0;
}

static int op_next(void *state, nlattr_message *m)
{
	nlattr_state &s = of(state);
	received &skb = s.open.skb;
	bytes one, attrs;
	uint32_t type, level, header;
	int more;

	s.open.depth = 0;
	skb.pull(s.open.pull);
	s.open.pull = 0;
	while ((more = front(skb, one, type)) > 0 && type < NLMSG_MIN_TYPE)
		skb.pull(NLMSG_ALIGN(one.size()));
	if (more <= 0)
		return more;
	s.open.pull = NLMSG_ALIGN(one.size());
	*m = {};
	m->type = type;
	error err = message_table(type, level, header);
	if (!err)
		err = message_header(one, level, header, *m, attrs);
	m->error = err.code();
	if (err) {
		m->level = NLATTR_NONE;
		return 1;
	}
	s.open.family = m->family;
	open_level(s, m->level, attrs);
	return 1;
}

/* With the buffer go the levels that were open in it. */
static void op_release(void *state)
{
	of(state).open = {};
}

static size_t nlattr_state_size(const memtax_shape *)
{
	return sizeof(nlattr_state);
}

static int nlattr_init(void *state, memtax_arena *, const memtax_shape *)
{
	new (state) nlattr_state{};
	return 0;
}

static void nlattr_fini(void *state)
{
	of(state).~nlattr_state();
}

static const nlattr_ops ops = {
	.common = {
		.state_size = nlattr_state_size,
		.init = nlattr_init,
		.fini = nlattr_fini,
		.hot = nlattr_hot,
	},
	.recv = op_recv,
	.next = op_next,
	.attr = op_attr,
	.len = op_len,
	.get = op_get,
	.data = op_data,
	.name = op_name,
	.nest = op_nest,
	.unnest = op_unnest,
	.kind = op_kind,
	.family = op_family,
	.bridge = op_bridge,
	.vf_vlan = op_vf_vlan,
	.metric = op_metric,
	.nexthop = op_nexthop,
	.option = op_option,
	.release = op_release,
};

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(nlattr_ops),
	.workload = "nlattr",
	.variant = MEMTAX_VARIANT,
	.refusal = nullptr,
	.ops = &ops.common,
};
