/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What an object file is: its identity and how much code it holds. */
#ifndef MEMTAX_MEASURE_OBJECT_H
#define MEMTAX_MEASURE_OBJECT_H

#include <stdint.h>
#include "harness/contract/error.h"

enum { OBJECT_HASH_SIZE = 65 };

struct object {
	char hash[OBJECT_HASH_SIZE]; /* SHA-256 of the file, in hex */
	uint64_t text_bytes;	     /* sum of its executable sections */
};

/* Read a 64-bit ELF object or shared object. Returns 0, or -1 with `err` naming the file. */
int object_read(const char *path, struct object *object, struct memtax_error *err);

#endif
