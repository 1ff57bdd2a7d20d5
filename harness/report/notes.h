/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Footnotes of one table: why a figure is missing. The same reason gets the same mark. Marks are
 * superscript digits, which need no markup anywhere.
 */
#ifndef MEMTAX_REPORT_NOTES_H
#define MEMTAX_REPORT_NOTES_H

#include <stdbool.h>
#include <stddef.h>

enum { NOTES_MOST = 24 };

struct notes {
	char *text[NOTES_MOST];
	size_t n;
	bool failed; /* out of memory */
};

struct note_mark {
	char s[16];
};

/* Mark number i, from 0. */
struct note_mark note_mark(size_t i);
/* Add a reason, or find it. More than NOTES_MOST different ones share the last mark. */
struct note_mark notes_add(struct notes *notes, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void notes_free(struct notes *notes);

#endif
