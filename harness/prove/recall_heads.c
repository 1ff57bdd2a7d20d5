// SPDX-License-Identifier: GPL-2.0-or-later
/* Mistakes in functions as such: their annotations, their parameters, what a primitive does. */
#include "harness/prove/recall_making.h"

#include <string.h>

static void show_note(const struct function *f, const struct note *note, char shown[RECALL_TEXT])
{
	snprintf(shown, RECALL_TEXT, "%s: %.*s", f->name, (int)(note->at.end - note->at.start),
		 &f->source->text[note->at.start]);
}

static void notes(struct making *m, const struct function *f)
{
	static const char exclusive[] = "OWN_EXCLUSIVE", shared[] = "OWN_SHARED";
	char shown[RECALL_TEXT];

	for (int i = 0; i < f->n_notes; i++) {
		const struct note *note = &f->notes[i];
		size_t word = recall_skip_blank(f->source, note->at.start);
		struct edit drop = { note->at, "" };
		struct edit weaken = { { word, word + strlen(exclusive) }, shared };

		show_note(f, note, shown);
		if (note->kind != NOTE_PRIMITIVE)
			recall_add(m, NOTE_DROPPED, f->source, &drop, 1, word, shown);
		if (note->kind == NOTE_EXCLUSIVE)
			recall_add(m, NOTE_WEAKENED, f->source, &weaken, 1, word, shown);
	}
}

static void count(struct making *m, const struct call *c, void *context)
{
	(void)m;
	(void)c;
	++*(int *)context;
}

/* A function that has to do with handles: an annotated one, or one that calls such. */
static void primitive(struct making *m, const struct function *f)
{
	size_t end = f->head.end;
	const struct edit add = { { end, end }, " OWN_PRIMITIVE" };
	int calls = 0;

	if (recall_has(f, NOTE_PRIMITIVE))
		return;
	recall_calls_in(m, f, &calls, count);
	if (calls || f->n_notes)
		recall_add(m, PRIMITIVE_ADDED, f->source, &add, 1, f->head.start, f->name);
}

/* The parameter that is the handle, where the function works with it by the functions of others. */
static const struct parameter *handle_of(const struct making *m, const struct function *f,
					 enum note_kind kind, const struct handle_type **type)
{
	for (int i = 0; i < f->n_notes && !recall_has(f, NOTE_PRIMITIVE); i++) {
		const struct parameter *p;

		if (f->notes[i].kind != kind || f->notes[i].parameter[0] < 0)
			continue;
		p = &f->parameters[f->notes[i].parameter[0]];
		*type = recall_type(m->row, p->type);
		if (*type)
			return p;
	}
	return NULL;
}

static void redirected(struct making *m, const struct function *f)
{
	const struct handle_type *type;
	const struct parameter *p = handle_of(m, f, NOTE_RELEASE, &type);
	struct edit edit = { { f->body.start, f->body.start }, NULL };
	char text[RECALL_TEXT];

	if (!p)
		return;
	snprintf(text, sizeof(text), "\n\t%s(recall_other); %s = recall_other;", type->macro,
		 p->name);
	edit.text = text;
	recall_add(m, PARAMETER_REDIRECTED, f->source, &edit, 1, f->head.start, f->name);
}

/* What consumes one handle of this type, and was defined before `f`. */
static const struct function *consumer(const struct making *m, const struct function *f,
				       const char *type, int *parameter)
{
	for (int i = 0; i < f->order; i++) {
		const struct function *g = &m->row->functions[i];
		const struct note *note = g->n_notes ? &g->notes[0] : NULL;

		if (!note || note->kind != NOTE_RELEASE || note->parameter[0] < 0 ||
		    strcmp(g->parameters[note->parameter[0]].type, type) ||
		    (g->n_notes > 1 && g->notes[1].kind != NOTE_PRIMITIVE))
			continue;
		*parameter = note->parameter[0];
		return g;
	}
	return NULL;
}

/* The last statement of a body, which may return a value. */
static struct range last_statement(const struct function *f)
{
	const struct source *s = f->source;
	struct range last = { f->body.end, f->body.end };
	size_t at = recall_skip_blank(s, f->body.start);

	while (at < f->body.end) {
		last = (struct range){ at, recall_statement_end(s, at) };
		at = recall_skip_blank(s, last.end);
	}
	return last;
}

/* Borrowed, and consumed by the callee as it ends. */
static void borrow_consumed(struct making *m, const struct function *f, enum note_kind kind)
{
	const struct handle_type *type;
	const struct parameter *p = handle_of(m, f, kind, &type);
	const struct function *g = NULL;
	char call[RECALL_TEXT], text[4 * RECALL_TEXT], shown[RECALL_TEXT];
	struct call c = { .in = f };
	int parameter = -1;

	/* What is borrowed to read is const: consuming it is refused as a matter of types. */
	if (p && strncmp(p->type, "const ", strlen("const ")))
		g = consumer(m, f, type->type, &parameter);
	if (!g)
		return;
	recall_zero_call(g, parameter, p->name, -1, NULL, call);
	c.statement = last_statement(f);
	c.at = c.statement;
	c.returns = !strncmp(&f->source->code[c.statement.start], "return", strlen("return"));
	snprintf(text, sizeof(text), "%s", call);
	recall_slice(f->source, c.statement, shown);
	recall_after(m, BORROW_CONSUMED, &c, text);
}

/* A primitive forgets a line of the form `own_...(...life...);`: then its annotation lies. */
static void life(struct making *m, const struct function *f)
{
	const struct source *s = f->source;
	size_t at = recall_skip_blank(s, f->body.start);
	char shown[RECALL_TEXT];

	while (f->n_notes && at < f->body.end) {
		struct range all = { at, recall_statement_end(s, at) };
		const struct edit drop = { all, "(void)0;" };

		recall_slice(s, all, shown);
		if (!strncmp(shown, "own_", 4) && strstr(shown, "life"))
			recall_add(m, LIFE_DROPPED, s, &drop, 1, at, shown);
		at = recall_skip_blank(s, all.end);
	}
}

void recall_mutate_heads(struct making *m)
{
	for (size_t i = 0; i < m->row->n_functions; i++) {
		const struct function *f = &m->row->functions[i];

		notes(m, f);
		primitive(m, f);
		redirected(m, f);
		borrow_consumed(m, f, NOTE_EXCLUSIVE);
		borrow_consumed(m, f, NOTE_SHARED);
		life(m, f);
	}
}
