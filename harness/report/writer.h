/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/report: what the sections of the Markdown report are written with. */
#ifndef MEMTAX_REPORT_WRITER_H
#define MEMTAX_REPORT_WRITER_H

#include <jansson.h>
#include <stdio.h>

#include "harness/report/notes.h"
#include "harness/report/plot.h"
#include "harness/report/table.h"

struct writer {
	const json_t *run;
	const struct plots *plots;
	FILE *out;
};

/* Markdown as it is. */
void md_put(const struct writer *w, const char *markdown);
/* A text of the document between two pieces of Markdown. */
void md_text(const struct writer *w, const char *before, const char *text, const char *after);
/* A table with its caption ("": none) and footnotes; frees them. Nothing without rows. */
void md_table(const struct writer *w, struct table *table, const char *caption,
	      struct notes *notes);

/* markdown_proof.c: the sections of the proof; each is absent where the run has nothing of it. */
void md_findings(const struct writer *w);
void md_tiers(const struct writer *w);
void md_proof_legend(const struct writer *w);
void md_proof(const struct writer *w);

/* markdown_across.c: rows read against each other; absent where the run has nothing of it. */
struct blocks;
void md_across(const struct writer *w, const struct blocks *first);
void md_boundary(const struct writer *w, const struct blocks *first);

#endif
