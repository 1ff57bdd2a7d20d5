/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/record: reading what /proc and /sys say, under any root. */
#ifndef MEMTAX_RECORD_MACHINE_FILES_H
#define MEMTAX_RECORD_MACHINE_FILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* First line of root + path, without newline. False, and "", if there is none. */
bool machine_file(const char *root, const char *path, char *text, size_t size);

/* A whole file, up to 1 MiB; NULL if there is none. The caller frees it. */
char *machine_whole_file(const char *root, const char *path);

/* The first `key : value` of /proc/cpuinfo. False, and "", if there is none. */
bool cpuinfo_value(const char *cpuinfo, const char *key, char *value, size_t size);

/* Is `word` one of the words of `text`, parted by spaces? */
bool has_word(const char *text, const char *word);

/* "madvise" of "always [madvise] never". */
void bracketed_word(const char *text, char *word, size_t size);

/* How many CPUs "0-3,8" names; 0 if it is no such list. */
unsigned int cpu_list_count(const char *list);

struct machine_cache {
	unsigned int level;
	bool data; /* data or unified */
	uint64_t size;
	unsigned int shared_by; /* CPUs, this one too; 0: not said */
};

/* Cache `index` of CPU 0. False when there is none. */
bool machine_cache(const char *root, int index, struct machine_cache *cache);

#endif
