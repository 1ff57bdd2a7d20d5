// SPDX-License-Identifier: GPL-2.0-or-later
/* The lexer: characters to tokens. */
#include "harness/prove/effort_text.h"

#include <ctype.h>
#include <string.h>

/* Longest first. */
static const char *const signs[] = {
	"<<=", ">>=", "...", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
	"*=",  "/=",  "%=",  "+=", "-=", "&=", "^=", "|=", "##", "::", "=>", "..", NULL
};

struct scanner {
	const char *p, *end;
	uint32_t line;
	bool begins;	/* nothing but white space and comments on this line yet */
	bool directive; /* this line is one */
	bool safety;	/* the comments since the last token say SAFETY: */
	char *out;	/* where the next character of a token goes */
	struct effort_text *t;
};

/* ---- characters, continued lines being one -------------------------------------------------- */

/* Bytes of the backslash and newline that `p` begins with; 0 where it does not. */
static size_t splice(const char *p, const char *end)
{
	if (end - p >= 2 && p[0] == '\\' && p[1] == '\n')
		return 2;
	return end - p >= 3 && p[0] == '\\' && p[1] == '\r' && p[2] == '\n' ? 3 : 0;
}

/* The k-th character from here, or -1 behind the end. */
static int look(const struct scanner *s, int k)
{
	const char *p = s->p;

	for (;; p++) {
		for (size_t n = splice(p, s->end); n; n = splice(p, s->end))
			p += n;
		if (p >= s->end)
			return -1;
		if (!k--)
			return (unsigned char)*p;
	}
}

static int take(struct scanner *s)
{
	for (size_t n = splice(s->p, s->end); n; n = splice(s->p, s->end)) {
		s->p += n;
		s->line++;
	}
	if (s->p >= s->end)
		return -1;
	if (*s->p == '\n')
		s->line++;
	return (unsigned char)*s->p++;
}

static void keep(struct scanner *s)
{
	*s->out++ = (char)take(s);
}

static bool is_word(int c)
{
	return c >= 0 && (isalnum(c) || c == '_' || c == '$' || c >= 0x80);
}

/* ---- comments ------------------------------------------------------------------------------- */

/* Is this word, of the comment up to `end`, an order to clang-tidy and not prose about one? */
static bool is_order(const char *word, const char *end)
{
	const char *p = word;

	while (p < end && isupper((unsigned char)*p))
		p++;
	if (!strncmp(word, "NOLINTEND", 9))
		return false;
	if (p < end && *p == '(')
		return true; /* with a list of checks */
	while (p < end && strchr(" \t*/\r\n", *p))
		p++;
	return p == end; /* with nothing behind it */
}

static unsigned count_suppressing(const char *p, const char *end)
{
	unsigned n = 0;

	while ((p = memmem(p, (size_t)(end - p), "NOLINT", 6))) {
		n += is_order(p, end);
		p += 6;
	}
	return n;
}

static void skip_line_comment(struct scanner *s)
{
	while (look(s, 0) >= 0 && look(s, 0) != '\n')
		take(s);
}

static void skip_block_comment(struct scanner *s)
{
	int depth = 0;

	do {
		int c = take(s);

		if (c < 0)
			return;
		if (c == '*' && look(s, 0) == '/') {
			take(s);
			depth--;
		} else if (c == '/' && look(s, 0) == '*' && (!depth || s->t->language->nested)) {
			take(s);
			depth++;
		}
	} while (depth);
}

static bool skip_comment(struct scanner *s)
{
	const char *begin = s->p;

	if (look(s, 0) != '/' || (look(s, 1) != '/' && look(s, 1) != '*'))
		return false;
	if (look(s, 1) == '/')
		skip_line_comment(s);
	else
		skip_block_comment(s);
	s->t->suppressing += count_suppressing(begin, s->p);
	s->safety |= memmem(begin, (size_t)(s->p - begin), "SAFETY:", 7) != NULL;
	return true;
}

/* ---- tokens --------------------------------------------------------------------------------- */

/* Up to the closing quote, or the end of the line where that is missing (#error don't). */
static void scan_quoted(struct scanner *s, int close)
{
	keep(s);
	while (look(s, 0) >= 0 && look(s, 0) != '\n') {
		int c = look(s, 0);

		keep(s);
		if (c == close)
			return;
		if (c == '\\' && close != '>' && look(s, 0) >= 0 && look(s, 0) != '\n')
			keep(s);
	}
}

static void scan_number(struct scanner *s)
{
	for (int c = look(s, 0); is_word(c) || (c == '.' && look(s, 1) != '.'); c = look(s, 0)) {
		int sign = look(s, 1);

		keep(s);
		if (strchr("eEpP", c) && (sign == '+' || sign == '-'))
			keep(s);
	}
}

/* A word, or the prefix of a literal and the literal. */
static enum effort_kind scan_word(struct scanner *s)
{
	const char *begin = s->out;

	while (is_word(look(s, 0)))
		keep(s);
	if (s->out - begin > 2 || !strchr("LUubr", *begin))
		return EFFORT_WORD;
	if (look(s, 0) != '"' && look(s, 0) != '\'')
		return EFFORT_WORD;
	scan_quoted(s, look(s, 0));
	return EFFORT_LITERAL;
}

static void scan_sign(struct scanner *s)
{
	size_t n = 1;

	for (const char *const *sign = signs; *sign; sign++) {
		size_t have = 0;

		while ((*sign)[have] && look(s, (int)have) == (*sign)[have])
			have++;
		if ((*sign)[have])
			continue;
		n = have;
		break;
	}
	while (n--)
		keep(s);
}

static bool is_lifetime(const struct scanner *s)
{
	return s->t->language->lifetimes && look(s, 0) == '\'' && is_word(look(s, 1)) &&
	       look(s, 2) != '\'';
}

static bool after_include(const struct scanner *s)
{
	const struct effort_text *t = s->t;

	return s->directive && t->n >= 2 && t->token[t->n - 2].begins &&
	       effort_is(t, t->n - 1, "include");
}

static enum effort_kind scan_token(struct scanner *s)
{
	int c = look(s, 0);

	if (isdigit(c) || (c == '.' && isdigit(look(s, 1)))) {
		scan_number(s);
		return EFFORT_NUMBER;
	}
	if (is_lifetime(s)) {
		keep(s);
		return scan_word(s);
	}
	if (is_word(c))
		return scan_word(s);
	if (c == '"' || c == '\'' || (c == '<' && after_include(s))) {
		scan_quoted(s, c == '<' ? '>' : c);
		return EFFORT_LITERAL;
	}
	scan_sign(s);
	return EFFORT_SIGN;
}

/* White space and comments; a new line begins only outside of a comment. */
static void skip_space(struct scanner *s)
{
	for (;;) {
		int c = look(s, 0);

		if (c == '\n') {
			s->begins = true;
			s->directive = false;
		}
		if (c >= 0 && (isspace(c) || c == '\0'))
			take(s);
		else if (!skip_comment(s))
			return;
	}
}

static bool next_token(struct scanner *s)
{
	struct effort_token *token = &s->t->token[s->t->n];

	skip_space(s);
	if (look(s, 0) < 0)
		return false;
	if (s->begins && s->t->language->directives)
		s->directive = look(s, 0) == '#';
	/* continued lines before the token are not its own */
	for (size_t n = splice(s->p, s->end); n; n = splice(s->p, s->end)) {
		s->p += n;
		s->line++;
	}
	*token = (struct effort_token){ .text = s->out, .line = s->line, .begins = s->begins };
	token->directive = s->directive;
	token->safety = s->safety;
	s->safety = false;
	token->kind = scan_token(s);
	*s->out++ = '\0';
	s->begins = false;
	s->t->n++;
	return true;
}

void effort_text_tokens(struct effort_text *t, const char *bytes, size_t size)
{
	struct scanner s = { .p = bytes, .end = bytes + size, .line = 1, .begins = true };

	s.t = t;
	s.out = t->arena;
	while (next_token(&s))
		continue;
}
