// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes, bounds: af_netlink's receive loop. The kernel code it is modelled on stands
 * in workloads/nlattr/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/bounds/nlattr_ops.h"

static inline void take(struct nlattr_state *s, const void *data, uint32_t len)
{
	s->left = span_of(data, len);
	s->held++;
}

static inline void give_back(struct nlattr_state *s)
{
	s->left = span_empty();
	s->held--;
}

/* netlink_rcv_skb() */
static uint64_t buffer(struct nlattr_state *s, const struct nlattr_buffer *b, uint64_t digest)
{
	struct span one;
	uint64_t fields = 0;
	uint16_t type;
	int more;

	take(s, b->data, b->len);
	while ((more = front(s, &one, &type)) > 0) {
		if (type >= NLMSG_MIN_TYPE) {
			int err = message(s, one, type, &fields);

			digest = nlattr_result(digest, err, fields);
		}
		pull(s, (uint32_t)one.n);
	}
	if (more < 0)
		digest = nlattr_result(digest, more, 0);
	give_back(s);
	return digest;
}

static uint64_t nlattr_hot(void *state, const void *segment)
{
	const struct nlattr_batch *batch = segment;
	uint64_t digest = 0;

	for (uint32_t i = 0; i < batch->n_buffers; i++)
		digest = buffer(state, &batch->buffer[i], digest);
	return memtax_seeded(digest);
}

/* ---- the operations on buffers (the others: nlattr_ops.h) ----------------------------------- */

static int op_recv(void *state, const void *data, uint32_t len)
{
	struct nlattr_state *s = state;

	if (s->held)
		return -EBUSY;
	take(s, data, len);
	s->pull = 0;
	s->depth = 0;
	return 0;
}

static int op_next(void *state, struct nlattr_message *m)
{
	struct nlattr_state *s = state;
	struct span one, attrs;
	uint32_t level, header;
	uint16_t type;
	int more;

	s->depth = 0;
	pull(s, s->pull);
	s->pull = 0;
	while ((more = front(s, &one, &type)) > 0 && type < NLMSG_MIN_TYPE)
		pull(s, (uint32_t)one.n);
	if (more <= 0)
		return more;
	s->pull = (uint32_t)one.n;
	*m = (struct nlattr_message){ .type = type };
	m->error = message_table(type, &level, &header);
	if (!m->error)
		m->error = message_header(one, level, header, m, &attrs);
	if (m->error) {
		m->level = NLATTR_NONE;
		return 1;
	}
	s->family = m->family;
	open_level(s, m->level, attrs);
	return 1;
}

static void op_release(void *state)
{
	give_back(state);
}

static size_t nlattr_state_size(const struct memtax_shape *shape)
{
	(void)shape;
	return sizeof(struct nlattr_state);
}

static int nlattr_init(void *state, struct memtax_arena *arena, const struct memtax_shape *shape)
{
	(void)state;
	(void)arena;
	(void)shape;
	return 0;
}

static void nlattr_fini(void *state)
{
	(void)state;
}

static const struct nlattr_ops ops = {
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
	.ops_size = sizeof(struct nlattr_ops),
	.workload = "nlattr",
	.variant = MEMTAX_VARIANT,
	.ops = &ops.common,
};
