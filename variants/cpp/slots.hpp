/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slots: a power-of-two array of 64-bit words that is addressed by free-running indices.
 *
 * The array is kept as a pointer and a mask, its number of words being mask + 1. For every index i,
 * whoever chose it, (i & mask) <= mask: a masked index needs no check, and mask - (i & mask) + 1,
 * the number of words up to the end, is at least 1 and cannot wrap. A std::span of the words could
 * not be told that: it would ask in every burst. What remains to be checked is whether a whole run
 * fits before the end, which code that copies runs must test anyway.
 */
#ifndef MEMTAX_CPP_SLOTS_HPP
#define MEMTAX_CPP_SLOTS_HPP

#include <algorithm>

#include "variants/cpp/contract.hpp"

/* (std::has_single_bit() counts bits: where the machine does not, a call into libgcc.) */
constexpr bool is_power_of_two(uint64_t n)
{
	return n && (n & (n - 1)) == 0;
}

class slots
{
      public:
	explicit slots(std::span<uint64_t> words)
	    : word(words.data()), mask(static_cast<uint32_t>(words.size()) - 1)
	{
		invariant(is_power_of_two(words.size()) && words.size() <= UINT32_MAX);
	}

	uint32_t count() const
	{
		return mask + 1;
	}

	uint64_t *data() const
	{
		return word;
	}

	/* Write src to the slots from `index` on; it is not longer than there are slots. */
	template <size_t N>
	[[gnu::always_inline]] void put(uint32_t index, std::span<const uint64_t, N> src) const
	{
		auto end = to_end(index & mask);

		if (in_place<N>(src.size(), end.size())) [[likely]]
			memtax_copy_words(end.data(), src.data(), src.size());
		else
			put_run(*this, index & mask, src);
	}

	/* Fill dst from the slots from `index` on; it is not longer than there are slots. */
	template <size_t N>
	[[gnu::always_inline]] void get(uint32_t index, std::span<uint64_t, N> dst) const
	{
		auto end = to_end(index & mask);

		if (in_place<N>(dst.size(), end.size())) [[likely]]
			memtax_copy_words(dst.data(), end.data(), dst.size());
		else
			get_run(*this, index & mask, dst);
	}

      private:
	uint64_t *word;
	uint32_t mask;

	/* The words from number `at` on up to the end; at <= mask. Nothing is checked: see above.
	 */
	std::span<uint64_t> to_end(uint32_t at) const
	{
		return std::span(word + at, mask - at + 1);
	}

	/*
	 * Does a run of n words fit before the end, and is it to be copied in place? One word
	 * always fits (end >= 1); a run of known length may; what else there is goes out of line.
	 */
	template <size_t N> static bool in_place(size_t n, size_t end)
	{
		return n == 1 || (N != std::dynamic_extent && n <= end);
	}

	/* Copy all of `from` to the head of `to`, which must have room for it. */
	static void copy(std::span<uint64_t> to, std::span<const uint64_t> from)
	{
		memtax_copy_words(to.first(from.size()).data(), from.data(), from.size());
	}

	/*
	 * Any run: what fits up to the end of the slots, then the rest at their start. The slots
	 * come by value: by `this` they would lie in memory, and be read from there in the loops.
	 */
	[[gnu::noinline, gnu::cold]] static void put_run(slots s, uint32_t at,
							 std::span<const uint64_t> src)
	{
		auto end = s.to_end(at);
		auto start = std::span(s.word, at); /* up to where the run began */
		size_t n = std::min(src.size(), end.size());

		copy(end, src.first(n));
		copy(start, src.subspan(n));
	}

	[[gnu::noinline, gnu::cold]] static void get_run(slots s, uint32_t at,
							 std::span<uint64_t> dst)
	{
		auto end = s.to_end(at);
		auto start = std::span(s.word, at);
		size_t n = std::min(dst.size(), end.size());
		auto rest = dst.subspan(n);

		copy(dst, end.first(n));
		copy(rest, start.first(rest.size()));
	}
};

#endif
