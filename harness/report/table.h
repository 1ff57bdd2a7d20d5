/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A table: columns with a heading and an alignment, rows of short texts. Built once, then printed
 * for a terminal (aligned by display width, wrapped to fit, coloured on demand) or as Markdown.
 * Texts are UTF-8; control characters in them become spaces, so that nothing read from a file can
 * steer a terminal. Running out of memory is remembered: table_failed() tells.
 */
#ifndef MEMTAX_REPORT_TABLE_H
#define MEMTAX_REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum table_align { ALIGN_LEFT, ALIGN_RIGHT };

/* What a text is to the reader; a terminal turns it into a colour. */
enum tone {
	TONE_PLAIN,
	TONE_STRONG,
	TONE_FAINT,
	TONE_COSTS,
	TONE_SAVES,
	TONE_FREE,
	TONE_UNSURE,
	TONE_BAD,
};

struct table;

/* Returns NULL without memory; every function here takes a NULL table and does nothing. */
struct table *table_new(void);
void table_free(struct table *table);
bool table_failed(const struct table *table);
size_t table_rows(const struct table *table);

/* Columns first, then rows. Only the last column is ever wrapped. */
void table_column(struct table *table, const char *title, enum table_align align);
void table_row(struct table *table);
/* The next text of the row. Texts beyond the last column are dropped. */
void table_text(struct table *table, enum tone tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A text over all the columns that are left in this row: a reason instead of figures. */
void table_span(struct table *table, enum tone tone, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Keep the first `rows` rows. */
void table_cut(struct table *table, size_t rows);

/* For a terminal, indented by two; no line is wider than `width` unless one word is. */
void table_print(const struct table *table, FILE *out, size_t width, bool colour);
/* The least width in which table_print() keeps its columns, with room for words in the last one. */
size_t table_narrowest(const struct table *table);
/* As Markdown; a span goes into the last column, the ones before it stay empty. */
void table_markdown(const struct table *table, FILE *out);

/* Columns that a terminal needs for this UTF-8 text. */
size_t text_width(const char *text);
/* One text for a terminal in a tone. */
void text_print(FILE *out, enum tone tone, bool colour, const char *text);
/* The same, wrapped at spaces to `width`, later lines indented by `indent`. */
void text_wrap(FILE *out, enum tone tone, bool colour, const char *text, size_t indent,
	       size_t width);
/* Write `text` so that Markdown shows it as it is. */
void markdown_escape(const char *text, FILE *out);

#endif
