// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/effort_text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct effort_language languages[] = {
	{ .suffix = "c", .name = "c", .directives = true },
	{ .suffix = "h", .name = "c", .directives = true },
	{ .suffix = "cpp", .name = "cpp", .directives = true, .templates = true },
	{ .suffix = "hpp", .name = "cpp", .directives = true, .templates = true },
	{ .suffix = "rs", .name = "rs", .nested = true, .lifetimes = true, .unsafe = true },
};

uint64_t effort_hash(uint64_t hash, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
	return hash;
}

bool effort_is(const struct effort_text *t, size_t i, const char *text)
{
	return i < t->n && !strcmp(t->token[i].text, text);
}

static const struct effort_language *language_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	for (size_t i = 0; dot && i < sizeof(languages) / sizeof(*languages); i++)
		if (!strcmp(dot + 1, languages[i].suffix))
			return &languages[i];
	return &languages[0];
}

/* `#ifndef X`, `#define X`, before anything else. */
static const char *guard_of(const struct effort_text *t)
{
	if (!effort_is(t, 0, "#") || !effort_is(t, 1, "ifndef") || !effort_is(t, 3, "#") ||
	    !effort_is(t, 4, "define") || !effort_is(t, 5, t->token[2].text))
		return NULL;
	return t->token[2].text;
}

/* ---- seeded builds -------------------------------------------------------------------------- */

/* Is this the directive, whatever its condition if `what` is NULL? */
static bool is_directive(const struct effort_text *t, size_t i, const char *name, const char *what)
{
	return t->token[i].begins && t->token[i].directive && effort_is(t, i + 1, name) &&
	       (!what || effort_is(t, i + 2, what));
}

/* The first token behind the group that begins at i: behind its #endif, or its #else. */
static size_t group_end(const struct effort_text *t, size_t i)
{
	int depth = 0;

	for (; i < t->n; i++) {
		depth += is_directive(t, i, "if", NULL) || is_directive(t, i, "ifdef", NULL) ||
			 is_directive(t, i, "ifndef", NULL);
		if (depth == 1 && is_directive(t, i, "else", NULL))
			return i + 2;
		if (is_directive(t, i, "endif", NULL) && !--depth)
			return i + 2;
	}
	return i;
}

size_t effort_item_end(const struct effort_text *t, size_t i)
{
	int braces = 0, others = 0; /* the ; of [u8; 4] ends nothing */

	for (; i < t->n; i++) {
		others += effort_is(t, i, "(") || effort_is(t, i, "[");
		others -= effort_is(t, i, ")") || effort_is(t, i, "]");
		braces += effort_is(t, i, "{");
		braces -= effort_is(t, i, "}");
		if (!braces && effort_is(t, i, "}"))
			break;
		if (!braces && !others && effort_is(t, i, ";"))
			break;
	}
	return i < t->n ? i : t->n - 1;
}

/* #[cfg(memtax_peer_flip)] */
static bool is_flip(const struct effort_text *t, size_t i)
{
	static const char *const words[] = { "#", "[", "cfg", "(", "memtax_peer_flip", ")", "]" };

	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (!effort_is(t, i + k, words[k]))
			return false;
	return t->language->unsafe;
}

/* What is there for the harness alone, and in no object that is timed, is nobody's effort. */
static void leave_out_seeded(struct effort_text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->n;) {
		if (is_directive(t, i, "ifdef", "MEMTAX_DROP"))
			i = group_end(t, i);
		else if (is_flip(t, i))
			i = effort_item_end(t, i) + 1;
		else
			t->token[n++] = t->token[i++];
	}
	t->n = n;
}

int effort_text_scan(const char *name, const char *bytes, size_t size, struct effort_text *t,
		     struct memtax_error *err)
{
	*t = (struct effort_text){ .language = language_of(name) };
	t->hash = effort_hash(EFFORT_HASH, bytes, size);
	t->token = calloc(size + 1, sizeof(*t->token)); /* no token is shorter than a byte */
	t->arena = malloc(2 * size + 1);
	if (!t->token || !t->arena) {
		effort_text_free(t);
		return memtax_fail(err, "%s: out of memory", name);
	}
	effort_text_tokens(t, bytes, size);
	leave_out_seeded(t);
	t->guard = guard_of(t);
	return 0;
}

void effort_text_free(struct effort_text *t)
{
	free(t->token);
	free(t->arena);
	memset(t, 0, sizeof(*t));
}

int effort_text_read(const char *path, struct effort_text *t, struct memtax_error *err)
{
	FILE *f = fopen(path, "r");
	char *bytes = NULL;
	size_t size;
	struct stat st;
	int failed;

	if (!f || fstat(fileno(f), &st)) {
		failed = memtax_fail(err, "%s: %s", path, strerror(errno));
		goto out;
	}
	bytes = malloc((size_t)st.st_size + 1);
	if (!bytes) {
		failed = memtax_fail(err, "%s: out of memory", path);
		goto out;
	}
	size = fread(bytes, 1, (size_t)st.st_size, f);
	failed = ferror(f) ? memtax_fail(err, "%s: cannot be read", path)
			   : effort_text_scan(path, bytes, size, t, err);
out:
	free(bytes);
	if (f)
		fclose(f);
	return failed;
}
