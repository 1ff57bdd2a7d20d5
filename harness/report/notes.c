/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/notes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct note_mark note_mark(size_t i)
{
	static const char *const digit[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
	struct note_mark mark;
	size_t n = i + 1;

	snprintf(mark.s, sizeof(mark.s), "%s%s", n < 10 ? "" : digit[n / 10 % 10], digit[n % 10]);
	return mark;
}

struct note_mark notes_add(struct notes *notes, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length < 0) {
		notes->failed = true;
		return note_mark(notes->n);
	}
	for (size_t i = 0; i < notes->n; i++)
		if (!strcmp(notes->text[i], text)) {
			free(text);
			return note_mark(i);
		}
	if (notes->n == NOTES_MOST) {
		free(text);
		return note_mark(NOTES_MOST - 1);
	}
	notes->text[notes->n] = text;
	return note_mark(notes->n++);
}

void notes_free(struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		free(notes->text[i]);
	*notes = (struct notes){ 0 };
}
