/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * gnuplot knows no dark pages: its black and the blue that is hard to see on black change there.
 * Rules name the class, for a style in an inlined SVG holds for the whole page.
 */
static const char style[] = "<style>\n"
			    "@media (prefers-color-scheme: dark) {\n"
			    ".memtax-plot [color=\"black\"] { color: #d8dee6 }\n"
			    ".memtax-plot [fill=\"black\"] { fill: #d8dee6 }\n"
			    ".memtax-plot [stroke=\"black\"] { stroke: #d8dee6 }\n"
			    ".memtax-plot [fill=\"rgb(0,0,0)\"] { fill: #d8dee6 }\n"
			    ".memtax-plot [color=\"rgb(  0, 114, 178)\"] { color: #56b4e9 }\n"
			    ".memtax-plot [fill=\"rgb(  0, 114, 178)\"] { fill: #56b4e9 }\n"
			    ".memtax-plot [stroke=\"rgb(  0, 114, 178)\"] { stroke: #56b4e9 }\n"
			    "}\n"
			    "</style>\n";

static void put_escaped(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '<')
			fputs("&lt;", out);
		else if (*text == '&')
			fputs("&amp;", out);
		else if (*text == '"')
			fputs("&quot;", out);
		else
			fputc(*text, out);
	}
}

/* Length of what an id or a reference to one begins with here, 0 if none does. */
static size_t id_prefix(const char *at)
{
	static const char *const prefix[] = { " id='", " id=\"", "href='#", "url(#" };

	for (size_t i = 0; i < sizeof(prefix) / sizeof(prefix[0]); i++)
		if (!strncmp(at, prefix[i], strlen(prefix[i])))
			return strlen(prefix[i]);
	return 0;
}

/* The end of an element that is left out here: names of data files, and who drew it. */
static const char *skip_element(const char *at)
{
	static const char *const element[][2] = { { "<title>", "</title>" },
						  { "<desc>", "</desc>" } };

	for (size_t i = 0; i < 2; i++) {
		const char *end;

		if (strncmp(at, element[i][0], strlen(element[i][0])))
			continue;
		end = strstr(at, element[i][1]);
		if (end)
			return end + strlen(element[i][1]);
	}
	return NULL;
}

static void put_body(FILE *out, const char *at, const char *name)
{
	while (*at) {
		const char *end = skip_element(at);
		size_t prefix = id_prefix(at);

		if (end) {
			at = end;
		} else if (prefix) {
			fprintf(out, "%.*s%s-", (int)prefix, at, name);
			at += prefix;
		} else {
			fputc(*at++, out);
		}
	}
}

char *svg_dress(const char *raw, const char *name, const char *title)
{
	const char *svg = strstr(raw, "<svg"), *box, *body;
	char *text = NULL;
	size_t size;
	FILE *out;

	body = svg ? strchr(svg, '>') : NULL;
	box = svg ? strstr(svg, "viewBox=\"") : NULL;
	if (!body || !box || box > body)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	box += strlen("viewBox=\"");
	fprintf(out,
		"<svg class=\"memtax-plot\" viewBox=\"%.*s\" xmlns=\"http://www.w3.org/2000/svg\" "
		"xmlns:xlink=\"http://www.w3.org/1999/xlink\" role=\"img\" aria-label=\"",
		(int)strcspn(box, "\""), box);
	put_escaped(out, title);
	fprintf(out, "\">\n%s", style);
	put_body(out, body + 1, name);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
