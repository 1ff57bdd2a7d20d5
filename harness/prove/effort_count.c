// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/effort_count.h"

#include <string.h>

/* ---- words ---------------------------------------------------------------------------------- */

bool effort_words_have(const struct effort_words *w, const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i < w->n; i++)
		if (w->word[i].size == size && !memcmp(w->word[i].text, text, size))
			return true;
	return false;
}

static int add(struct effort_words *w, const char *text, size_t size, struct memtax_error *err)
{
	if (w->n == EFFORT_WORDS)
		return memtax_fail(err, "'%.*s': more than %d counted words", (int)size, text,
				   EFFORT_WORDS);
	w->word[w->n++] = (struct effort_word){ .text = text, .size = size };
	return 0;
}

int effort_words_add(struct effort_words *w, const char *value, struct memtax_error *err)
{
	int failed = 0;

	for (const char *p = value + strspn(value, " \t"); *p && !failed;) {
		size_t size = strcspn(p, " \t");

		failed = add(w, p, size, err);
		p += size;
		p += strspn(p, " \t");
	}
	return failed;
}

/* ---- casts ---------------------------------------------------------------------------------- */

static bool is_any(const struct effort_text *t, size_t i, const char *const *list)
{
	for (; *list; list++)
		if (effort_is(t, i, *list))
			return true;
	return false;
}

/* Behind these a parenthesis is neither a call's nor a declaration's. */
static bool ends_expression(const struct effort_text *t, size_t i)
{
	static const char *const before[] = { "return", "case", "else", "do", NULL };

	return t->token[i].kind == EFFORT_WORD && !is_any(t, i, before);
}

static bool begins_operand(const struct effort_text *t, size_t i)
{
	static const char *const signs[] = { "(", "&", "*", "+", "-", "~", "!", "++", "--", NULL };

	return i < t->n && (t->token[i].kind != EFFORT_SIGN || is_any(t, i, signs));
}

/* `(words * const *)`, or `(uintptr_t)`: the token behind it, or 0. */
static size_t pointer_type(const struct effort_text *t, size_t i)
{
	static const char *const integers[] = { "uintptr_t", "intptr_t", NULL };
	static const char *const qualifiers[] = { "const", "volatile", "restrict", "_Atomic",
						  NULL };
	size_t begin = ++i, stars = 0;

	while (i < t->n && t->token[i].kind == EFFORT_WORD)
		i++;
	if (i == begin)
		return 0;
	if (i == begin + 1 && is_any(t, begin, integers) && effort_is(t, i, ")"))
		return i + 1;
	for (; effort_is(t, i, "*") || (stars && is_any(t, i, qualifiers)); i++)
		stars += effort_is(t, i, "*");
	return stars && effort_is(t, i, ")") ? i + 1 : 0;
}

static bool is_cast(const struct effort_text *t, size_t i)
{
	if (t->token[i].kind == EFFORT_WORD)
		return t->language->templates && effort_cpp_cast(t, i);
	if (!effort_is(t, i, "(") || (i && ends_expression(t, i - 1)))
		return false;
	i = pointer_type(t, i);
	return i && begins_operand(t, i);
}

/* ---- constructors --------------------------------------------------------------------------- */

static bool is_type_name(const struct effort_text *t, size_t i)
{
	return i && (effort_is(t, i - 1, "struct") || effort_is(t, i - 1, "union"));
}

/*
 * Is the word at i called, and not declared? A declaration has its type in front of it. Behind the
 * name of a type, "(struct T){" or "struct T x = {" builds one by hand.
 */
static bool is_construction(const struct effort_text *t, size_t i)
{
	bool type = is_type_name(t, i);

	if (t->language->templates)
		return effort_cpp_construction(t, i);
	if (type && effort_is(t, i + 1, ")"))
		return effort_is(t, i + 2, "{");
	if (type)
		return effort_is(t, i + 2, "=") && effort_is(t, i + 3, "{");
	/* (a declaration that returns a pointer is told apart by where it stands) */
	return effort_is(t, i + 1, "(") && !(i && ends_expression(t, i - 1));
}

/* ---- macros --------------------------------------------------------------------------------- */

/* Does `#define` begin here? Its name is token i + 2 then. */
static bool is_define(const struct effort_text *t, size_t i)
{
	return i + 2 < t->n && t->token[i].begins && t->token[i].directive &&
	       effort_is(t, i + 1, "define") && !t->token[i + 2].begins;
}

/* The first token behind the directive that begins here. */
static size_t directive_end(const struct effort_text *t, size_t i)
{
	for (i++; i < t->n && !t->token[i].begins; i++)
		continue;
	return i;
}

typedef bool word_test(const struct effort_text *t, size_t i);

static bool is_used(const struct effort_text *t, size_t i)
{
	return t->token[i].kind == EFFORT_WORD;
}

/* Does the body of a macro, from token i on, hold one of the words? */
static bool holds(const struct effort_text *t, size_t i, const struct effort_words *w,
		  word_test *test)
{
	for (; i < t->n && !t->token[i].begins; i++)
		if (effort_words_have(w, t->token[i].text) && test(t, i))
			return true;
	return false;
}

static int learn(struct effort_words *w, const struct effort_text *t, word_test *test,
		 struct memtax_error *err)
{
	int learnt = 0;

	for (size_t i = 0; i < t->n; i++) {
		const char *name;

		if (!is_define(t, i))
			continue;
		name = t->token[i + 2].text;
		if (effort_words_have(w, name) || !holds(t, i + 3, w, test))
			continue;
		if (add(w, name, strlen(name), err))
			return -1;
		learnt++;
	}
	return learnt;
}

/* Other names of constructors: `using bytes = std::span<const uint8_t>`. */
static int learn_aliases(struct effort_words *w, const struct effort_text *t,
			 struct memtax_error *err)
{
	int learnt = 0;

	for (size_t i = 0; t->language->templates && i < t->n; i++) {
		const char *name = effort_cpp_alias(t, i, w);

		if (!name || effort_words_have(w, name))
			continue;
		if (add(w, name, strlen(name), err))
			return -1;
		learnt++;
	}
	return learnt;
}

int effort_keys_learn(struct effort_keys *keys, const struct effort_text *t,
		      struct memtax_error *err)
{
	int a = learn(&keys->annotations, t, is_used, err);
	int b = a < 0 ? -1 : learn(&keys->constructors, t, is_construction, err);
	int c = b < 0 ? -1 : learn(&keys->suppressions, t, is_used, err);
	int d = c < 0 ? -1 : learn_aliases(&keys->constructors, t, err);

	return d < 0 ? -1 : a + b + c + d;
}

/* ---- suppressions --------------------------------------------------------------------------- */

/* `#pragma GCC diagnostic ignored "..."`, or the same in a _Pragma(). */
static bool is_silencing_pragma(const struct effort_text *t, size_t i)
{
	if (effort_is(t, i, "diagnostic") && effort_is(t, i + 1, "ignored"))
		return t->token[i].directive;
	return effort_is(t, i, "_Pragma") && i + 2 < t->n &&
	       strstr(t->token[i + 2].text, "diagnostic ignored");
}

/* ---- all of it ------------------------------------------------------------------------------ */

static int count_lines(const struct effort_text *t)
{
	int lines = 0;

	for (size_t i = 0; i < t->n; i++)
		lines += !i || t->token[i].line != t->token[i - 1].line;
	return lines;
}

static void count_words(struct effort *e, const struct effort_text *t,
			const struct effort_keys *keys)
{
	int depth = 0; /* of braces: nothing is called outside of them */

	for (size_t i = 0; i < t->n; i++) {
		const char *text = t->token[i].text;

		if (is_define(t, i)) { /* counted where it is used */
			i = directive_end(t, i) - 1;
			continue;
		}
		depth += effort_is(t, i, "{") - effort_is(t, i, "}");
		if (t->token[i].kind != EFFORT_WORD)
			continue;
		e->annotations += effort_words_have(&keys->annotations, text);
		e->constructors += effort_words_have(&keys->constructors, text) &&
				   is_construction(t, i) && (depth > 0 || is_type_name(t, i));
		e->suppressions += effort_words_have(&keys->suppressions, text);
	}
}

void effort_count(struct effort *e, const char *name, const struct effort_text *t,
		  const struct effort_keys *keys)
{
	const struct effort_language *language = t->language;

	e->lines += count_lines(t);
	e->tokens += (int)t->n;
	e->suppressions += (int)t->suppressing;
	count_words(e, t, keys);
	if (language->unsafe)
		effort_count_rust(e, name, t);
	for (size_t i = 0; i < t->n; i++) {
		e->casts += !language->unsafe && is_cast(t, i);
		e->escapes += language->templates && effort_cpp_escape(t, i);
		e->suppressions += is_silencing_pragma(t, i);
	}
}
