/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink messages, C++: their headers, what is done with each kind, stepping through a buffer.
 */
#ifndef MEMTAX_CPP_NLATTR_MESSAGE_HPP
#define MEMTAX_CPP_NLATTR_MESSAGE_HPP

#include "variants/cpp/nlattr_link.hpp"
#include "variants/cpp/nlattr_route.hpp"

/* ---- addresses, neighbours, rules ----------------------------------------------------------- */

static error addr_message(nlattr_state &s, const nlattr_message &m, uint64_t &digest)
{
	const bool six = m.level == NLATTR_ADDR6;
	const level &l = s.level[0];
	uint64_t d = digest;
	error err;

	d = fold_addr(d, l, IFA_ADDRESS, six, err);
	d = fold_addr(d, l, IFA_LOCAL, six, err);
	d = fold_name(d, l, IFA_LABEL);
	d = fold<uint32_t>(d, l, IFA_FLAGS, err);
	d = fold_words<2>(d, l, IFA_CACHEINFO, err);
	d = fold<uint32_t>(d, l, IFA_RT_PRIORITY, err);
	digest = d;
	return err;
}

static error neigh_message(nlattr_state &s, const nlattr_message &m, uint64_t &digest)
{
	const level &l = s.level[0];
	const bool six = m.family == NLATTR_AF_INET6;
	uint64_t d = digest;
	error err;

	d = fold_addr(d, l, NDA_DST, six, err);
	if (has(l, NDA_LLADDR)) {
		const bytes address = payload(l, NDA_LLADDR);

		if (address.size() < NLATTR_ETH_ALEN)
			return -EINVAL;
		d = nlattr_field(d, NDA_LLADDR, load_mac(address.first<NLATTR_ETH_ALEN>()));
	}
	d = fold_words<2>(d, l, NDA_CACHEINFO, err);
	d = fold<uint32_t>(d, l, NDA_PROBES, err);
	d = fold<uint16_t>(d, l, NDA_VLAN, err);
	d = fold<uint32_t>(d, l, NDA_MASTER, err);
	digest = d;
	return err;
}

static error rule_message(nlattr_state &s, uint64_t &digest)
{
	const level &l = s.level[0];
	uint64_t d = digest;
	error err;

	d = fold_name(d, l, FRA_IIFNAME);
	d = fold<uint32_t>(d, l, FRA_PRIORITY, err);
	d = fold<uint32_t>(d, l, FRA_TABLE, err);
	d = fold<uint32_t>(d, l, FRA_FWMARK, err);
	d = fold<uint32_t>(d, l, FRA_SUPPRESS_PREFIXLEN, err);
	d = fold<uint8_t>(d, l, FRA_PROTOCOL, err);
	digest = d;
	return err;
}

/* ---- messages ------------------------------------------------------------------------------- */

/* Which table a type of message opens, and behind how many bytes of family header. */
static inline error message_table(uint32_t type, uint32_t &level, uint32_t &header)
{
	switch (type) {
	case RTM_NEWLINK:
		header = sizeof(ifinfomsg);
		level = NLATTR_LINK;
		return 0;
	case RTM_NEWADDR:
		header = 8; /* struct ifaddrmsg */
		level = NLATTR_ADDR4;
		return 0;
	case RTM_NEWROUTE:
		header = sizeof(rtmsg);
		level = NLATTR_ROUTE4;
		return 0;
	case RTM_NEWNEIGH:
		header = 12; /* struct ndmsg */
		level = NLATTR_NEIGH;
		return 0;
	case RTM_NEWRULE:
		header = sizeof(fib_rule_hdr);
		level = NLATTR_RULE;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

/* The family header: which table it is after all, and its attributes; 0 or what is wrong with it.
 */
static inline error message_header(bytes one, uint32_t level, uint32_t header, nlattr_message &m,
				   bytes &attrs)
{
	const bytes behind = rest_of(one, NLMSG_HDRLEN);

	if (behind.size() < header)
		return -EINVAL;
	const auto family_header = behind.first<8>(); /* every one has as much */
	attrs = behind.subspan(header);
	m.level = level;
	m.family = family_header[0];
	m.ident = load<uint64_t>(family_header);
	m.devtype = level == NLATTR_LINK ? field<uint16_t, 2>(family_header) : 0;
	if (level == NLATTR_ADDR4 || level == NLATTR_ROUTE4) {
		const bool six = m.family == NLATTR_AF_INET6;

		if (!six && m.family != NLATTR_AF_INET)
			return -EAFNOSUPPORT;
		m.level += six;
	}
	return 0;
}

/* Headers and attributes of a message whose type says `level`. */
static inline error begin(nlattr_state &s, bytes one, uint32_t level, uint32_t header,
			  nlattr_message &m, uint64_t &digest)
{
	bytes attrs;

	if (const error err = message_header(one, level, header, m, attrs))
		return err;
	digest = nlattr_fold(m.level, m.ident);
	return parse(s.level[0], m.level, attrs);
}

static inline error message(nlattr_state &s, bytes one, uint32_t type, uint64_t &digest)
{
	nlattr_message m = {};
	error err;

	switch (type) {
	case RTM_NEWLINK:
		err = begin(s, one, NLATTR_LINK, sizeof(ifinfomsg), m, digest);
		return err ? err : link_message(s, m, digest);
	case RTM_NEWADDR:
		err = begin(s, one, NLATTR_ADDR4, 8, m, digest);
		return err ? err : addr_message(s, m, digest);
	case RTM_NEWROUTE:
		err = begin(s, one, NLATTR_ROUTE4, sizeof(rtmsg), m, digest);
		return err ? err : route_message(s, m, digest);
	case RTM_NEWNEIGH:
		err = begin(s, one, NLATTR_NEIGH, 12, m, digest);
		return err ? err : neigh_message(s, m, digest);
	case RTM_NEWRULE:
		err = begin(s, one, NLATTR_RULE, sizeof(fib_rule_hdr), m, digest);
		return err ? err : rule_message(s, digest);
	default:
		return -EOPNOTSUPP;
	}
}

/* The message at the front of a buffer, and its type: 1, 0 at the end, or -EINVAL. */
[[nodiscard]] static inline int front(const received &skb, bytes &message, uint32_t &type)
{
	const bytes left = skb.left();

	if (left.size() < NLMSG_HDRLEN)
		return 0;
	const auto header = left.first<NLMSG_HDRLEN>();
	const uint32_t len = field<uint32_t, 0>(header);
	if (len < NLMSG_HDRLEN + sizeof(rtgenmsg) || len > left.size())
		return -EINVAL;
	message = left.first(len);
	type = field<uint16_t, 4>(header);
	return 1;
}

#endif
