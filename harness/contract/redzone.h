/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memtax_arena_take() leaves between the pieces of an arena in a cell that is compiled with
 * AddressSanitizer: bytes that its checks refuse. In any other cell there are none.
 */
#ifndef MEMTAX_CONTRACT_REDZONE_H
#define MEMTAX_CONTRACT_REDZONE_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define MEMTAX_HAS_REDZONES 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define MEMTAX_HAS_REDZONES 1
#endif
#endif

#if defined(MEMTAX_HAS_REDZONES)

enum { MEMTAX_REDZONE = 64 };

/* Of the run-time library. */
#if defined(__cplusplus)
extern "C" {
#endif
void __asan_poison_memory_region(const volatile void *p, size_t size);
void __asan_unpoison_memory_region(const volatile void *p, size_t size);
#if defined(__cplusplus)
}
#endif

static inline void memtax_redzone_close(const void *p, size_t size)
{
	__asan_poison_memory_region(p, size);
}

static inline void memtax_redzone_open(const void *p, size_t size)
{
	__asan_unpoison_memory_region(p, size);
}

#else

enum { MEMTAX_REDZONE = 0 };

static inline void memtax_redzone_close(const void *p, size_t size)
{
	(void)p;
	(void)size;
}

static inline void memtax_redzone_open(const void *p, size_t size)
{
	(void)p;
	(void)size;
}

#endif

#endif
