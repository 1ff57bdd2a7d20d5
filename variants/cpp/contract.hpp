/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C contract as C++ sees it (harness/contract/), and the end of a check that failed. A cell
 * includes this first and then its workload's own header, inside extern "C".
 */
#ifndef MEMTAX_CPP_CONTRACT_HPP
#define MEMTAX_CPP_CONTRACT_HPP

/*
 * What the library's assertions (_GLIBCXX_ASSERTIONS) call. Declared before any header of the
 * library, or it would be visible outside the cell. There is no libstdc++ beside a cell: a failed
 * assertion is the end of the machine, as of the kernel (BUG()).
 */
namespace std
{
[[noreturn]] void __glibcxx_assert_fail(const char *file, int line, const char *function,
					const char *condition) noexcept
	__attribute__((visibility("hidden"), cold));
}

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>

#pragma push_macro("restrict")
#define restrict __restrict__
extern "C" {
#include "harness/contract/cell.h"
#include "harness/contract/peer.h"
#include "harness/contract/seeded.h"
#include "harness/contract/words.h"
}
#pragma pop_macro("restrict")

inline void std::__glibcxx_assert_fail(const char *, int, const char *, const char *) noexcept
{
	__builtin_trap();
}

/* The same for a check that is written out: of what this code itself vouches for. */
[[gnu::always_inline]] inline void invariant(bool holds)
{
	if (!holds) [[unlikely]]
		__builtin_trap();
}

/*
 * `n` objects in the arena, each made as T(): nothing of what lay there before is left, as with
 * std::make_unique<T[]>(n). Empty if the arena is used up.
 */
template <class T>
std::span<T> arena_make(struct memtax_arena *arena, size_t n, size_t align = alignof(T))
{
	void *p = n <= SIZE_MAX / sizeof(T) ? memtax_arena_take(arena, n * sizeof(T), align)
					    : nullptr;

	if (!p)
		return {};
	return std::span(new (p) T[n](), n);
}

#endif
