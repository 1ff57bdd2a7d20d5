// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/recall_making.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* ---- calls ---------------------------------------------------------------------------------- */

static void read_arguments(struct call *c, size_t open)
{
	const struct source *s = c->in->source;
	size_t at = open + 1;

	while (at < c->at.end - 1 && c->n_arguments < RECALL_PARAMETERS) {
		struct range *part = &c->argument[c->n_arguments++];

		part->start = recall_skip_blank(s, at);
		while (at < c->at.end - 1 && s->code[at] != ',')
			at = strchr("([{", s->code[at]) ? recall_match(s, at) : at + 1;
		part->end = at++;
	}
}

static bool starts(const struct source *s, size_t at, const char *word)
{
	return !strncmp(&s->code[at], word, strlen(word)) &&
	       !recall_word(s->code[at + strlen(word)]);
}

static void place(struct call *c)
{
	const struct source *s = c->in->source;
	size_t at, before;

	c->statement = recall_statement(s, c->in, c->at.start);
	at = before = c->statement.start;
	while (before && isspace((unsigned char)s->code[before - 1]))
		before--;
	c->controlled = before && !strchr(";{}", s->code[before - 1]);
	c->returns = starts(s, at, "return");
	c->controls = starts(s, at, "if") || starts(s, at, "while") || starts(s, at, "for") ||
		      starts(s, at, "switch");
	if (!strncmp(&s->code[at], "(void)", strlen("(void)")))
		at += strlen("(void)");
	c->plain = at == c->at.start && c->at.end + 1 == c->statement.end;
}

/* The word at `at`, if it is the call of an annotated function. */
static bool read_call(const struct row_text *row, const struct function *in, struct range word,
		      struct call *c)
{
	const struct source *s = in->source;

	memset(c, 0, sizeof(*c));
	if (s->code[word.end] != '(')
		return false;
	c->in = in;
	c->callee = recall_function(row, &s->code[word.start], word.end - word.start);
	if (!c->callee || !c->callee->n_notes)
		return false;
	c->at = (struct range){ word.start, recall_match(s, word.end) };
	read_arguments(c, word.end);
	place(c);
	return c->n_arguments == c->callee->n_parameters;
}

void recall_calls_in(struct making *m, const struct function *f, void *context,
		     void (*each)(struct making *, const struct call *, void *))
{
	const struct source *s = f->source;
	struct call c;

	for (size_t at = f->body.start; at < f->body.end; at++) {
		struct range word = { at, at };

		if (recall_word(s->code[at - 1]))
			continue;
		while (recall_word(s->code[word.end]))
			word.end++;
		if (word.end > at && read_call(m->row, f, word, &c))
			each(m, &c, context);
	}
}

static void without_context(struct making *m, const struct call *c, void *context)
{
	void (**each)(struct making *, const struct call *) = context;

	(*each)(m, c);
}

void recall_each_call(struct making *m, void (*each)(struct making *, const struct call *))
{
	for (size_t i = 0; i < m->row->n_functions; i++)
		recall_calls_in(m, &m->row->functions[i], &each, without_context);
}

/* ---- text ----------------------------------------------------------------------------------- */

void recall_slice(const struct source *s, struct range r, char text[RECALL_TEXT])
{
	snprintf(text, RECALL_TEXT, "%.*s", (int)(r.end - r.start), &s->text[r.start]);
}

void recall_call_text(const struct call *c, int i, const char *argument, char text[RECALL_TEXT])
{
	const struct source *s = c->in->source;
	struct range r = c->argument[i];

	snprintf(text, RECALL_TEXT, "%.*s%s%.*s", (int)(r.start - c->at.start),
		 &s->text[c->at.start], argument, (int)(c->at.end - r.end), &s->text[r.end]);
}

void recall_argument(const struct call *c, int i, char name[RECALL_NAME])
{
	const struct source *s = c->in->source;
	size_t at, end;

	name[0] = '\0';
	if (i < 0 || i >= c->n_arguments)
		return;
	at = c->argument[i].start;
	end = c->argument[i].end;
	while (at < end && recall_word(s->code[at]))
		at++;
	if (at == end)
		snprintf(name, RECALL_NAME, "%.*s", (int)(end - c->argument[i].start),
			 &s->code[c->argument[i].start]);
}

void recall_zero_call(const struct function *f, int a, const char *text_a, int b,
		      const char *text_b, char text[RECALL_TEXT])
{
	int n = snprintf(text, RECALL_TEXT, "(void)%s(", f->name);

	for (int i = 0; i < f->n_parameters && n < RECALL_TEXT; i++) {
		const char *comma = i ? ", " : "", *given = i == a   ? text_a
							    : i == b ? text_b
								     : NULL;

		if (given)
			n += snprintf(text + n, (size_t)(RECALL_TEXT - n), "%s%s", comma, given);
		else
			n += snprintf(text + n, (size_t)(RECALL_TEXT - n), "%s(%s){ 0 }", comma,
				      f->parameters[i].type);
	}
	if (n < RECALL_TEXT)
		snprintf(text + n, (size_t)(RECALL_TEXT - n), ");");
}

/* ---- mutants -------------------------------------------------------------------------------- */

/* On one line, with single blanks. */
static void show(const char *text, char shown[], size_t size)
{
	size_t n = 0;

	for (; *text && n + 1 < size; text++) {
		bool gap = isspace((unsigned char)*text);

		if (gap && (!n || shown[n - 1] == ' '))
			continue;
		shown[n++] = gap ? ' ' : *text;
	}
	while (n && shown[n - 1] == ' ')
		n--;
	shown[n] = '\0';
}

static char *edited(const struct source *s, const struct edit *edits, int n)
{
	size_t at = 0, size;
	char *text = NULL;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	for (int i = 0; i < n; i++) {
		fwrite(&s->text[at], 1, edits[i].at.start - at, f);
		fputs(edits[i].text, f);
		at = edits[i].at.end;
	}
	fputs(&s->text[at], f);
	return fclose(f) ? NULL : text;
}

static const struct function *function_at(const struct row_text *row, const struct source *s,
					  size_t at)
{
	for (size_t i = 0; i < row->n_functions; i++) {
		const struct function *f = &row->functions[i];

		if (f->source == s && f->head.start <= at && at <= f->body.end)
			return f;
	}
	return NULL;
}

void recall_add(struct making *m, enum recall_operation operation, const struct source *s,
		const struct edit *edits, int n, size_t where, const char *shown)
{
	struct mutants *all = m->mutants;
	struct mutant *more = reallocarray(all->mutant, all->n + 1, sizeof(*more)), *one;

	if (!more) {
		m->failed = true;
		return;
	}
	all->mutant = more;
	one = &more[all->n];
	memset(one, 0, sizeof(*one));
	one->kind = (int)operation;
	one->source = s;
	one->changed = function_at(m->row, s, where);
	one->line = recall_line(s, where);
	show(shown, one->shown, sizeof(one->shown));
	one->text = edited(s, edits, n);
	if (one->text)
		all->n++;
	else
		m->failed = true;
}

void recall_before(struct making *m, enum recall_operation operation, const struct call *c,
		   const char *text)
{
	const struct source *s = c->in->source;
	size_t start = c->statement.start, end = c->statement.end;
	char front[2 * RECALL_TEXT], shown[RECALL_TEXT];
	const struct edit edits[] = {
		{ { start, start }, front },
		{ { end, end }, c->controlled ? " }" : "" },
	};

	snprintf(front, sizeof(front), "%s%s ", c->controlled ? "{ " : "", text);
	recall_slice(s, c->statement, shown);
	recall_add(m, operation, s, edits, 2, c->at.start, shown);
}

void recall_after(struct making *m, enum recall_operation operation, const struct call *c,
		  const char *text)
{
	const struct source *s = c->in->source;
	char value[RECALL_TEXT], back[4 * RECALL_TEXT], shown[RECALL_TEXT];
	struct range range = { c->statement.start + strlen("return"), c->statement.end - 1 };
	const struct edit returned[] = { { c->statement, back } };
	const struct edit edits[] = {
		{ { c->statement.start, c->statement.start }, c->controlled ? "{ " : "" },
		{ { c->statement.end, c->statement.end }, back },
	};

	if (c->controls)
		return;
	recall_slice(s, c->statement, shown);
	if (c->returns) {
		recall_slice(s, range, value);
		snprintf(back, sizeof(back),
			 "{ __typeof__(%s) recall_result = %s; %s return recall_result; }", value,
			 value, text);
		recall_add(m, operation, s, returned, 1, c->at.start, shown);
		return;
	}
	snprintf(back, sizeof(back), " %s%s", text, c->controlled ? " }" : "");
	recall_add(m, operation, s, edits, 2, c->at.start, shown);
}

int recall_without(const struct call *c, struct edit edits[1], char text[RECALL_TEXT])
{
	char call[RECALL_TEXT - 32];

	if (c->plain) {
		edits[0] = (struct edit){ c->statement, "(void)0;" };
		return 1;
	}
	snprintf(call, sizeof(call), "%.*s", (int)(c->at.end - c->at.start),
		 &c->in->source->text[c->at.start]);
	snprintf(text, RECALL_TEXT, "(__typeof__(%s)){ 0 }", call);
	edits[0] = (struct edit){ c->at, text };
	return 1;
}
