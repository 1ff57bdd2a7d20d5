/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that an attack plays in: shared by the runner and one child at a time, between pages
 * without access, full of secrets. What is handed out lies among the secrets; what is not handed
 * out must be unchanged afterwards. The report, where the child notes what it does, is apart, and
 * out of the child's reach except while the stage writes to it.
 */
#ifndef MEMTAX_PROVE_REGION_H
#define MEMTAX_PROVE_REGION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/contract/error.h"
#include "harness/contract/fault.h"

enum {
	REGION_BYTES = 2 << 20, /* what can be handed out, secrets between included */
	REGION_SECRET = 8192,	/* bytes of secrets before and after each piece, at least */
	REGION_PIECES = 48,
	REGION_FILLINGS = 2, /* sets of secrets: an attack is played with each */
};

struct region_piece {
	uint32_t start, size; /* offset from the beginning, bytes */
};

/* What the child has done so far. */
struct region_report {
	uint32_t magic;
	uint32_t reached, triggered, finished;
	uint32_t verdict; /* enum memtax_verdict; the first that was said */
	uint32_t n_pieces;
	uint32_t used; /* bytes of the region */
	int32_t signal;
	uint32_t own_trap; /* the signal came from an instruction of the cell's */
	uint64_t output;   /* of everything that was put out, a hash */
	uint64_t n_output; /* bytes */
	struct region_piece piece[REGION_PIECES];
	char what[160];
	uint32_t magic_again;
};

struct region {
	unsigned char *base;			/* REGION_BYTES, a guard page on each side */
	unsigned char *secret[REGION_FILLINGS]; /* what it is filled with */
	struct region_report *report;
};

/* 0, or -1 with `err`. Free with region_close() in any case. */
int region_open(struct region *r, struct memtax_error *err);
void region_close(struct region *r);

/* Fill with the secrets, forget all pieces and the report. By the parent, before each child. */
void region_reset(struct region *r, int filling);

/* By the child, first: what is not handed out is nobody's (watcher.h). */
void region_forbid(struct region *r);

/*
 * By the child: a piece of `size` bytes, zeroed, 64-aligned unless it ends at a page without
 * access. NULL when the region is used up.
 */
void *region_take(struct region *r, size_t size, bool at_end);

/* Secrets that fill nothing else, for `filling`. */
void region_secret(void *p, size_t size, int filling);

/* By the parent, when the child is gone: is any byte that was not handed out changed? */
bool region_damaged(const struct region *r, int filling);
/* Is the report one that a child has written in the proper way? */
bool region_report_intact(const struct region *r);

/* By the child: the report can be written between these two, and at no other time. */
void region_report_begin(struct region *r);
void region_report_end(struct region *r);

#endif
