/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink messages, raw: their headers, what is done with each kind, stepping through a buffer.
 */
#ifndef MEMTAX_RAW_NLATTR_MESSAGE_H
#define MEMTAX_RAW_NLATTR_MESSAGE_H

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

#endif
