// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/memory.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "harness/measure/watcher.h"

enum { LINE = 64, HUGE_ABOVE = 1 << 20, HUGE_PAGE = 2 << 20 };

/* What was mapped to align it, on either side. */
static void forbid_surroundings(const struct region *region)
{
	const unsigned char *base = region->base, *mapping = region->mapping;

	watcher_forbid(mapping, (size_t)(base - mapping));
	watcher_forbid(base + region->size,
		       region->mapped - (size_t)(base - mapping) - region->size);
}

int region_map(struct region *region, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t align = size > HUGE_ABOVE ? HUGE_PAGE : page;
	size_t rounded = (size + align - 1) & ~(align - 1);
	unsigned char *mapping;

	if (rounded < size)
		return -1;
	region->size = size;
	region->mapped = rounded + align;
	mapping = mmap(NULL, region->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
		       -1, 0);
	if (mapping == MAP_FAILED)
		return -1;
	region->mapping = mapping;
	region->base = (void *)(((uintptr_t)mapping + align - 1) & ~((uintptr_t)align - 1));
	if (align == HUGE_PAGE)
		madvise(region->base, rounded, MADV_HUGEPAGE); /* a wish: doctor reports THP */
	memset(region->base, 0, rounded);
	forbid_surroundings(region);
	return 0;
}

void region_free(struct region *region)
{
	if (region->mapping) {
		watcher_allow(region->mapping, region->mapped);
		munmap(region->mapping, region->mapped);
	}
	memset(region, 0, sizeof(*region));
}

#if defined(__x86_64__)
static inline void flush_line(const char *p)
{
	__asm__ volatile("clflush (%0)" ::"r"(p) : "memory");
}
static inline void flush_done(void)
{
	__asm__ volatile("mfence" ::: "memory");
}
#else
static inline void flush_line(const char *p)
{
	__asm__ volatile("dc civac, %0" ::"r"(p) : "memory");
}
static inline void flush_done(void)
{
	__asm__ volatile("dsb sy" ::: "memory");
}
#endif

void memory_flush(const void *base, size_t size)
{
	const char *p = (const char *)((uintptr_t)base & ~(uintptr_t)(LINE - 1));
	const char *end = (const char *)base + size;

	for (; p < end; p += LINE)
		flush_line(p);
	flush_done();
}

void memory_walk(const void *base, size_t size)
{
	const char *p = (const char *)((uintptr_t)base & ~(uintptr_t)(LINE - 1));
	const char *end = (const char *)base + size;

	for (; p < end; p += LINE)
		__asm__ volatile("" ::"r"(*(const volatile char *)p));
}
