// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Netlink attributes, raw: af_netlink's receive loop, what is done with each kind of message, and
 * the operations of the contract. The kernel code it is modelled on, and the fixes it is without
 * ("pre-fix"), stand in workloads/nlattr/README.md.
 */
#include "harness/contract/seeded.h"
#include "variants/raw/nlattr_link.h"
#include "variants/raw/nlattr_route.h"

/* ---- addresses, neighbours, rules ----------------------------------------------------------- */

static int addr_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	bool six = m->level == NLATTR_ADDR6;
	const struct level *l = &s->level[0];
	uint64_t d = *digest;

	d = fold_addr(d, l, IFA_ADDRESS, six);
	d = fold_addr(d, l, IFA_LOCAL, six);
	d = fold_name(d, l, IFA_LABEL);
	d = fold_u32(d, l, IFA_FLAGS);
	d = fold_words(d, l, IFA_CACHEINFO, 2);
	d = fold_u32(d, l, IFA_RT_PRIORITY);
	*digest = d;
	return 0;
}

static int neigh_message(struct nlattr_state *s, const struct nlattr_message *m, uint64_t *digest)
{
	const struct level *l = &s->level[0];
	bool six = m->family == NLATTR_AF_INET6;
	uint64_t d = *digest;

	if (has(l, NDA_DST)) {
		if (nla_len(l->tb[NDA_DST]) < (six ? 16 : 4))
			return -EINVAL;
		d = fold_addr(d, l, NDA_DST, six);
	}
	if (has(l, NDA_LLADDR)) {
		if (nla_len(l->tb[NDA_LLADDR]) < NLATTR_ETH_ALEN)
			return -EINVAL;
		d = nlattr_field(d, NDA_LLADDR, load_mac(nla_data(l->tb[NDA_LLADDR])));
	}
	d = fold_words(d, l, NDA_CACHEINFO, 2);
	d = fold_u32(d, l, NDA_PROBES);
	d = fold_u16(d, l, NDA_VLAN);
	d = fold_u32(d, l, NDA_MASTER);
	*digest = d;
	return 0;
}

static int rule_message(struct nlattr_state *s, uint64_t *digest)
{
	const struct level *l = &s->level[0];
	uint64_t d = *digest;

	d = fold_name(d, l, FRA_IIFNAME);
	d = fold_u32(d, l, FRA_PRIORITY);
	d = fold_u32(d, l, FRA_TABLE);
	d = fold_u32(d, l, FRA_FWMARK);
	d = fold_u32(d, l, FRA_SUPPRESS_PREFIXLEN);
	d = fold_u8(d, l, FRA_PROTOCOL);
	*digest = d;
	return 0;
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

/* The family header: which table it is after all; 0 or what is wrong with it. */
static inline int message_header(const struct nlmsghdr *nlh, uint32_t level, uint32_t header,
				 struct nlattr_message *m)
{
	const uint8_t *p = (const uint8_t *)nlh + NLMSG_HDRLEN;
	bool six;

	if (nlh->nlmsg_len - NLMSG_HDRLEN < header)
		return -EINVAL;
	m->level = level;
	m->family = p[0];
	m->ident = load64(p);
	m->devtype = level == NLATTR_LINK ? load16(p + 2) : 0;
	if (level == NLATTR_ADDR4 || level == NLATTR_ROUTE4) {
		six = m->family == NLATTR_AF_INET6;
		if (!six && m->family != NLATTR_AF_INET)
			return -EAFNOSUPPORT;
		m->level += six;
	}
	return 0;
}

/* Headers and attributes of a message whose type says `level`. */
static inline int begin(struct nlattr_state *s, const struct nlmsghdr *nlh, uint32_t level,
			uint32_t header, struct nlattr_message *m, uint64_t *digest)
{
	int err = message_header(nlh, level, header, m);

	if (err)
		return err;
	*digest = nlattr_fold(m->level, m->ident);
	header += NLMSG_HDRLEN;
	return parse(&s->level[0], m->level, (const uint8_t *)nlh + header,
		     (long)nlh->nlmsg_len - header);
}

static inline int message(struct nlattr_state *s, const struct nlmsghdr *nlh, uint64_t *digest)
{
	struct nlattr_message m;
	int err;

	switch (nlh->nlmsg_type) {
	case RTM_NEWLINK:
		err = begin(s, nlh, NLATTR_LINK, sizeof(struct ifinfomsg), &m, digest);
		return err ? err : link_message(s, &m, digest);
	case RTM_NEWADDR:
		err = begin(s, nlh, NLATTR_ADDR4, 8, &m, digest);
		return err ? err : addr_message(s, &m, digest);
	case RTM_NEWROUTE:
		err = begin(s, nlh, NLATTR_ROUTE4, sizeof(struct rtmsg), &m, digest);
		return err ? err : route_message(s, &m, digest);
	case RTM_NEWNEIGH:
		err = begin(s, nlh, NLATTR_NEIGH, 12, &m, digest);
		return err ? err : neigh_message(s, &m, digest);
	case RTM_NEWRULE:
		err = begin(s, nlh, NLATTR_RULE, sizeof(struct fib_rule_hdr), &m, digest);
		return err ? err : rule_message(s, digest);
	default:
		return -EOPNOTSUPP;
	}
}

/* skb_pull() of one message. */
static inline void pull(struct nlattr_state *s, uint32_t len)
{
	len = NLMSG_ALIGN(len);
	if (len > s->len)
		len = s->len;
	s->data += len;
	s->len -= len;
}

/* The message at the front of the buffer: 1, 0 at the end, or -EINVAL. */
static inline int front(const struct nlattr_state *s, const struct nlmsghdr **nlh)
{
	if (s->len < NLMSG_HDRLEN)
		return 0;
	*nlh = (const struct nlmsghdr *)s->data;
	/* pre-fix c58d6c93680f (CVE-2016-7917): the subtraction may wrap */
	if ((*nlh)->nlmsg_len - NLMSG_HDRLEN < sizeof(struct rtgenmsg) ||
	    s->len < (*nlh)->nlmsg_len)
		return -EINVAL;
	return 1;
}

static inline void take(struct nlattr_state *s, const void *data, uint32_t len)
{
	s->data = data;
	s->len = len;
	s->held++;
}

static inline void give_back(struct nlattr_state *s)
{
	s->len = 0;
	s->held--;
}

/* netlink_rcv_skb() */
static uint64_t buffer(struct nlattr_state *s, const struct nlattr_buffer *b, uint64_t digest)
{
	const struct nlmsghdr *nlh;
	uint64_t fields = 0;
	int more;

	take(s, b->data, b->len);
	while ((more = front(s, &nlh)) > 0) {
		if (nlh->nlmsg_type >= NLMSG_MIN_TYPE) {
			int err = message(s, nlh, &fields);

			digest = nlattr_result(digest, err, fields);
		}
		pull(s, nlh->nlmsg_len);
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

static struct level *top(struct nlattr_state *s)
{
	return &s->level[s->depth - 1];
}

static void open_level(struct nlattr_state *s, uint32_t kind, const void *head, long rem)
{
	struct level *l = &s->level[s->depth++];

	l->seen = 0;
	l->kind = kind;
	l->at = head;
	l->rem = rem;
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
	const struct nlmsghdr *nlh;
	uint32_t level, header;
	int more;

	s->depth = 0;
	pull(s, s->pull);
	s->pull = 0;
	while ((more = front(s, &nlh)) > 0 && nlh->nlmsg_type < NLMSG_MIN_TYPE)
		pull(s, nlh->nlmsg_len);
	if (more <= 0)
		return more;
	s->pull = nlh->nlmsg_len;
	*m = (struct nlattr_message){ .type = nlh->nlmsg_type };
	m->error = message_table(m->type, &level, &header);
	if (!m->error)
		m->error = message_header(nlh, level, header, m);
	if (m->error) {
		m->level = NLATTR_NONE;
		return 1;
	}
	header += NLMSG_HDRLEN;
	s->family = m->family;
	open_level(s, m->level, (const uint8_t *)nlh + header, (long)nlh->nlmsg_len - header);
	return 1;
}

static int op_attr(void *state, uint32_t *type)
{
	struct level *l = top(state);
	const struct nlattr *nla = l->at;
	int err;

	if (!nla_ok(nla, l->rem))
		return l->kind < NLATTR_TABLES && l->rem > 0 ? -EINVAL : 0;
	*type = nla_type(nla);
	l->at = nla_next(nla, &l->rem);
	if (l->kind < NLATTR_TABLES) {
		err = file(l, &tables[l->kind], &l->seen, nla);
		return err ? err : 1;
	}
	l->tb[NLATTR_HERE] = nla;
	l->seen = 1;
	return 1;
}

static int op_len(void *state, uint32_t type)
{
	const struct level *l = top(state);

	return has(l, type) ? nla_len(l->tb[type]) : -ENOENT;
}

static int op_get(void *state, uint32_t type, uint32_t width, uint64_t *value)
{
	const struct level *l = top(state);
	const uint8_t *p;

	if (!has(l, type))
		return -ENOENT;
	p = nla_data(l->tb[type]);
	*value = width == 8 ? load64(p) : width == 4 ? load32(p) : width == 2 ? load16(p) : *p;
	return 0;
}

static int op_data(void *state, uint32_t type, void *to, uint32_t size)
{
	const struct level *l = top(state);

	if (!has(l, type))
		return -ENOENT;
	__builtin_memcpy(to, nla_data(l->tb[type]), size);
	return 0;
}

static int op_name(void *state, uint32_t type, char to[NLATTR_NAME])
{
	const struct level *l = top(state);
	uint64_t word[2];
	uint32_t n;

	if (!has(l, type))
		return -ENOENT;
	n = name_words(l->tb[type], word);
	__builtin_memcpy(to, word, sizeof(word));
	return (int)n;
}

static int op_nest(void *state, uint32_t type, uint32_t kind)
{
	struct nlattr_state *s = state;
	const struct level *l = top(s);
	const struct nlattr *nla;

	if (!has(l, type))
		return -ENOENT;
	if (s->depth == NLATTR_DEPTH)
		return -E2BIG;
	nla = l->tb[type];
	if (kind == NLATTR_VF && (nla_type(nla) != IFLA_VF_INFO || nla_len(nla) < NLA_HDRLEN))
		return -EINVAL;
	if (kind == NLATTR_GENEVE && nla_type(nla) != LWTUNNEL_IP_OPTS_GENEVE)
		return -EINVAL;
	if (kind == NLATTR_ENCAP)
		s->options.len = 0;
	open_level(s, kind, nla_data(nla), nla_len(nla));
	return 0;
}

static void op_unnest(void *state)
{
	struct nlattr_state *s = state;

	s->depth--;
}

static int op_kind(void *state)
{
	const struct level *l = top(state);

	return has(l, IFLA_INFO_KIND) ? (int)link_kind(l->tb[IFLA_INFO_KIND]) : NLATTR_NONE;
}

static int op_family(void *state)
{
	return af_level(nla_type(top(state)->tb[NLATTR_HERE]));
}

static int op_bridge(void *state, uint64_t *value)
{
	return bridge_item(top(state)->tb[NLATTR_HERE], value);
}

static int op_vf_vlan(void *state, uint64_t value[2])
{
	return vf_vlan_item(top(state)->tb[NLATTR_HERE], value);
}

static int op_metric(void *state, uint32_t *value)
{
	return metric_item(state, top(state)->tb[NLATTR_HERE], value);
}

static int op_nexthop(void *state, uint64_t *value)
{
	struct nlattr_state *s = state;
	struct level *l = top(s);
	const struct rtnexthop *nh = (const void *)l->at;
	int err, total;

	if (!rtnh_ok(nh, l->rem))
		return l->rem > 0 ? -EINVAL : 0;
	total = NLA_ALIGN(nh->rtnh_len);
	err = nexthop_item(nh, s->family == NLATTR_AF_INET6, value);
	l->rem -= total;
	l->at = (const void *)((const uint8_t *)nh + total);
	return err ? err : 1;
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
