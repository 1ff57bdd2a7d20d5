/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes that somebody else wrote. One test of a length says what is there; first<N>() then puts the
 * length into the type, and an offset beyond it does not compile. Where the test was forgotten,
 * first<N>() is the library's assertion; where it was not, the compiler drops that.
 */
#ifndef MEMTAX_CPP_BYTES_HPP
#define MEMTAX_CPP_BYTES_HPP

#include "variants/cpp/contract.hpp"

#include <cstring>
#include <type_traits>

using bytes = std::span<const uint8_t>;

/* Host byte order, any alignment. */
template <typename T> inline T load(std::span<const uint8_t, sizeof(T)> s)
{
	static_assert(std::is_integral_v<T>);
	T v;

	std::memcpy(&v, s.data(), sizeof(v));
	return v;
}

/* The field at offset Off of what has N bytes. */
template <typename T, size_t Off, size_t N> inline T field(std::span<const uint8_t, N> s)
{
	return load<T>(s.template subspan<Off, sizeof(T)>());
}

/* The integer that `s` begins with. */
template <typename T> inline T front(bytes s)
{
	return load<T>(s.first<sizeof(T)>());
}

/* What is behind the first `n` bytes; nothing if there are fewer. */
inline bytes rest_of(bytes s, size_t n)
{
	return n <= s.size() ? s.subspan(n) : bytes{};
}

/* Copy all of `from` to the head of `to`, which has the room: the caller asked for it. */
inline void copy(std::span<uint8_t> to, bytes from)
{
	to = to.first(from.size());
	if (!from.empty())
		std::memcpy(to.data(), from.data(), to.size());
}

/* The at most 8 bytes of `s` as the low bytes of an integer. */
inline uint64_t load_upto8(bytes s)
{
	const size_t n = s.size();

	if (n >= 4)
		return front<uint32_t>(s) | static_cast<uint64_t>(load<uint32_t>(s.last<4>()))
						    << 8 * (n - 4);
	if (n >= 2)
		return front<uint16_t>(s) | static_cast<uint64_t>(load<uint16_t>(s.last<2>()))
						    << 8 * (n - 2);
	return n ? s.front() : 0;
}

#endif
