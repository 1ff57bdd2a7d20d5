// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/recall_prune.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Is a function of which `reaches` is true named in the body of `f`? */
static bool names_one(const struct row_text *row, const struct function *f, const bool *reaches)
{
	const struct source *s = f->source;
	const struct function *named;
	size_t end;

	for (size_t at = f->body.start; at<f->body.end; at = end> at ? end : at + 1) {
		end = at;
		while (recall_word(s->code[end]))
			end++;
		named = end > at ? recall_function(row, &s->code[at], end - at) : NULL;
		if (named && reaches[named->order])
			return true;
	}
	return false;
}

/* Functions are defined before they are used, so that one pass is enough. NULL without memory. */
static bool *reaching(const struct row_text *row, const struct function *changed)
{
	bool *reaches = calloc(row->n_functions + 1, sizeof(*reaches));

	for (size_t i = 0; reaches && i < row->n_functions; i++)
		reaches[i] = &row->functions[i] == changed ||
			     names_one(row, &row->functions[i], reaches);
	return reaches;
}

/* The length of the name at `at`, if it is that of a function in an initialiser. */
static size_t initialiser(const char *at)
{
	size_t n = 0;

	if (strncmp(at, " = ", 3))
		return 0;
	while (recall_word(at[3 + n]))
		n++;
	return n && !isdigit((unsigned char)at[3]) &&
			       (at[3 + n] == ',' || !strncmp(at + 3 + n, " }", 2))
		       ? n
		       : 0;
}

char *recall_prune(const struct row_text *row, const struct function *changed, const char *text)
{
	bool *reaches = reaching(row, changed);
	char *pruned = NULL;
	size_t size;
	FILE *f = reaches ? open_memstream(&pruned, &size) : NULL;

	for (const char *at = text; f && *at; at++) {
		size_t n = initialiser(at);
		const struct function *g = n ? recall_function(row, at + 3, n) : NULL;

		if (g && !reaches[g->order]) {
			fputs(" = 0", f);
			at += 3 + n - 1;
		} else {
			putc(*at, f);
		}
	}
	free(reaches);
	return f && !fclose(f) ? pruned : NULL;
}
