/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the report reads a run document: typed access that never fails on a missing or odd value
 * (it comes back as "" or NAN), and the groups of rows that a reader looks at together.
 */
#ifndef MEMTAX_REPORT_VIEW_H
#define MEMTAX_REPORT_VIEW_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/stats/stats.h"

const char *view_text(const json_t *object, const char *key); /* "" if there is none */
double view_number(const json_t *object, const char *key);    /* NAN if there is none */
bool view_true(const json_t *object, const char *key);
struct estimate view_estimate(const json_t *object, const char *key);

/*
 * Rows that are measured against one base: one workload, shape, footprint, profile, entry and
 * toolchain of the base, in one kind of process. Texts belong to the document.
 */
struct block {
	const char *workload, *shape, *footprint, *profile, *entry, *toolchain, *unit;
	const char *runtime; /* run-time library of the process; "": none */
	const json_t *base;  /* the baseline's result; NULL if the run has none */
	const json_t *clone; /* the baseline's clone; NULL if the run has none */
	int decimals;	     /* that suit this block's differences */
};

struct blocks {
	struct block *block;
	size_t n;
};

/*
 * The first screen: of each workload the headline shape, footprint `l1` and entry `batch` where
 * the run has them (else what it has first), once per profile and toolchain.
 * Returns 0, or -1 without memory.
 */
int view_first_blocks(const json_t *run, struct blocks *blocks);
/* All the others, in the order of the document. */
int view_other_blocks(const json_t *run, const struct blocks *first, struct blocks *blocks);
void blocks_free(struct blocks *blocks);

/* The toolchain of the base that this result is measured against: its own, unless it has none. */
const char *view_base_toolchain(const json_t *result);

bool block_has(const struct block *block, const json_t *result);
/* This row's result with another entry or footprint; NULL if the run has none. */
const json_t *view_sibling(const json_t *run, const json_t *result, const char *entry,
			   const char *footprint);
/* The decimals of the block that this result belongs to. */
int view_decimals(const json_t *run, const json_t *result);
/* Cycles per operation of the base. */
double block_base_cycles(const struct block *block);

struct name {
	char s[64];
};
/*
 * "gcc-12.2" of the toolchain id "gcc" with version 12.2.0, "rustc-1.95/llvm-22" where the version
 * names an LLVM too; the id alone if it isn't known.
 */
struct name view_toolchain(const json_t *run, const char *id);
/* "VARIANT" of the baseline in this block, "base" if there is none. */
const char *block_base_name(const struct block *block);

/* The widest end of any clone's interval around ratio 1: 0.004 is 0.4 %. NAN without clones. */
double view_clone_spread(const json_t *run);

#endif
