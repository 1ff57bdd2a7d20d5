/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a row's cell of one workload is written in: its file, and every file of variants/ that this
 * includes (in Rust: that is a module of it), its own folder's or another's. What all rows share
 * (harness/contract/, the workload's headers, the system's) is nobody's effort and is not among
 * them.
 */
#ifndef MEMTAX_PROVE_EFFORT_SOURCES_H
#define MEMTAX_PROVE_EFFORT_SOURCES_H

#include "harness/measure/registry.h"
#include "harness/prove/effort_text.h"

enum { EFFORT_PATH = 160, EFFORT_FILES = 64 };

struct effort_file {
	char path[EFFORT_PATH]; /* below the root: "variants/raw/ring.c", patched or not */
	struct effort_text text;
	bool shared; /* by more than one workload of the row: its vocabulary */
};

/* In the order in which a compiler first meets them; none where the row has no such cell. */
struct effort_sources {
	struct effort_file file[EFFORT_FILES];
	size_t n;
};

/*
 * Read them. Of a row that patches its base, the patched files are read, which the build made: an
 * error where it did not. A header whose include guard another one has claimed is passed over, as
 * the compiler does: peers replace a header of raw in this way.
 * Returns 0, or -1 with `err`. effort_sources_free() in both cases.
 */
int effort_sources_read(const struct registry *r, const struct variant *v, const char *workload,
			struct effort_sources *s, struct memtax_error *err);
void effort_sources_free(struct effort_sources *s);

/* The last part of a path. */
const char *effort_name(const struct effort_file *f);

/* Is this very file, with this content, among them? */
bool effort_sources_hold(const struct effort_sources *s, const struct effort_file *f);

/* Say of `n` workloads' sources of one row which files are shared. */
void effort_sources_mark(struct effort_sources *s, size_t n);

#endif
