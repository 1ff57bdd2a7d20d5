// SPDX-License-Identifier: GPL-2.0-or-later
/* What only Rust has: code that is marked unsafe, and what says why it is not. */
#include <string.h>

#include "harness/prove/effort_count.h"

enum mark { NONE, ATTRIBUTE, TYPE, FUNCTION, BLOCK, IMPLEMENTATION, FOREIGN };

/* `extern "C"`, or extern alone: the token behind it, or i if there is none. */
static size_t behind_extern(const struct effort_text *t, size_t i)
{
	if (!effort_is(t, i, "extern"))
		return i;
	return i + 1 + (i + 1 < t->n && t->token[i + 1].kind == EFFORT_LITERAL);
}

/* What does the word at i mark? Foreign declarations are unsafe with or without the word. */
static enum mark mark_of(const struct effort_text *t, size_t i)
{
	bool unsafe = effort_is(t, i, "unsafe");
	size_t k = behind_extern(t, i + unsafe);

	if (!unsafe && i && effort_is(t, i - 1, "unsafe"))
		return NONE; /* told there */
	if (k > i + unsafe && effort_is(t, k, "{"))
		return FOREIGN;
	if (!unsafe)
		return NONE;
	if (effort_is(t, k, "("))
		return ATTRIBUTE; /* #[unsafe(no_mangle)] */
	if (effort_is(t, k, "fn"))
		return effort_is(t, k + 1, "(") ? TYPE : FUNCTION;
	return effort_is(t, k, "impl") ? IMPLEMENTATION : BLOCK;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), m = strlen(end);

	return n >= m && !strcmp(name + n - m, end);
}

static bool is_shell(const char *name)
{
	return !strcmp(name, "contract.rs") || ends_with(name, "_contract.rs") ||
	       ends_with(name, "_shell.rs");
}

/* The end of the extern "C" function that begins at i, or 0 if none does. */
static size_t shell_function(const struct effort_text *t, size_t i)
{
	size_t k = behind_extern(t, i);

	if (k == i || !effort_is(t, k, "fn") || effort_is(t, k + 1, "("))
		return 0;
	return effort_item_end(t, k);
}

struct lines {
	uint32_t last; /* counted so far: nothing counts twice */
	int n;
};

static void add_lines(struct lines *l, const struct effort_text *t, size_t i, size_t end)
{
	for (; i <= end; i++) {
		l->n += t->token[i].line > l->last;
		if (t->token[i].line > l->last)
			l->last = t->token[i].line;
	}
}

static void count_lines(struct effort *e, const char *name, const struct effort_text *t)
{
	bool shell = is_shell(name);
	size_t shell_end = 0;
	struct lines all = { 0, 0 };

	for (size_t i = 0; i < t->n; i++) {
		enum mark mark = mark_of(t, i);
		size_t function = shell_function(t, i + effort_is(t, i, "unsafe"));
		int before = all.n;

		if (function)
			shell_end = function;
		if (mark == NONE || mark == TYPE)
			continue;
		add_lines(&all, t, i, mark == ATTRIBUTE ? i : effort_item_end(t, i));
		if (shell || i <= shell_end)
			e->shell_lines += all.n - before;
	}
	e->unsafe_lines += all.n;
}

static bool is_cast(const struct effort_text *t, size_t i)
{
	if (effort_is(t, i, "as"))
		return effort_is(t, i + 1, "*");
	if (effort_is(t, i, "cast"))
		return i && effort_is(t, i - 1, ".");
	return effort_is(t, i, "transmute");
}

void effort_count_rust(struct effort *e, const char *name, const struct effort_text *t)
{
	count_lines(e, name, t);
	for (size_t i = 0; i < t->n; i++) {
		enum mark mark = mark_of(t, i);

		e->unsafe_blocks += mark == BLOCK || mark == IMPLEMENTATION;
		e->safety_comments += t->token[i].safety;
		e->casts += t->token[i].kind == EFFORT_WORD && is_cast(t, i);
	}
}
