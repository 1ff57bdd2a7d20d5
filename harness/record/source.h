/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which sources were measured: the `source` object of docs/schema/samples.md. */
#ifndef MEMTAX_RECORD_SOURCE_H
#define MEMTAX_RECORD_SOURCE_H

#include <stdbool.h>
#include <jansson.h>

struct source {
	char revision[64]; /* abbreviated commit, or "unknown" */
	bool dirty;	   /* the tree differs from it (results/ apart), or git cannot say */
	bool stale;	   /* `make` would build something anew, or cannot say */
};

/* Ask git and make about the tree at `tree`, built in `build`. Cannot fail: see `unknown`. */
void source_read(struct source *s, const char *tree, const char *build);

/* {revision, dirty, stale}; NULL when out of memory. */
json_t *source_json(const struct source *s);

#endif
