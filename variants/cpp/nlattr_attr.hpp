/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Netlink attributes, C++: include/net/netlink.h and lib/nlattr.c. Walk, validate, file in tb[],
 * read. An attribute is a type and a span of payload; a read says if it was there in full.
 */
#ifndef MEMTAX_CPP_NLATTR_ATTR_HPP
#define MEMTAX_CPP_NLATTR_ATTR_HPP

#include "variants/cpp/error.hpp"
#include "variants/cpp/nlattr_buffer.hpp"
#include "variants/cpp/nlattr_policy.hpp"

/* A level of attributes. An entry is valid where its bit of `seen` is set: no clearing of tb[]. */
struct level {
	uint64_t seen;
	std::array<bytes, LEVEL_TYPES> tb;
	/* the walk, for the fine-grained operations */
	bytes rest;
	uint32_t here; /* type of tb[NLATTR_HERE] */
	uint32_t kind;
};

/* The levels from one on inwards: how many there are is in the type. */
template <size_t N> using levels = std::span<level, N>;

/* Tunnel options of a route, as struct flow_dissector_key_enc_opts: the length comes last. */
struct options {
	std::array<uint8_t, NLATTR_OPTIONS_MAX> data;
	uint8_t len;
};

/* What ends with the buffer that is held. */
struct session {
	received skb;
	size_t pull = 0; /* bytes of the message that is open, padding included */
	uint32_t depth = 0;
	uint32_t family = 0;
};

struct nlattr_state {
	uint32_t held; /* buffers */
	session open;
	std::array<uint32_t, RTAX_MAX> metrics;
	struct options options;
	std::array<struct level, NLATTR_DEPTH> level;
};

/* ---- attributes: include/net/netlink.h ------------------------------------------------------ */

struct attr {
	uint32_t type;
	bytes payload;
};

/* nla_ok(): the attribute that `s` begins with; false if it does not. */
[[nodiscard]] static inline bool attr_at(bytes s, attr &a)
{
	if (s.size() < NLA_HDRLEN)
		return false;
	const auto header = s.first<NLA_HDRLEN>();
	const size_t len = field<uint16_t, 0>(header);
	if (len < NLA_HDRLEN || len > s.size())
		return false;
	a.type = field<uint16_t, 2>(header) & NLA_TYPE_MASK;
	a.payload = s.first(len).subspan(NLA_HDRLEN);
	return true;
}

/* nla_next(): step over `a`; false if there is nothing behind it. The last need not be padded. */
static inline bool attr_skip(bytes &s, const attr &a)
{
	const size_t total = NLA_ALIGN(NLA_HDRLEN + a.payload.size());

	if (total > s.size()) [[unlikely]] {
		s = {};
		return false;
	}
	s = s.subspan(total);
	return true;
}

/*
 * nla_for_each_attr(): the attributes that some bytes begin with, each looked at once. When the
 * loop has ended, what is left is no attribute.
 */
class attributes
{
      public:
	explicit attributes(bytes s) : rest(s)
	{
	}

	class cursor
	{
	      public:
		explicit cursor(bytes &s) : rest(s), more(attr_at(s, here))
		{
		}
		const attr &operator*() const
		{
			return here;
		}
		void operator++()
		{
			more = attr_skip(rest, here) && attr_at(rest, here);
		}
		bool operator==(std::default_sentinel_t) const
		{
			return !more;
		}

	      private:
		bytes &rest;
		attr here;
		bool more;
	};

	cursor begin()
	{
		return cursor(rest);
	}
	std::default_sentinel_t end() const
	{
		return {};
	}
	bytes left() const
	{
		return rest;
	}

      private:
	bytes rest;
};

/* Lengths that the range of the entry did not settle. */
[[gnu::noinline, gnu::cold]] static error validate_rest(const policy &p, bytes s)
{
	switch (p.kind) {
	case policy_kind::nested: /* may be empty */
		return s.empty() ? 0 : -ERANGE;
	case policy_kind::string:
		return !s.empty() && s.size() - 1 + p.over <= UINT16_MAX && !s.back() ? 0 : -ERANGE;
	case policy_kind::nul_string:
		for (size_t i = 0; i < s.size() && i <= p.len; i++)
			if (!s[i])
				return s.size() - !s.back() > p.len ? -ERANGE : 0;
		return -EINVAL;
	default:
		return -ERANGE;
	}
}

static inline error validate(const policy &p, bytes s)
{
	if (s.size() >= p.min && s.size() + p.over <= UINT16_MAX) [[likely]]
		return 0;
	return validate_rest(p, s);
}

/* Validate one attribute and file it: tb[] is as long as the policy (tb_of()). */
static inline error file(std::span<bytes> tb, table policy, uint64_t &seen, const attr &a)
{
	if (a.type == 0 || a.type >= policy.size())
		return 0;
	if (const error err = validate(policy[a.type], a.payload))
		return err;
	tb[a.type] = a.payload;
	seen |= UINT64_C(1) << a.type;
	return 0;
}

/* As much of tb[] as the policy has types: one test of a type is then the test for both. */
static inline std::span<bytes> tb_of(level &l, table policy)
{
	return std::span(l.tb).first(policy.size());
}

/* nla_parse(): walk, validate, file; strict about what is left over. */
static error parse(level &l, uint32_t kind, bytes nested)
{
	const table policy = tables[kind];
	const std::span<bytes> tb = tb_of(l, policy);
	attributes all(nested);
	uint64_t seen = 0;

	for (const attr &a : all)
		if (const error err = file(tb, policy, seen, a))
			return err;
	l.seen = seen;
	return all.left().empty() ? 0 : -EINVAL;
}

static inline bool has(const level &l, uint32_t type)
{
	return type < LEVEL_TYPES && l.seen >> type & 1;
}

/* The payload of an attribute that is there. */
static inline bytes payload(const level &l, uint32_t type)
{
	invariant(has(l, type));
	return l.tb[type];
}

/* ---- fields into the digest: `err` is set if one is there, but too short -------------------- */

template <typename T> inline uint64_t fold(uint64_t d, const level &l, uint32_t type, error &err)
{
	if (!has(l, type))
		return d;
	const bytes s = payload(l, type);
	if (s.size() < sizeof(T)) [[unlikely]] {
		err = -EINVAL;
		return d;
	}
	return nlattr_field(d, type, front<T>(s));
}

/* Structures of 8 N bytes. */
template <size_t N>
inline uint64_t fold_words(uint64_t d, const level &l, uint32_t type, error &err)
{
	if (!has(l, type))
		return d;
	const bytes s = payload(l, type);
	if (s.size() < 8 * N) [[unlikely]] {
		err = -EINVAL;
		return d;
	}
	const auto fixed = s.first<8 * N>();
	for (size_t i = 0; i < N; i++)
		d = nlattr_field(d, type, front<uint64_t>(fixed.subspan(8 * i)));
	return d;
}

/* An address of the family. */
static inline uint64_t fold_addr(uint64_t d, const level &l, uint32_t type, bool six, error &err)
{
	return six ? fold_words<2>(d, l, type, err) : fold<uint32_t>(d, l, type, err);
}

/* nla_strscpy() into 16 bytes, kept in two registers. */
struct name {
	uint64_t word[2];
	uint32_t len;
};

static inline name name_words(bytes s)
{
	if (!s.empty() && !s.back())
		s = s.first(s.size() - 1);
	if (s.size() > NLATTR_NAME - 1)
		s = s.first(NLATTR_NAME - 1);
	return { { s.size() >= 8 ? front<uint64_t>(s) : load_upto8(s), load_upto8(rest_of(s, 8)) },
		 static_cast<uint32_t>(s.size()) };
}

static inline uint64_t fold_name(uint64_t d, const level &l, uint32_t type)
{
	if (!has(l, type))
		return d;
	const name n = name_words(payload(l, type));
	return nlattr_fold(nlattr_field(d, type, n.word[0]), n.word[1]);
}

static inline uint64_t load_mac(std::span<const uint8_t, NLATTR_ETH_ALEN> s)
{
	return field<uint32_t, 0>(s) | static_cast<uint64_t>(field<uint16_t, 4>(s)) << 32;
}

#endif
