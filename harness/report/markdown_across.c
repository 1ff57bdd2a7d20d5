// SPDX-License-Identifier: GPL-2.0-or-later
/* Languages and compilers side by side, and the price of a call, as sections of the report. */
#include <string.h>

#include "harness/report/screen.h"
#include "harness/report/tables.h"
#include "harness/report/writer.h"

/* What tells the blocks of a workload apart in these tables is the profile: a toolchain is a row.
 */
static bool is_first_of_profile(const struct blocks *first, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(first->block[k].workload, first->block[i].workload) &&
		    !strcmp(first->block[k].profile, first->block[i].profile))
			return false;
	return true;
}

typedef struct table *(*build)(const json_t *run, const struct block *first);

/* A table for each workload and profile; `title` before the first that has rows. */
static void put_each(const struct writer *w, const struct blocks *first, build make,
		     const char *title)
{
	for (size_t i = 0; i < first->n; i++) {
		const struct block *block = &first->block[i];
		struct table *t;

		if (!is_first_of_profile(first, i))
			continue;
		t = make(w->run, block);
		if (table_rows(t)) {
			md_put(w, title);
			title = "";
			md_text(w, "### ", block->workload, " · ");
			md_text(w, "", block->shape, " · ");
			md_text(w, "", block->footprint, " · ");
			md_text(w, "", block->profile, "\n\n");
		}
		md_table(w, t, run_caption(w->run).s, NULL);
	}
}

void md_across(const struct writer *w, const struct blocks *first)
{
	struct notes notes = { 0 };
	struct table *means = table_across_summary(w->run, &notes);

	put_each(
		w, first, table_across,
		"## Languages and compilers\n\nRows of the same rounds that are read against each "
		"other though neither is the other's base. Rust is compared with raw C by the C "
		"compiler that is nearest to it; how far raw C itself moves between compilers says "
		"how much of such a ratio can be the compiler's.\n\n");
	if (table_rows(means))
		md_put(w, "### Geometric means\n\nOver the headline shapes, one value per "
			  "workload.\n\n");
	md_table(w, means, run_caption(w->run).s, &notes);
}

void md_boundary(const struct writer *w, const struct blocks *first)
{
	put_each(w, first, table_boundary,
		 "## The price of a call\n\nCycles per operation with many operations inlined in "
		 "one "
		 "timed call (batch), and with one operation per out-of-line call from C (single): "
		 "what a binding to an interface in C pays. The two are measured in different "
		 "launches: the difference is one of two independent means.\n\n");
}
