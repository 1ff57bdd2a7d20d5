/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Texts on a terminal and in Markdown: width, tone, wrapping, escaping. */
#include "harness/report/table.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

/* One code point; a byte that does not belong counts as one of its own. */
static uint32_t utf8_next(const unsigned char **at)
{
	const unsigned char *s = *at;
	uint32_t c = *s++;
	int more = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;

	if (more)
		c &= 0x3fu >> more;
	while (more-- > 0 && (*s & 0xc0) == 0x80)
		c = c << 6 | (*s++ & 0x3f);
	*at = s;
	return c;
}

/* wcwidth() without a locale, for what turns up in a report. */
static size_t code_point_width(uint32_t c)
{
	static const uint32_t wide[][2] = {
		{ 0x1100, 0x115f }, { 0x2e80, 0xa4cf },	  { 0xac00, 0xd7a3 },
		{ 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },	  { 0xff00, 0xff60 },
		{ 0xffe0, 0xffe6 }, { 0x1f300, 0x1faff }, { 0x20000, 0x3fffd },
	};

	if ((c >= 0x300 && c <= 0x36f) || (c >= 0x200b && c <= 0x200f) || c == 0xfe0f)
		return 0;
	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (c >= wide[i][0] && c <= wide[i][1])
			return 2;
	return 1;
}

static size_t width_until(const char *text, const char *end)
{
	const unsigned char *at = (const unsigned char *)text;
	size_t width = 0;

	while ((const char *)at < end)
		width += code_point_width(utf8_next(&at));
	return width;
}

size_t text_width(const char *text)
{
	return width_until(text, text + strlen(text));
}

static const char *tone_code(enum tone tone)
{
	switch (tone) {
	case TONE_STRONG:
		return "1";
	case TONE_FAINT:
		return "2";
	case TONE_COSTS:
		return "33";
	case TONE_SAVES:
		return "36";
	case TONE_FREE:
		return "32";
	case TONE_UNSURE:
		return "2";
	case TONE_BAD:
		return "1;31";
	case TONE_PLAIN:
		break;
	}
	return NULL;
}

static void print_until(FILE *out, enum tone tone, bool colour, const char *text, const char *end)
{
	const char *code = colour ? tone_code(tone) : NULL;

	if (code)
		fprintf(out, "\033[%sm", code);
	fwrite(text, 1, (size_t)(end - text), out);
	if (code)
		fputs("\033[0m", out);
}

void text_print(FILE *out, enum tone tone, bool colour, const char *text)
{
	print_until(out, tone, colour, text, text + strlen(text));
}

/* Where a line of at most `width` ends: after as many words as fit, after one at least. */
static const char *line_end(const char *text, size_t width)
{
	const char *end = text + strcspn(text, " ");

	while (*end == ' ') {
		const char *next = end + 1 + strcspn(end + 1, " ");

		if (width_until(text, next) > width)
			break;
		end = next;
	}
	return end;
}

void text_wrap(FILE *out, enum tone tone, bool colour, const char *text, size_t indent,
	       size_t width)
{
	size_t room = width > indent ? width - indent : 1;

	for (;;) {
		const char *end = line_end(text, room);

		print_until(out, tone, colour, text, end);
		fputc('\n', out);
		while (*end == ' ')
			end++;
		if (!*end)
			return;
		fprintf(out, "%*s", (int)indent, "");
		text = end;
	}
}

/* Does Markdown see more than a character here? `before` is 0 at the beginning. */
static bool is_markup(char before, const char *at)
{
	switch (*at) {
	case '\\':
	case '`':
	case '*':
	case '|':
	case '~':
		return true;
	case '_':
		return !isalnum((unsigned char)before) || !isalnum((unsigned char)at[1]);
	case '<':
		return isalpha((unsigned char)at[1]) || (at[1] && strchr("/!?", at[1]));
	case '&':
		return isalnum((unsigned char)at[1]) || at[1] == '#';
	case ']':
		return at[1] && strchr("([:", at[1]);
	default:
		return false;
	}
}

void markdown_escape(const char *text, FILE *out)
{
	char before = 0;

	for (; *text; before = *text++) {
		if (is_markup(before, text))
			fputc('\\', out);
		fputc(*text, out);
	}
}
