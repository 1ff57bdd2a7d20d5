/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the rows stop, what that rests on and what it asks for, as sections of the report. */
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/proof.h"
#include "harness/report/screen.h"
#include "harness/report/view.h"
#include "harness/report/writer.h"

void md_findings(const struct writer *w)
{
	struct table *t = table_findings(w->run, 0);

	if (table_rows(t))
		md_put(w,
		       "## Findings\n\nWhat the proof of this run could not confirm. Until each is "
		       "mended or explained, read what follows with it in mind.\n\n");
	md_table(w, t, "", NULL);
}

void md_proof_legend(const struct writer *w)
{
	if (json_array_size(proof_list(w->run, "proof")))
		md_put(w,
		       "**Under a class**: input faults stopped or converted, over those "
		       "attempted. "
		       "**C**: does not compile; **E**: a clean error, or the right answer; **T**: "
		       "the cell's own trap, an attack that became a denial of service and is not "
		       "stopped. Slips and faults of the mechanism are not in it. **trust**: "
		       "(pointer, length) constructors, unchecked casts, suppressions and lines of "
		       "unsafe code.\n\n");
}

void md_tiers(const struct writer *w)
{
	bool titled = false;

	for (size_t i = 0; i < w->plots->n; i++) {
		const struct plot *plot = &w->plots->plot[i];

		if (strncmp(plot->name, "tiers", strlen("tiers")) != 0)
			continue;
		md_put(w, titled ? "" : "## What a guarantee costs\n\n");
		titled = true;
		md_text(w, "![", plot->title, "](");
		md_text(w, "", plot->name, ".svg)\n\n");
		md_text(w, "*", plot->caption, "*\n\n");
	}
}

static const char *kind_words(const char *kind)
{
	if (!strcmp(kind, "input"))
		return "**Input**: hostile bytes or calls against the object that was timed.\n\n";
	if (!strcmp(kind, "slip"))
		return "**Slip**: one line forgotten at the same point in every row, a seeded "
		       "build: what does the discipline catch when its user errs?\n\n";
	return "**Mechanism**: what the discipline itself can get wrong; it bites the row's "
	       "must-fail member.\n\n";
}

static void put_matrix(const struct writer *w, const char *workload, const char *kind)
{
	struct notes notes = { 0 };
	struct table *t = table_matrix(w->run, workload, kind, &notes);

	if (table_rows(t))
		md_put(w, kind_words(kind));
	md_table(w, t, "", &notes);
}

static bool ends_sentence(const char *text)
{
	size_t n = strlen(text);

	return n && text[n - 1] == '.';
}

static void put_mechanism(const struct writer *w, const json_t *line)
{
	md_text(w, "- **", view_text(line, "fault"), "** (");
	md_text(w, "", view_text(line, "kind"), ", ");
	md_text(w, "", view_text(line, "class"), "");
	if (*view_text(line, "cve"))
		md_text(w, ", ", view_text(line, "cve"), "");
	md_text(w, "): ", view_text(line, "mechanism"), "");
	md_text(w, ends_sentence(view_text(line, "mechanism")) ? " Read in: " : ". Read in: ",
		view_text(line, "source"), "\n");
}

/* Html hides this list until it is asked for: html.c knows its first words. */
static void put_mechanisms(const struct writer *w, const char *workload)
{
	json_t *faults = proof_names(w->run, workload, NULL, "fault");
	const json_t *fault, *line;
	size_t i, k;

	md_put(w, "What goes wrong, and where that was read:\n\n");
	json_array_foreach(faults, i, fault)
	{
		json_array_foreach(proof_list(w->run, "proof"), k, line)
		{
			if (!proof_is(line, "workload", workload) ||
			    !proof_is(line, "fault", json_string_value(fault)))
				continue;
			put_mechanism(w, line);
			break;
		}
	}
	md_put(w, "\n");
	json_decref(faults);
}

static void put_matrices(const struct writer *w)
{
	json_t *workloads = proof_names(w->run, NULL, NULL, "workload");
	const json_t *workload;
	size_t i;

	if (json_array_size(workloads))
		md_put(w, "## Faults\n\nEach against every row, on the object that was timed or a "
			  "seeded build of it. Nothing here is a share of all faults: they were "
			  "chosen by us.\n\n" MATRIX_LEGEND "\n\n");
	json_array_foreach(workloads, i, workload)
	{
		const char *name = json_string_value(workload);

		md_text(w, "### Faults of ", name, "\n\n");
		for (size_t k = 0; k < PROOF_KINDS; k++)
			put_matrix(w, name, proof_kind[k]);
		put_mechanisms(w, name);
	}
	json_decref(workloads);
}

static void put_titled(const struct writer *w, const char *title, struct table *t)
{
	if (table_rows(t))
		md_put(w, title);
	md_table(w, t, "", NULL);
}

static void put_effort(const struct writer *w)
{
	struct notes notes = { 0 };
	struct table *t = table_effort(w->run, &notes);

	if (table_rows(t))
		md_put(w,
		       "## Effort\n\nOf the row's own sources for the workload, comments and blank "
		       "lines apart; ±: added and removed against the baseline.\n\n");
	md_table(w, t, "", &notes);
	put_titled(w,
		   "Code that Rust lets off its own rules, and where: the shell takes what C hands "
		   "over, and is part of every cell.\n\n",
		   table_unsafe(w->run));
}

static void put_checks(const struct writer *w)
{
	struct notes notes = { 0 };
	struct table *t = table_checks(w->run);

	if (!table_rows(t)) {
		table_free(t);
		return;
	}
	md_put(w,
	       "## Checks at run time\n\nEach was taken out alone and the row built again. *In the "
	       "object*: that changed its code. *Caught*: a fault finds it missing. *Explained*: "
	       "none can, for the reason given.\n\n");
	md_table(w, t, "", NULL);
	md_put(w,
	       "Those in the object, dearest first: what the row saves without it in cycles per "
	       "operation, and in bytes of code. What a check kept the compiler from doing is in "
	       "its figure: one that this input never reaches, and that costs all the same, is "
	       "lost optimisation or placement. Each interval stands for itself: of so many, "
	       "some are clear of zero by chance, and they do not add up to the row's "
	       "cost.\n\n");
	md_table(w, table_check_list(w->run, &notes), run_caption(w->run).s, &notes);
}

void md_proof(const struct writer *w)
{
	if (!json_array_size(proof_list(w->run, "proof"))) {
		md_put(w,
		       "## Faults\n\nThis run proved nothing: `make prove` plays the faults.\n\n");
		return;
	}
	put_matrices(w);
	put_titled(
		w,
		"## What stands behind a stop\n\nHow many of a row's stopped faults, of all kinds, "
		"rest on what: enforced by type or compiler on any code; checked where the code is "
		"annotated; convention.\n\n",
		table_stands(w->run));
	put_titled(
		w,
		"## Compile-time cases\n\nOne small file for each misuse, beside a control that "
		"every "
		"checker must accept. **✓**: as expected; **silent**: this checker is not expected "
		"to say so; **check**: clang-19's ownership checker; **run**: "
		"built without optimisation, with handles that trap, and run.\n\n",
		table_compile(w->run));
	put_titled(
		w,
		"## Recall of the checkers\n\nValid cells, changed automatically. By each checker "
		"alone, and by all: the same mutant may be caught by several.\n\n",
		table_recall(w->run));
	put_titled(w, "What no checker caught:\n\n", table_survivors(w->run));
	put_effort(w);
	put_checks(w);
}
