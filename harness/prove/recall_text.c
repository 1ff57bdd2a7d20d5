// SPDX-License-Identifier: GPL-2.0-or-later
/* Characters, brackets and statements. Files and functions are read in recall_read.c. */
#include "harness/prove/recall_text.h"

#include <ctype.h>
#include <string.h>

bool recall_word(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

size_t recall_skip_blank(const struct source *s, size_t at)
{
	while (at < s->n && isspace((unsigned char)s->code[at]))
		at++;
	return at;
}

int recall_line(const struct source *s, size_t at)
{
	int line = 1;

	for (size_t i = 0; i < at && i < s->n; i++)
		line += s->text[i] == '\n';
	return line;
}

size_t recall_match(const struct source *s, size_t at)
{
	int depth = 0;

	for (; at < s->n; at++) {
		if (strchr("([{", s->code[at]) && s->code[at])
			depth++;
		else if (strchr(")]}", s->code[at]) && s->code[at] && !--depth)
			return at + 1;
	}
	return 0;
}

static bool keyword_at(const struct source *s, size_t at, const char *word)
{
	size_t n = strlen(word);

	return at + n <= s->n && !strncmp(&s->code[at], word, n) && !recall_word(s->code[at + n]);
}

/* if, for, while, switch: after them comes a bracket, then a statement. */
static bool controls(const struct source *s, size_t at)
{
	return keyword_at(s, at, "if") || keyword_at(s, at, "for") || keyword_at(s, at, "while") ||
	       keyword_at(s, at, "switch");
}

static size_t after_controlled(const struct source *s, size_t at)
{
	bool is_if = keyword_at(s, at, "if");
	size_t otherwise;

	while (at < s->n && s->code[at] != '(')
		at++;
	at = recall_statement_end(s, recall_skip_blank(s, recall_match(s, at)));
	otherwise = recall_skip_blank(s, at);
	if (is_if && keyword_at(s, otherwise, "else"))
		return recall_statement_end(s, recall_skip_blank(s, otherwise + strlen("else")));
	return at;
}

size_t recall_statement_end(const struct source *s, size_t at)
{
	if (s->code[at] == '{')
		return recall_match(s, at);
	if (controls(s, at))
		return after_controlled(s, at);
	while (at < s->n && s->code[at] != ';') {
		size_t after = strchr("([{", s->code[at]) ? recall_match(s, at) : at + 1;

		at = after > at ? after : s->n;
	}
	return at < s->n ? at + 1 : s->n;
}

/* Where the statement inside of the one at `at` begins, if `target` is in it; else `at`. */
static size_t descend(const struct source *s, size_t at, size_t target)
{
	size_t inner = at;

	if (s->code[at] == '{')
		return recall_skip_blank(s, at + 1);
	if (keyword_at(s, at, "else"))
		return recall_skip_blank(s, at + strlen("else"));
	if (controls(s, at)) {
		while (s->code[inner] != '(')
			inner++;
		inner = recall_match(s, inner);
		return target < inner ? at : recall_skip_blank(s, inner);
	}
	return at;
}

/* After `case x:`, `default:` and labels. */
static size_t skip_label(const struct source *s, size_t at)
{
	size_t colon = at;

	if (!keyword_at(s, at, "case") && !keyword_at(s, at, "default"))
		return at;
	while (colon < s->n && s->code[colon] != ':')
		colon++;
	return recall_skip_blank(s, colon + 1);
}

/* The end of the if-branch alone: what follows it may be its else. */
static size_t first_branch_end(const struct source *s, size_t at)
{
	while (at < s->n && s->code[at] != '(')
		at++;
	return recall_statement_end(s, recall_skip_blank(s, recall_match(s, at)));
}

struct range recall_statement(const struct source *s, const struct function *f, size_t target)
{
	size_t at = recall_skip_blank(s, f->body.start);

	while (at < f->body.end) {
		size_t end, inner;

		at = skip_label(s, at);
		end = recall_statement_end(s, at);
		if (end <= target) {
			at = recall_skip_blank(s, end);
			continue;
		}
		inner = descend(s, at, target);
		if (inner == at)
			return (struct range){ at, end };
		if (keyword_at(s, at, "if") && target >= first_branch_end(s, at))
			inner = recall_skip_blank(s, first_branch_end(s, at));
		at = inner;
	}
	return (struct range){ f->body.end, f->body.end };
}
