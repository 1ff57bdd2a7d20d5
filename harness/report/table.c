/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum { GAP = 2, INDENT = 2, NARROWEST_LAST = 16 };

struct column {
	char *title;
	enum table_align align;
};

struct text {
	char *s; /* NULL: nothing here */
	enum tone tone;
	bool span;
};

struct table {
	struct column *column;
	size_t columns;
	struct text *text; /* rows x columns */
	size_t rows;
	size_t next; /* column of the next text of the last row */
	bool failed;
};

struct table *table_new(void)
{
	return calloc(1, sizeof(struct table));
}

void table_free(struct table *table)
{
	if (!table)
		return;
	for (size_t i = 0; i < table->columns; i++)
		free(table->column[i].title);
	for (size_t i = 0; i < table->rows * table->columns; i++)
		free(table->text[i].s);
	free(table->column);
	free(table->text);
	free(table);
}

bool table_failed(const struct table *table)
{
	return !table || table->failed;
}

size_t table_rows(const struct table *table)
{
	return table ? table->rows : 0;
}

void table_column(struct table *table, const char *title, enum table_align align)
{
	struct column *column;

	if (!table || table->rows)
		return;
	column = realloc(table->column, (table->columns + 1) * sizeof(*column));
	if (!column) {
		table->failed = true;
		return;
	}
	table->column = column;
	column[table->columns] = (struct column){ strdup(title), align };
	table->failed |= !column[table->columns].title;
	table->columns++;
}

void table_row(struct table *table)
{
	struct text *text;
	size_t cells;

	if (!table || !table->columns)
		return;
	cells = table->rows * table->columns;
	text = realloc(table->text, (cells + table->columns) * sizeof(*text));
	if (!text) {
		table->failed = true;
		return;
	}
	memset(text + cells, 0, table->columns * sizeof(*text));
	table->text = text;
	table->rows++;
	table->next = 0;
}

void table_cut(struct table *table, size_t rows)
{
	if (!table || rows >= table->rows)
		return;
	for (size_t i = rows * table->columns; i < table->rows * table->columns; i++)
		free(table->text[i].s);
	table->rows = rows;
}

static __attribute__((format(printf, 4, 0))) void
put_text(struct table *table, enum tone tone, bool span, const char *format, va_list args)
{
	struct text *text;

	if (!table || !table->rows || table->next >= table->columns)
		return;
	text = &table->text[(table->rows - 1) * table->columns + table->next];
	table->next = span ? table->columns : table->next + 1;
	text->tone = tone;
	text->span = span;
	if (vasprintf(&text->s, format, args) < 0) {
		text->s = NULL;
		table->failed = true;
		return;
	}
	for (char *c = text->s; *c; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f)
			*c = ' ';
}

void table_text(struct table *table, enum tone tone, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_text(table, tone, false, format, args);
	va_end(args);
}

void table_span(struct table *table, enum tone tone, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	put_text(table, tone, true, format, args);
	va_end(args);
}

static const struct text *text_at(const struct table *table, size_t row, size_t column)
{
	return &table->text[row * table->columns + column];
}

static size_t column_width(const struct table *table, size_t column)
{
	const char *title = table->column[column].title;
	size_t width = title ? text_width(title) : 0;

	for (size_t row = 0; row < table->rows; row++) {
		const struct text *text = text_at(table, row, column);
		size_t w = text->s && !text->span ? text_width(text->s) : 0;

		if (w > width)
			width = w;
	}
	return width;
}

size_t table_narrowest(const struct table *table)
{
	size_t width = INDENT;

	if (!table || !table->columns)
		return 0;
	for (size_t i = 0; i + 1 < table->columns; i++)
		width += column_width(table, i) + GAP;
	if (table->column[table->columns - 1].align == ALIGN_LEFT)
		return width + NARROWEST_LAST;
	return width + column_width(table, table->columns - 1);
}

/* One text in its column; the last column wraps instead of being padded. */
static void print_cell(const struct table *table, FILE *out, bool colour, const struct text *text,
		       size_t column, const size_t *start, size_t width, size_t limit)
{
	const char *s = text->s ? text->s : "";
	size_t used = text_width(s);
	int pad = used < width ? (int)(width - used) : 0;

	if (text->span || (column + 1 == table->columns && !table->column[column].align)) {
		text_wrap(out, text->tone, colour, s, start[column], limit);
		return;
	}
	if (table->column[column].align == ALIGN_RIGHT)
		fprintf(out, "%*s", pad, "");
	text_print(out, text->tone, colour, s);
	if (column + 1 == table->columns)
		fputc('\n', out);
	else
		fprintf(out, "%*s", GAP + (table->column[column].align == ALIGN_LEFT ? pad : 0),
			"");
}

static void print_row(const struct table *table, FILE *out, bool colour, const struct text *row,
		      const size_t *width, const size_t *start, size_t limit)
{
	fprintf(out, "%*s", INDENT, "");
	for (size_t i = 0; i < table->columns; i++) {
		print_cell(table, out, colour, &row[i], i, start, width[i], limit);
		if (row[i].span)
			return;
	}
}

void table_print(const struct table *table, FILE *out, size_t width, bool colour)
{
	size_t *widths, *start;
	struct text *head;
	size_t at = INDENT;

	if (!table || !table->columns)
		return;
	widths = calloc(table->columns, sizeof(*widths));
	start = calloc(table->columns, sizeof(*start));
	head = calloc(table->columns, sizeof(*head));
	if (!widths || !start || !head)
		goto out;
	for (size_t i = 0; i < table->columns; i++) {
		widths[i] = column_width(table, i);
		start[i] = at;
		at += widths[i] + GAP;
		head[i] = (struct text){ table->column[i].title, TONE_FAINT, false };
	}
	at = start[table->columns - 1] + NARROWEST_LAST;
	if (width < at)
		width = at;
	print_row(table, out, colour, head, widths, start, width);
	for (size_t row = 0; row < table->rows; row++)
		print_row(table, out, colour, text_at(table, row, 0), widths, start, width);
out:
	free(widths);
	free(start);
	free(head);
}

static void markdown_row(const struct table *table, FILE *out, size_t row)
{
	const struct text *spanned = NULL;

	for (size_t i = 0; i < table->columns; i++) {
		const struct text *text = text_at(table, row, i);

		if (text->span)
			spanned = text;
		if (spanned)
			text = i + 1 == table->columns ? spanned : NULL;
		fputs("| ", out);
		if (text && text->s)
			markdown_escape(text->s, out);
		fputc(' ', out);
	}
	fputs("|\n", out);
}

void table_markdown(const struct table *table, FILE *out)
{
	if (!table || !table->columns)
		return;
	for (size_t i = 0; i < table->columns; i++) {
		fputs("| ", out);
		markdown_escape(table->column[i].title ? table->column[i].title : "", out);
		fputc(' ', out);
	}
	fputs("|\n", out);
	for (size_t i = 0; i < table->columns; i++)
		fputs(table->column[i].align == ALIGN_RIGHT ? "|---:" : "|----", out);
	fputs("|\n", out);
	for (size_t row = 0; row < table->rows; row++)
		markdown_row(table, out, row);
}
