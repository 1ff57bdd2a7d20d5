// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes, bounds: af_netlink's receive loop, what is done with each kind of message,
 * and the operations of the contract. The kernel code it is modelled on stands in
 * workloads/nlattr/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/bounds/nlattr_link.h"
#include "variants/bounds/nlattr_route.h"

/* ---- addresses, neighbours, rules ----------------------------------------------------------- */

static int addr_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	bool six = m->level == NLATTR_ADDR6;
	const struct level *l = &s->level[0];
	uint64_t d = *digest;
	int err = 0;

	d = fold_addr(d, l, IFA_ADDRESS, six, &err);
	d = fold_addr(d, l, IFA_LOCAL, six, &err);
	d = fold_name(d, l, IFA_LABEL);
	d = fold_u32(d, l, IFA_FLAGS, &err);
	d = fold_words(d, l, IFA_CACHEINFO, 2, &err);
	d = fold_u32(d, l, IFA_RT_PRIORITY, &err);
	*digest = d;
	return err;
}

static int neigh_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	const struct level *l = &s->level[0];
	bool six = m->family == NLATTR_AF_INET6;
	struct span payload;
	uint64_t d = *digest, mac;
	int err = 0;

	d = fold_addr(d, l, NDA_DST, six, &err);
	if (find(l, NDA_LLADDR, &payload)) {
		if (!get_mac(payload, &mac))
			return -EINVAL;
		d = nlattr_field(d, NDA_LLADDR, mac);
	}
	d = fold_words(d, l, NDA_CACHEINFO, 2, &err);
	d = fold_u32(d, l, NDA_PROBES, &err);
	d = fold_u16(d, l, NDA_VLAN, &err);
	d = fold_u32(d, l, NDA_MASTER, &err);
	*digest = d;
	return err;
}

static int rule_message(struct nlattr_state *s, uint64_t *digest)
{
	const struct level *l = &s->level[0];
	uint64_t d = *digest;
	int err = 0;

	d = fold_name(d, l, FRA_IIFNAME);
	d = fold_u32(d, l, FRA_PRIORITY, &err);
	d = fold_u32(d, l, FRA_TABLE, &err);
	d = fold_u32(d, l, FRA_FWMARK, &err);
	d = fold_u32(d, l, FRA_SUPPRESS_PREFIXLEN, &err);
	d = fold_u8(d, l, FRA_PROTOCOL, &err);
	*digest = d;
	return err;
}

/* ---- messages ------------------------------------------------------------------------------- */

/* Which table a type of message opens, and behind how many bytes of family header. */
static inline int message_table(uint32_t type, uint32_t *level, uint32_t *header)
{
	switch (type) {
	case RTM_NEWLINK:
		*header = sizeof(struct ifinfomsg);
		*level = NLATTR_LINK;
		return 0;
	case RTM_NEWADDR:
		*header = 8; /* struct ifaddrmsg */
		*level = NLATTR_ADDR4;
		return 0;
	case RTM_NEWROUTE:
		*header = sizeof(struct rtmsg);
		*level = NLATTR_ROUTE4;
		return 0;
	case RTM_NEWNEIGH:
		*header = 12; /* struct ndmsg */
		*level = NLATTR_NEIGH;
		return 0;
	case RTM_NEWRULE:
		*header = sizeof(struct fib_rule_hdr);
		*level = NLATTR_RULE;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/* The family header: which table it is after all, and its attributes; 0 or what is wrong with it.
 */
static inline int message_header(struct span one, uint32_t level, uint32_t header,
				 struct nlattr_message *m, struct span *attrs)
{
	struct span family_header;
	uint16_t devtype = 0;
	uint8_t family;
	bool six;

	if (!span_sub(one, NLMSG_HDRLEN, header, &family_header) ||
	    !span_get_u64(family_header, 0, &m->ident) || !span_get_u8(family_header, 0, &family))
		return -EINVAL;
	*attrs = span_rest(one, NLMSG_HDRLEN + header);
	m->level = level;
	m->family = family;
	if (level == NLATTR_LINK && !span_get_u16(family_header, 2, &devtype))
		return -EINVAL;
	m->devtype = devtype;
	if (level == NLATTR_ADDR4 || level == NLATTR_ROUTE4) {
		six = m->family == NLATTR_AF_INET6;
		if (!six && m->family != NLATTR_AF_INET)
			return -EAFNOSUPPORT;
		m->level += six;
	}
	return 0;
}

/* Headers and attributes of a message whose type says `level`. */
static inline int begin(struct nlattr_state *s, struct span one, uint32_t level, uint32_t header,
			struct nlattr_message *m, uint64_t *digest)
{
	struct span attrs;
	int err = message_header(one, level, header, m, &attrs);

	if (err)
		return err;
	*digest = nlattr_fold(m->level, m->ident);
	return parse(&s->level[0], m->level, attrs);
}

static inline int message(struct nlattr_state *s, struct span one, uint16_t type, uint64_t *digest)
{
	struct nlattr_message m;
	int err;

	switch (type) {
	case RTM_NEWLINK:
		err = begin(s, one, NLATTR_LINK, sizeof(struct ifinfomsg), &m, digest);
		return err ? err : link_message(s, &m, digest);
	case RTM_NEWADDR:
		err = begin(s, one, NLATTR_ADDR4, 8, &m, digest);
		return err ? err : addr_message(s, &m, digest);
	case RTM_NEWROUTE:
		err = begin(s, one, NLATTR_ROUTE4, sizeof(struct rtmsg), &m, digest);
		return err ? err : route_message(s, &m, digest);
	case RTM_NEWNEIGH:
		err = begin(s, one, NLATTR_NEIGH, 12, &m, digest);
		return err ? err : neigh_message(s, &m, digest);
	case RTM_NEWRULE:
		err = begin(s, one, NLATTR_RULE, sizeof(struct fib_rule_hdr), &m, digest);
		return err ? err : rule_message(s, digest);
	default:
		return -EOPNOTSUPP;
	}
}

/* skb_pull() of one message. */
static inline void pull(struct nlattr_state *s, uint32_t len)
{
	if (!span_skip(&s->left, NLMSG_ALIGN((size_t)len)))
		s->left = span_empty();
}

/* The message at the front of the buffer, and its type: 1, 0 at the end, or -EINVAL. */
static inline int front(const struct nlattr_state *s, struct span *message, uint16_t *type)
{
	const struct nlmsghdr *nlh = span_peek(s->left, sizeof(*nlh));

	if (!nlh)
		return 0;
	if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(struct rtgenmsg) ||
	    !span_sub(s->left, 0, nlh->nlmsg_len, message))
		return -EINVAL;
	*type = nlh->nlmsg_type;
	return 1;
}

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

/* ---- the operations one at a time ----------------------------------------------------------- */

/* The innermost level; there is one from next() to the next next(). */
static struct level *top(struct nlattr_state *s)
{
	span_invariant(s->depth > 0 && s->depth <= NLATTR_DEPTH);
	return &s->level[s->depth - 1];
}

static void open_level(struct nlattr_state *s, uint32_t kind, struct span rest)
{
	struct level *l;

	s->depth++;
	l = top(s);
	l->seen = 0;
	l->kind = kind;
	l->rest = rest;
}

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

static int op_attr(void *state, uint32_t *type)
{
	struct level *l = top(state);
	struct attr a;
	int err;

	if (!attr_next(&l->rest, &a))
		return l->kind < NLATTR_TABLES && l->rest.n ? -EINVAL : 0;
	*type = a.type;
	if (l->kind < NLATTR_TABLES) {
		err = file(l, &tables[l->kind], &l->seen, &a);
		return err ? err : 1;
	}
	l->tb[NLATTR_HERE] = a.payload;
	l->here = a.type;
	l->seen = 1;
	return 1;
}

/* The attribute the walk of a list level stands on. */
static int here(void *state, struct attr *a)
{
	const struct level *l = top(state);

	a->type = l->here;
	return find(l, NLATTR_HERE, &a->payload) ? 0 : -ENOENT;
}

static int op_len(void *state, uint32_t type)
{
	struct span s;

	return find(top(state), type, &s) ? (int)s.n : -ENOENT;
}

static int op_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	struct span s, fixed;

	if (!find(top(state), type, &s))
		return -ENOENT;
	if (width > sizeof(*value) || !span_sub(s, 0, width, &fixed))
		return -EINVAL;
	*value = width == 8 ? 0 : load_upto8(fixed);
	return width == 8 && !span_get_u64(fixed, 0, value) ? -EINVAL : 0;
}

static int op_data(void *state, uint32_t type, void *to, uint32_t size)
{
	struct span s, fixed;

	if (!find(top(state), type, &s))
		return -ENOENT;
	return span_sub(s, 0, size, &fixed) && mspan_copy(mspan_of(to, size), fixed) ? 0 : -EINVAL;
}

static int op_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	uint64_t word[2];
	struct span s;
	uint32_t n;

	if (!find(top(state), type, &s))
		return -ENOENT;
	n = name_words(s, word);
	return mspan_copy(mspan_of(to, NLATTR_NAME), span_of(word, sizeof(word))) ? (int)n
										  : -EINVAL;
}

static int op_nest(void *state, uint32_t type, uint32_t kind)
{
	struct nlattr_state *s = state;
	const struct level *l = top(s);
	struct span payload;

	if (!find(l, type, &payload))
		return -ENOENT;
	if (s->depth == NLATTR_DEPTH)
		return -E2BIG;
	if (kind == NLATTR_VF && (l->here != IFLA_VF_INFO || payload.n < NLA_HDRLEN))
		return -EINVAL;
	if (kind == NLATTR_GENEVE && l->here != LWTUNNEL_IP_OPTS_GENEVE)
		return -EINVAL;
	if (kind == NLATTR_ENCAP)
		s->options.len = 0;
	open_level(s, kind, payload);
	return 0;
}

static void op_unnest(void *state)
{
	struct nlattr_state *s = state;

	span_invariant(s->depth > 0);
	s->depth--;
}

static int op_kind(void *state)
{
	struct span s;

	return find(top(state), IFLA_INFO_KIND, &s) ? (int)link_kind(s) : NLATTR_NONE;
}

static int op_family(void *state)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : af_level(a.type);
}

static int op_bridge(void *state, uint64_t *value)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : bridge_item(&a, value);
}

static int op_vf_vlan(void *state, uint64_t value[2])
{
	struct attr a;

	return here(state, &a) ? -ENOENT : vf_vlan_item(&a, value);
}

static int op_metric(void *state, uint32_t *value)
{
	struct attr a;

	return here(state, &a) ? -ENOENT : metric_item(state, &a, value);
}

static int op_nexthop(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;
	struct level *l = top(s);
	int more = nexthop_next(&l->rest, s->family == NLATTR_AF_INET6, value);

	return more || !l->rest.n ? more : -EINVAL;
}

static int op_option(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;

	return option_item(s, top(s), value);
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
