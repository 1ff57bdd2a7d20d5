/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One block of the first screen: what a check costs here, beside what is known about the figure.
 * Terminal and Markdown show the same table.
 */
#ifndef MEMTAX_REPORT_SCREEN_H
#define MEMTAX_REPORT_SCREEN_H

#include "harness/report/notes.h"
#include "harness/report/table.h"
#include "harness/report/view.h"

struct line {
	char s[384];
};

struct screen {
	struct table *table;
	struct notes notes;
	struct line left_out; /* names of columns that gave way to the width; "" if none did */
};

/*
 * The table of a block, with outcomes of faults where the run has a proof of its workload. Columns
 * give way until it fits `width` (0: any). Always release with screen_free(); table_failed() and
 * notes.failed tell of missing memory.
 */
struct screen screen_build(const json_t *run, const struct block *block, size_t width);
void screen_free(struct screen *screen);

/* "raw 41.3 cycles/packet": the base; with its reason if it has no figure. */
struct line screen_base(const struct block *block);
/* "clone ±0.4": how far from zero the interval of two identical objects reaches. */
struct line screen_clone(const struct block *block);
struct line screen_quiet(const struct block *block);
/* "12 layouts", "8 of 12 layouts". */
struct line screen_layouts(const json_t *run, const struct block *block);
/* What the base itself stops of the input faults: "none", "spatial 1E/6"; "" without a proof. */
struct line screen_base_stops(const json_t *run, const struct block *block);
/* What every table carries: grade, machine, revision, the spread of its clone. */
struct line screen_caption(const json_t *run, const struct block *block);
/* The same for a table over several blocks. */
struct line run_caption(const json_t *run);

/* The words of a verdict, its tags behind it; TONE of the verdict in *tone. */
struct line verdict_words(const json_t *result, enum tone *tone);

#endif
