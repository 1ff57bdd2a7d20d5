// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes, owned: af_netlink's receive loop. A buffer is a handle from the socket to its
 * release; the tables parsed from a message are a view that freezes it: while they are read, the
 * buffer can be neither trimmed nor released. What is done with a message is that of bounds: it
 * borrows. See workloads/nlattr/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/bounds/nlattr_ops.h"
#include "variants/owned/own.h"

/* ---- the buffer ----------------------------------------------------------------------------- */

/* A buffer that was received and not yet released; what is left of it stands in the state. */
typedef struct OWN_CAPABILITY("buffer") {
	struct own life;
	struct nlattr_state *s;
} buffer_own[1];

OWN_INLINE void buffer_scope_end(buffer_own *h) OWN_PRIMITIVE
{
	own_scope_end(&(*h)->life);
}
#define BUFFER_OWN(name) buffer_own name OWN_SCOPED(buffer_scope_end) = OWN_NONE

OWN_CHECKED bool buffer_recv(struct nlattr_state *s, const void *data, uint32_t len, buffer_own h)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	h->s = s;
	if (!own_begin_if(&h->life, span_check(!s->held)))
		return false;
	s->left = span_of(data, len);
	s->held = 1;
	return true;
}

/* kfree_skb() */
OWN_INLINE void buffer_release(buffer_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
	h->s->left = span_empty();
	h->s->held = 0;
}

/* Ownership goes into the state between two calls of the contract, and comes back. */
OWN_INLINE void buffer_suspend(buffer_own h) OWN_RELEASE(h) OWN_PRIMITIVE
{
	own_end(&h->life);
}

OWN_CHECKED bool buffer_resume(struct nlattr_state *s, buffer_own h)
	OWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE
{
	h->s = s;
	return own_begin_if(&h->life, span_check(s->held));
}

/* The message at the front, and its type: 1, 0 at the end, or -EINVAL. */
OWN_INLINE int buffer_front(const buffer_own h, struct span *one, uint16_t *type) OWN_SHARED(h)
{
	own_read(&h->life);
	return front(h->s, one, type);
}

/* skb_pull(): what was parsed from these bytes is gone with them. */
OWN_INLINE void buffer_pull(buffer_own h, uint32_t len) OWN_EXCLUSIVE(h)
{
	own_write(&h->life);
	pull(h->s, len);
}

/* ---- the tables of its front message -------------------------------------------------------- */

typedef struct OWN_CAPABILITY("tables") {
	struct own life;
	struct nlattr_state *s;
} tables_view[1];

OWN_INLINE void tables_scope_end(tables_view *v) OWN_PRIMITIVE
{
	own_scope_end(&(*v)->life);
}
#define TABLES(name) tables_view name OWN_SCOPED(tables_scope_end) = OWN_NONE

OWN_INLINE void tables_begin(buffer_own h, tables_view v) OWN_FREEZE(h, v) OWN_PRIMITIVE
{
	own_freeze(&h->life, &v->life);
	v->s = h->s;
}

OWN_INLINE void tables_end(buffer_own h, tables_view v) OWN_THAW(h, v) OWN_PRIMITIVE
{
	own_thaw(&h->life, &v->life);
}

/*
 * Between two calls of the contract: there are tables while a level is open, and a level is open
 * only while a buffer is held: recv, next and release close them all, and next alone opens one.
 */
OWN_CHECKED bool tables_resume(struct nlattr_state *s, tables_view v)
	OWN_ACQUIRE_IF(true, v) OWN_PRIMITIVE
{
	v->s = s;
	return own_begin_if(&v->life, span_check(s->depth != 0));
}

OWN_INLINE void tables_suspend(tables_view v) OWN_RELEASE(v) OWN_PRIMITIVE
{
	own_end(&v->life);
}

/* Borrowed until the view closes. */
OWN_INLINE struct nlattr_state *tables_state(tables_view v) OWN_EXCLUSIVE(v)
{
	own_write(&v->life);
	return v->s;
}

/* ---- the receive loop ----------------------------------------------------------------------- */

OWN_INLINE int buffer_message(buffer_own h, struct span one, uint16_t type, uint64_t *fields)
	OWN_EXCLUSIVE(h)
{
	TABLES(v);
	int err;

	tables_begin(h, v);
	err = message(tables_state(v), one, type, fields);
	tables_end(h, v);
	return err;
}

/* netlink_rcv_skb() */
static uint64_t buffer(struct nlattr_state *s, const struct nlattr_buffer *b, uint64_t digest)
{
	struct span one;
	uint64_t fields = 0;
	uint16_t type;
	int more;
	BUFFER_OWN(skb);

	if (!buffer_recv(s, b->data, b->len, skb))
		return digest;
	while ((more = buffer_front(skb, &one, &type)) > 0) {
		if (type >= NLMSG_MIN_TYPE) {
			int err = buffer_message(skb, one, type, &fields);

			digest = nlattr_result(digest, err, fields);
		}
		buffer_pull(skb, (uint32_t)one.n);
	}
	if (more < 0)
		digest = nlattr_result(digest, more, 0);
	buffer_release(skb);
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

/* ---- the operations: buffers ---------------------------------------------------------------- */

static int owned_recv(void *state, const void *data, uint32_t len)
{
	struct nlattr_state *s = state;
	BUFFER_OWN(skb);

	if (!buffer_recv(s, data, len, skb))
		return -EBUSY;
	s->pull = 0;
	s->depth = 0;
	buffer_suspend(skb);
	return 0;
}

/* The message that is open is closed, and with it its tables; then the next one. */
OWN_INLINE int step(struct nlattr_state *s, buffer_own skb, struct nlattr_message *m,
		    struct span *attrs) OWN_EXCLUSIVE(skb)
{
	struct span one;
	uint32_t level, header;
	uint16_t type;
	int more;

	s->depth = 0;
	buffer_pull(skb, s->pull);
	s->pull = 0;
	while ((more = buffer_front(skb, &one, &type)) > 0 && type < NLMSG_MIN_TYPE)
		buffer_pull(skb, (uint32_t)one.n);
	if (more <= 0)
		return more;
	s->pull = (uint32_t)one.n;
	*m = (struct nlattr_message){ .type = type };
	m->error = message_table(type, &level, &header);
	if (!m->error)
		m->error = message_header(one, level, header, m, attrs);
	return 1;
}

static int owned_next(void *state, struct nlattr_message *m)
{
	struct nlattr_state *s = state;
	struct span attrs;
	BUFFER_OWN(skb);
	int more;

	if (!buffer_resume(s, skb))
		return -ESTALE;
	more = step(s, skb, m, &attrs);
	buffer_suspend(skb);
	if (more <= 0)
		return more;
	if (m->error)
		m->level = NLATTR_NONE;
	else
		open_level(s, m->level, attrs);
	s->family = m->family;
	return 1;
}

static void owned_release(void *state)
{
	struct nlattr_state *s = state;
	BUFFER_OWN(skb);

	if (!buffer_resume(s, skb))
		return;
	s->depth = 0;
	buffer_release(skb);
}

/* ---- the operations: tables ----------------------------------------------------------------- */

static int owned_attr(void *state, uint32_t *type)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_attr(tables_state(v), type);
	tables_suspend(v);
	return result;
}

static int owned_len(void *state, uint32_t type)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_len(tables_state(v), type);
	tables_suspend(v);
	return result;
}

static int owned_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_get(tables_state(v), type, width, value);
	tables_suspend(v);
	return result;
}

static int owned_data(void *state, uint32_t type, void *to, uint32_t size)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_data(tables_state(v), type, to, size);
	tables_suspend(v);
	return result;
}

static int owned_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_name(tables_state(v), type, to);
	tables_suspend(v);
	return result;
}

static int owned_nest(void *state, uint32_t type, uint32_t level)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_nest(tables_state(v), type, level);
	tables_suspend(v);
	return result;
}

static int owned_kind(void *state)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_kind(tables_state(v));
	tables_suspend(v);
	return result;
}

static int owned_family(void *state)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_family(tables_state(v));
	tables_suspend(v);
	return result;
}

static int owned_bridge(void *state, uint64_t *value)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_bridge(tables_state(v), value);
	tables_suspend(v);
	return result;
}

static int owned_vf_vlan(void *state, uint64_t value[2])
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_vf_vlan(tables_state(v), value);
	tables_suspend(v);
	return result;
}

static int owned_metric(void *state, uint32_t *value)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_metric(tables_state(v), value);
	tables_suspend(v);
	return result;
}

static int owned_nexthop(void *state, uint64_t *value)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_nexthop(tables_state(v), value);
	tables_suspend(v);
	return result;
}

static int owned_option(void *state, uint64_t *value)
{
	TABLES(v);
	int result;

	if (!tables_resume(state, v))
		return -ESTALE;
	result = op_option(tables_state(v), value);
	tables_suspend(v);
	return result;
}

static void owned_unnest(void *state)
{
	TABLES(v);

	if (!tables_resume(state, v))
		return;
	op_unnest(tables_state(v));
	tables_suspend(v);
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
	.recv = owned_recv,
	.next = owned_next,
	.attr = owned_attr,
	.len = owned_len,
	.get = owned_get,
	.data = owned_data,
	.name = owned_name,
	.nest = owned_nest,
	.unnest = owned_unnest,
	.kind = owned_kind,
	.family = owned_family,
	.bridge = owned_bridge,
	.vf_vlan = owned_vf_vlan,
	.metric = owned_metric,
	.nexthop = owned_nexthop,
	.option = owned_option,
	.release = owned_release,
};

const struct memtax_cell memtax_cell = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct nlattr_ops),
	.workload = "nlattr",
	.variant = MEMTAX_VARIANT,
	.ops = &ops.common,
};
