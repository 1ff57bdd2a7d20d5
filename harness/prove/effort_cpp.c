// SPDX-License-Identifier: GPL-2.0-or-later
/* What C++ writes otherwise than C: named casts, templates that are called, braces. */
#include <string.h>

#include "harness/prove/effort_count.h"

enum { FAR = 200 }; /* tokens: further than this no bracket is looked for */

/* The token behind <...> where that begins at i; i where it does not. */
static size_t behind_angles(const struct effort_text *t, size_t i)
{
	int depth = 0;

	for (size_t k = i; k < t->n && k < i + FAR; k++) {
		depth += effort_is(t, k, "<");
		depth -= effort_is(t, k, ">") + 2 * effort_is(t, k, ">>");
		if (depth <= 0)
			return k > i ? k + 1 : i;
		if (effort_is(t, k, ";"))
			break;
	}
	return i;
}

static bool opens(const struct effort_text *t, size_t i)
{
	return effort_is(t, i, "(") || effort_is(t, i, "{") || effort_is(t, i, "[");
}

static bool closes(const struct effort_text *t, size_t i)
{
	return effort_is(t, i, ")") || effort_is(t, i, "}") || effort_is(t, i, "]");
}

/* What stands between the bracket at i and the one that closes it. */
struct inside {
	size_t end;    /* the closing one, or 0 */
	bool comma;    /* more than one thing */
	bool declares; /* two words in a row: parameters, not arguments */
};

static struct inside look(const struct effort_text *t, size_t i)
{
	struct inside in = { .end = 0 };
	int depth = 0;

	for (size_t k = i; k < t->n && k < i + FAR; k++) {
		/* (commas of template arguments are not between things) */
		size_t behind = effort_is(t, k, "<") ? behind_angles(t, k) : k;

		if (behind > k)
			k = behind;
		depth += opens(t, k) - closes(t, k);
		in.comma |= depth == 1 && effort_is(t, k, ",");
		in.declares |= depth == 1 && t->token[k].kind == EFFORT_WORD && k + 1 < t->n &&
			       t->token[k + 1].kind == EFFORT_WORD;
		if (depth)
			continue;
		in.end = k;
		break;
	}
	return in;
}

bool effort_cpp_construction(const struct effort_text *t, size_t i)
{
	size_t k = behind_angles(t, i + 1);
	bool named = k < t->n && t->token[k].kind == EFFORT_WORD;
	struct inside in;

	k += named;
	if (!effort_is(t, k, "(") && !effort_is(t, k, "{"))
		return false;
	in = look(t, k);
	if (!in.comma || !named || effort_is(t, k, "{"))
		return in.comma;
	/* A variable, and not a function that returns one. */
	return !in.declares && effort_is(t, in.end + 1, ";");
}

bool effort_cpp_cast(const struct effort_text *t, size_t i)
{
	size_t behind;

	if (effort_is(t, i, "reinterpret_cast") || effort_is(t, i, "const_cast"))
		return true;
	if (!effort_is(t, i, "static_cast") && !effort_is(t, i, "bit_cast"))
		return false;
	/* To a pointer: from void *, or down a hierarchy. */
	behind = behind_angles(t, i + 1);
	return behind > i + 3 && effort_is(t, behind - 2, "*");
}

bool effort_cpp_escape(const struct effort_text *t, size_t i)
{
	return effort_is(t, i, "data") && i &&
	       (effort_is(t, i - 1, ".") || effort_is(t, i - 1, "->")) &&
	       effort_is(t, i + 1, "(") && effort_is(t, i + 2, ")");
}

const char *effort_cpp_alias(const struct effort_text *t, size_t i, const struct effort_words *w)
{
	if (!effort_is(t, i, "using") || !effort_is(t, i + 2, "="))
		return NULL;
	for (size_t k = i + 3; k < t->n && !effort_is(t, k, ";") && !effort_is(t, k, "<"); k++)
		if (effort_words_have(w, t->token[k].text))
			return t->token[i + 1].text;
	return NULL;
}
