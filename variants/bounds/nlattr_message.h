/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink messages, bounds: their headers, what is done with each kind, stepping through a buffer.
 */
#ifndef MEMTAX_BOUNDS_NLATTR_MESSAGE_H
#define MEMTAX_BOUNDS_NLATTR_MESSAGE_H

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
	struct span header;
	uint32_t len;

	if (!span_sub(s->left, 0, NLMSG_HDRLEN, &header))
		return 0;
	if (!span_get_u32(header, 0, &len) || !span_get_u16(header, 4, type) ||
	    !span_check(len >= NLMSG_HDRLEN + sizeof(struct rtgenmsg)) ||
	    !span_sub(s->left, 0, len, message))
		return -EINVAL;
	return 1;
}

#endif
