/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/writer.h"

void md_put(const struct writer *w, const char *markdown)
{
	fputs(markdown, w->out);
}

void md_text(const struct writer *w, const char *before, const char *text, const char *after)
{
	fputs(before, w->out);
	markdown_escape(text, w->out);
	fputs(after, w->out);
}

static void put_notes(const struct writer *w, struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++) {
		md_put(w, note_mark(i).s);
		md_text(w, " ", notes->text[i], i + 1 < notes->n ? "  \n" : "\n\n");
	}
}

void md_table(const struct writer *w, struct table *table, const char *caption, struct notes *notes)
{
	if (table_rows(table)) {
		table_markdown(table, w->out);
		md_put(w, "\n");
		if (*caption)
			md_text(w, "*", caption, "*\n\n");
		if (notes)
			put_notes(w, notes);
	}
	table_free(table);
	if (notes)
		notes_free(notes);
}
