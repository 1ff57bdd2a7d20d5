/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that is measured: every region of a launch begins at the same offset in a page and, when
 * larger than 1 MiB, in huge pages where the machine has them, so that no cell is luckier in its
 * addresses than another.
 */
#ifndef MEMTAX_MEASURE_MEMORY_H
#define MEMTAX_MEASURE_MEMORY_H

#include <stddef.h>

struct region {
	void *base;    /* aligned to 2 MiB if huge, else to a page */
	size_t size;   /* bytes asked for */
	size_t mapped; /* bytes mapped, for region_free() */
	void *mapping;
};

/*
 * Maps zeroed, touched memory; what surrounds it is forbidden (watcher.h). Returns 0, or -1 when
 * there is none. Freed by region_free().
 */
int region_map(struct region *region, size_t size);
void region_free(struct region *region);

/* Write back and drop every cache line of [base, base + size) from all caches. */
void memory_flush(const void *base, size_t size);

/* Read one word of every cache line of [base, base + size): what was in the smaller caches goes. */
void memory_walk(const void *base, size_t size);

#endif
