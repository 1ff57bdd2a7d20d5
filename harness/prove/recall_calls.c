// SPDX-License-Identifier: GPL-2.0-or-later
/* Mistakes at calls: of what consumes, begins, freezes and thaws. */
#include "harness/prove/recall_making.h"

#include <string.h>

/* ---- a use, for what was moved -------------------------------------------------------------- */

/* Does `f` borrow a handle of this type, and do nothing else to handles? Its parameter, or -1. */
static int borrows(const struct function *f, const char *type, enum note_kind kind)
{
	int parameter = f->n_notes == 1 && f->notes[0].kind == kind ? f->notes[0].parameter[0] : -1;
	const char *own = parameter < 0 ? "" : f->parameters[parameter].type;
	const char *word = strrchr(own, ' ');

	return strcmp(word ? word + 1 : own, type) ? -1 : parameter;
}

/* Only what is defined before can be called. */
static bool use_by_borrow(const struct making *m, const struct function *in, const char *type,
			  enum note_kind kind, const char *name, char text[RECALL_TEXT])
{
	for (int i = 0; i < in->order; i++) {
		const struct function *f = &m->row->functions[i];
		int parameter = borrows(f, type, kind);

		if (parameter < 0)
			continue;
		recall_zero_call(f, parameter, name, -1, NULL, text);
		return true;
	}
	return false;
}

static const struct note *note_of(const struct function *f, enum note_kind kind)
{
	for (int i = 0; i < f->n_notes; i++)
		if (f->notes[i].kind == kind)
			return &f->notes[i];
	return NULL;
}

/* The function of this kind on an owner of `type`; its view's type must be `view` unless NULL. */
static const struct function *view_function(const struct making *m, const struct function *in,
					    enum note_kind kind, const char *type, const char *view)
{
	for (int i = 0; i < in->order; i++) {
		const struct function *f = &m->row->functions[i];
		const struct note *note = note_of(f, kind);

		if (!note || note->parameter[1] < 0 ||
		    strcmp(f->parameters[note->parameter[0]].type, type) ||
		    (view && strcmp(f->parameters[note->parameter[1]].type, view)))
			continue;
		return f;
	}
	return NULL;
}

/* Where nothing borrows directly: a view is opened and closed. */
static bool use_by_view(const struct making *m, const struct function *in, const char *type,
			const char *name, char text[RECALL_TEXT])
{
	const struct function *freeze = view_function(m, in, NOTE_FREEZE, type, NULL), *thaw;
	char open[RECALL_TEXT], shut[RECALL_TEXT];
	const struct note *note;
	const char *view;

	if (!freeze)
		return false;
	note = note_of(freeze, NOTE_FREEZE);
	view = freeze->parameters[note->parameter[1]].type;
	recall_zero_call(freeze, note->parameter[0], name, note->parameter[1], "recall_view", open);
	thaw = view_function(m, in, NOTE_THAW, type, view);
	if (!thaw || !recall_type(m->row, view))
		return false;
	note = note_of(thaw, NOTE_THAW);
	recall_zero_call(thaw, note->parameter[0], name, note->parameter[1], "recall_view", shut);
	snprintf(text, RECALL_TEXT, "%s(recall_view); %.400s %.400s",
		 recall_type(m->row, view)->macro, open, shut);
	return true;
}

static bool use_of(const struct making *m, const struct function *in, const char *type,
		   const char *name, char text[RECALL_TEXT])
{
	return use_by_borrow(m, in, type, NOTE_SHARED, name, text) ||
	       use_by_borrow(m, in, type, NOTE_EXCLUSIVE, name, text) ||
	       use_by_view(m, in, type, name, text);
}

/* ---- what consumes -------------------------------------------------------------------------- */

static void leak(struct making *m, enum recall_operation operation, const struct call *c,
		 const struct edit *first)
{
	char text[RECALL_TEXT], shown[RECALL_TEXT];
	struct edit edits[2];
	int n = 0;

	if (first)
		edits[n++] = *first;
	n += recall_without(c, &edits[n], text);
	recall_slice(c->in->source, c->statement, shown);
	recall_add(m, operation, c->in->source, edits, n, c->at.start, shown);
}

static void alias(struct making *m, const struct call *c, int i, const char *name)
{
	char text[2 * RECALL_TEXT], call[RECALL_TEXT];

	recall_call_text(c, i, "recall_alias", call);
	snprintf(text, sizeof(text), "__typeof__(&(%s)[0]) recall_alias = (%s); (void)%s;", name,
		 name, call);
	recall_before(m, ALIAS, c, text);
}

static void copied(struct making *m, const struct call *c, int i, const char *name,
		   const char *macro)
{
	char text[2 * RECALL_TEXT], call[RECALL_TEXT];

	recall_call_text(c, i, "recall_copy", call);
	snprintf(text, sizeof(text), "%s(recall_copy); *recall_copy = *%s; (void)%s;", macro, name,
		 call);
	recall_before(m, HANDLE_COPIED, c, text);
}

/* The consuming call is gone too: with it, the proof would find an empty handle consumed. */
static void overwritten(struct making *m, const struct call *c, const char *name, const char *macro)
{
	const struct source *s = c->in->source;
	char front[RECALL_TEXT], text[RECALL_TEXT], shown[RECALL_TEXT];
	size_t start = c->statement.start, end = c->statement.end;
	struct edit edits[3] = {
		{ { start, start }, front },
		{ { end, end }, c->controlled ? " }" : "" },
		{ { end, end }, c->controlled ? " }" : "" },
	};

	snprintf(front, sizeof(front), "%s%s(recall_empty); *%s = *recall_empty; ",
		 c->controlled ? "{ " : "", macro, name);
	recall_without(c, &edits[1], text);
	recall_slice(s, c->statement, shown);
	recall_add(m, OWNER_OVERWRITTEN, s, edits, 3, c->at.start, shown);
}

static void consumed(struct making *m, const struct call *c, int i)
{
	const struct parameter *p = &c->callee->parameters[i];
	const struct handle_type *type = recall_type(m->row, p->type);
	char name[RECALL_NAME], text[RECALL_TEXT], call[RECALL_TEXT];

	recall_argument(c, i, name);
	if (!name[0] || !type)
		return;
	recall_slice(c->in->source, c->at, call);
	snprintf(text, sizeof(text), "(void)%.900s;", call);
	recall_before(m, DOUBLE_FREE, c, text);
	if (use_of(m, c->in, type->type, name, text))
		recall_after(m, USE_AFTER_MOVE, c, text);
	alias(m, c, i, name);
	copied(m, c, i, name, type->macro);
	overwritten(m, c, name, type->macro);
}

static void at_release(struct making *m, const struct call *c)
{
	bool released = false;

	for (int i = 0; i < c->callee->n_notes; i++) {
		const struct note *note = &c->callee->notes[i];

		if (note->kind != NOTE_RELEASE || note->parameter[0] < 0)
			continue;
		consumed(m, c, note->parameter[0]);
		released = true;
	}
	if (released)
		leak(m, LEAK, c, NULL);
}

/* ---- what begins ---------------------------------------------------------------------------- */

/* The condition of `if` is the call alone, or its negation. */
static bool whole_condition(const struct call *c, bool *negated, size_t *body)
{
	const struct source *s = c->in->source;
	size_t open = c->statement.start, at = c->at.start, depth = 0;

	if (strncmp(&s->code[open], "if", 2))
		return false;
	while (s->code[open] != '(')
		open++;
	*body = recall_skip_blank(s, recall_match(s, open));
	*negated = s->code[at - 1] == '!';
	at -= *negated;
	/* unlikely(!call): as many brackets close behind it as open before it, and nothing else. */
	for (; at > open + 1 && (s->code[at - 1] == '(' || recall_word(s->code[at - 1])); at--)
		depth += s->code[at - 1] == '(';
	for (size_t i = 0; i <= depth; i++)
		if (s->code[c->at.end + i] != ')')
			return false;
	return at == open + 1;
}

static void at_begin(struct making *m, const struct call *c)
{
	const struct source *s = c->in->source;
	char call[RECALL_TEXT], text[2 * RECALL_TEXT], shown[RECALL_TEXT];
	struct range all = c->statement;
	struct edit edit = { all, text };
	size_t body;
	bool negated;

	if (!recall_has(c->callee, NOTE_ACQUIRE_IF) || !whole_condition(c, &negated, &body))
		return;
	if (recall_statement_end(s, body) != all.end)
		return; /* with an else: it has no such one line */
	recall_slice(s, c->at, call);
	recall_slice(s, all, shown);
	snprintf(text, sizeof(text), "%s(void)!%s;%s", c->controlled ? "{ " : "", call,
		 c->controlled ? " }" : "");
	if (!negated)
		edit.at.end = body;
	if (negated || !c->controlled)
		recall_add(m, UNCHECKED_BEGIN, s, &edit, 1, c->at.start, shown);
}

/* ---- views ---------------------------------------------------------------------------------- */

struct opened {
	char view[RECALL_NAME];
	size_t end; /* of the statement that opens it; 0 if none was found */
};

static void look_for_freeze(struct making *m, const struct call *c, void *context)
{
	const struct note *note = note_of(c->callee, NOTE_FREEZE);
	struct opened *opened = context;
	char name[RECALL_NAME];

	(void)m;
	if (!note || !c->plain)
		return;
	recall_argument(c, note->parameter[1], name);
	if (!strcmp(name, opened->view))
		opened->end = c->statement.end;
}

static void at_thaw(struct making *m, const struct call *c)
{
	const struct note *note = note_of(c->callee, NOTE_THAW);
	const struct source *s = c->in->source;
	char text[RECALL_TEXT + 1] = " ", shown[RECALL_TEXT];
	struct opened opened = { .end = 0 };
	struct edit edits[2];

	if (!note || !c->plain)
		return;
	leak(m, VIEW_LEFT_OPEN, c, NULL);
	recall_argument(c, note->parameter[1], opened.view);
	recall_calls_in(m, c->in, &opened, look_for_freeze);
	if (!opened.end || recall_skip_blank(s, opened.end) >= c->statement.start)
		return;
	recall_slice(s, c->statement, shown);
	recall_slice(s, c->statement, text + 1);
	edits[0] = (struct edit){ { opened.end, opened.end }, text };
	edits[1] = (struct edit){ c->statement, "(void)0;" };
	recall_add(m, VIEW_CLOSED_EARLY, s, edits, 2, c->at.start, shown);
}

/* ---- declarations --------------------------------------------------------------------------- */

struct declared {
	char name[RECALL_NAME];
	struct edit edit;
};

/* Consumed in the same body: the handle has no guard, and is leaked there. */
static void leak_declared(struct making *m, const struct call *c, void *context)
{
	const struct declared *d = context;
	char name[RECALL_NAME];

	for (int i = 0; i < c->callee->n_notes; i++) {
		if (c->callee->notes[i].kind != NOTE_RELEASE)
			continue;
		recall_argument(c, c->callee->notes[i].parameter[0], name);
		if (!strcmp(name, d->name) && c->at.start > d->edit.at.end)
			leak(m, SCOPE_DROPPED_LEAK, c, &d->edit);
	}
}

static void at_declaration(struct making *m, const struct function *f,
			   const struct handle_type *type, size_t at)
{
	const struct source *s = f->source;
	char text[RECALL_TEXT], shown[RECALL_TEXT];
	size_t open = at + strlen(type->macro);
	struct declared d = { .edit = { { at, recall_statement_end(s, at) }, text } };

	snprintf(d.name, sizeof(d.name), "%.*s", (int)(recall_match(s, open) - open - 2),
		 &s->code[open + 1]);
	snprintf(text, sizeof(text), "%s %s = OWN_NONE;", type->type, d.name);
	recall_slice(s, d.edit.at, shown);
	recall_add(m, SCOPE_DROPPED, s, &d.edit, 1, at, shown);
	recall_calls_in(m, f, &d, leak_declared);
}

static void declarations(struct making *m, const struct function *f)
{
	const struct source *s = f->source;

	for (size_t i = 0; i < m->row->n_types; i++) {
		const struct handle_type *type = &m->row->types[i];
		size_t n = strlen(type->macro);

		for (size_t at = f->body.start; at + n < f->body.end; at++)
			if (!recall_word(s->code[at - 1]) && s->code[at + n] == '(' &&
			    !strncmp(&s->code[at], type->macro, n))
				at_declaration(m, f, type, at);
	}
}

void recall_mutate_calls(struct making *m)
{
	recall_each_call(m, at_release);
	recall_each_call(m, at_begin);
	recall_each_call(m, at_thaw);
	for (size_t i = 0; i < m->row->n_functions; i++)
		declarations(m, &m->row->functions[i]);
}
