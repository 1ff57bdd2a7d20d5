/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/html.h"

#include <md4c-html.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_CELL = 40 }; /* bytes of a cell that may wrap */

static const char head[] =
	"<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<meta name=\"color-scheme\" content=\"light dark\">\n"
	"<style>\n"
	":root { --page: #ffffff; --ink: #1c2128; --soft: #59636e; --rule: #d5dae0;\n"
	"  --band: #f4f6f8; --warn: #fff4dd; --warn-rule: #e69f00; --link: #0a63b0;\n"
	"  --costs: #9a4a00; --saves: #0a63b0; --free: #00704f; --bite: #fbe3de;\n"
	"  --bite-ink: #8f1d0c }\n"
	"@media (prefers-color-scheme: dark) { :root { --page: #14181d; --ink: #d8dee6;\n"
	"  --soft: #97a2ae; --rule: #333b44; --band: #1c2229; --warn: #2e2615; --link: #6cb6ff;\n"
	"  --costs: #f0b04f; --saves: #6cb6ff; --free: #4fd0a5; --bite: #43201b;\n"
	"  --bite-ink: #ffb4a6 } }\n"
	"* { box-sizing: border-box }\n"
	"body { margin: 0 auto; padding: 1.5rem clamp(0.8rem, 3vw, 2.5rem) 4rem;\n"
	"  max-width: 96rem; background: var(--page); color: var(--ink); line-height: 1.5;\n"
	"  font-family: system-ui, -apple-system, \"Segoe UI\", sans-serif; font-size: 16px }\n"
	"h1 { font-size: 1.7rem; line-height: 1.2; margin: 0.5rem 0 1rem }\n"
	"h2 { font-size: 1.3rem; margin: 2.6rem 0 0.6rem; padding-bottom: 0.25rem;\n"
	"  border-bottom: 1px solid var(--rule) }\n"
	"h3 { font-size: 1rem; margin: 1.6rem 0 0.4rem }\n"
	"p { margin: 0.5rem 0 } a { color: var(--link) }\n"
	"blockquote { margin: 1rem 0; padding: 0.5rem 1rem; background: var(--warn);\n"
	"  border-left: 4px solid var(--warn-rule) }\n"
	".scroll { overflow-x: auto; margin: 0.5rem 0 }\n"
	"table { border-collapse: collapse; font-size: 0.9rem;\n"
	"  font-variant-numeric: tabular-nums }\n"
	"th { color: var(--soft); font-weight: 600; white-space: nowrap;\n"
	"  border-bottom: 1px solid var(--rule) }\n"
	"th, td { padding: 0.3rem 0.5rem; text-align: left; vertical-align: baseline }\n"
	"th:first-child, td:first-child { padding-left: 0.4rem }\n"
	"td { white-space: nowrap } td:first-child { font-weight: 600 }\n"
	"td.long, td[colspan] { white-space: normal; min-width: 15rem }\n"
	"th[align=right], td[align=right] { text-align: right }\n"
	"tbody tr:nth-child(even) { background: var(--band) }\n"
	"td.costs { color: var(--costs); white-space: normal } td.saves { color: var(--saves) }\n"
	"td.free { color: var(--free) } td.unsure { color: var(--soft) }\n"
	"td.why { color: var(--costs) }\n"
	"td.stopped { color: var(--free) }\n"
	"td.converted { color: var(--costs); font-style: italic }\n"
	"td.bitten { background: var(--bite); color: var(--bite-ink); font-weight: 600 }\n"
	"details { margin: 0.6rem 0 } summary { cursor: pointer; color: var(--link) }\n"
	"details li { margin: 0.25rem 0; max-width: 60rem }\n"
	"p.note { color: var(--soft); font-size: 0.85rem }\n"
	"p > em:only-child { color: var(--soft); font-size: 0.85rem; font-style: normal }\n"
	"figure { margin: 1.2rem 0; overflow-x: auto }\n"
	"figure svg { display: block; width: 100%; min-width: 44rem; max-width: 62rem;\n"
	"  height: auto }\n"
	"@media print { .scroll, figure { overflow: visible } }\n"
	"</style>\n";

static void take(const MD_CHAR *text, MD_SIZE size, void *out)
{
	fwrite(text, 1, size, out);
}

/* What a cell begins with tells what it is: md4c writes no classes. */
static const struct {
	const char *found, *replaced;
} cells[] = {
	{ "<td>costs", "<td class=\"costs\">costs" },
	{ "<td>saves", "<td class=\"saves\">saves" },
	{ "<td>free", "<td class=\"free\">free" },
	{ "<td>inconclusive", "<td class=\"unsure\">inconclusive" },
	{ "<td>no verdict", "<td class=\"unsure\">no verdict" },
	{ "<td>✓ ", "<td class=\"stopped\">✓ " },
	{ "<td>△ ", "<td class=\"converted\">△ " },
	{ "<td>✗ ", "<td class=\"bitten\">✗ " },
	{ "<td>≠ ", "<td class=\"converted\">≠ " },
	{ "<td>? ", "<td class=\"unsure\">? " },
	{ "<p>¹ ", "<p class=\"note\">¹ " },
	{ "<p>What goes wrong, and where that was read:</p>",
	  "<details><summary>What goes wrong, and where that was read</summary>" },
	{ "</ul>", "</ul></details>" },
	{ "<table>", "<div class=\"scroll\"><table>" },
	{ "</table>", "</table></div>" },
};

/* Text cannot hold a tag of its own, md4c escapes it: what is found here is markup. */
static size_t splice_tag(FILE *out, const char *at)
{
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		size_t length = strlen(cells[i].found);

		if (strncmp(at, cells[i].found, length))
			continue;
		fputs(cells[i].replaced, out);
		return length;
	}
	return 0;
}

/* Sentences wrap, figures and names do not. */
static size_t splice_long(FILE *out, const char *at)
{
	static const char cell[] = "<td>";
	const char *end;

	if (strncmp(at, cell, strlen(cell)))
		return 0;
	end = strstr(at, "</td>");
	if (!end || end - at < LONG_CELL)
		return 0;
	fputs("<td class=\"long\">", out);
	return strlen(cell);
}

/*
 * A reason stands in the last cell of its row, for Markdown has no cell over several columns; here
 * it takes the empty ones before it. How much was taken, 0 if there is none.
 */
static size_t splice_reason(FILE *out, const char *at)
{
	static const char *const empty[] = { "<td></td>\n", "<td align=\"right\"></td>\n" };
	static const char *const reason[][2] = { { "<td>failed: ", "why" },
						 { "<td>absent: ", "unsure" },
						 { "<td>no figure: ", "unsure" } };
	const char *cell = at;
	size_t columns = 1;

	for (;; columns++) {
		if (!strncmp(cell, empty[0], strlen(empty[0])))
			cell += strlen(empty[0]);
		else if (!strncmp(cell, empty[1], strlen(empty[1])))
			cell += strlen(empty[1]);
		else
			break;
	}
	for (size_t i = 0; i < sizeof(reason) / sizeof(reason[0]); i++)
		if (!strncmp(cell, reason[i][0], strlen(reason[i][0]))) {
			fprintf(out, "<td class=\"%s\" colspan=\"%zu\">", reason[i][1], columns);
			return (size_t)(cell - at) + strlen("<td>");
		}
	return 0;
}

/* An image of a plot gives way to the plot; how much was taken, 0 if it is none. */
static size_t splice_plot(FILE *out, const char *at, const struct plots *plots)
{
	static const char start[] = "<p><img src=\"";
	const struct plot *plot;
	const char *end;
	size_t length;

	if (strncmp(at, start, strlen(start)))
		return 0;
	length = strcspn(at + strlen(start), ".\"");
	plot = plots_find(plots, at + strlen(start), length);
	end = strstr(at, "></p>");
	if (!plot || !end)
		return 0;
	fprintf(out, "<figure>\n%s</figure>", plot->svg);
	return (size_t)(end - at) + strlen("></p>");
}

static void splice(FILE *out, const char *body, const struct plots *plots)
{
	while (*body) {
		size_t taken = 0;

		if (*body == '<')
			taken = splice_plot(out, body, plots);
		if (*body == '<' && !taken)
			taken = splice_reason(out, body);
		if (*body == '<' && !taken)
			taken = splice_tag(out, body);
		if (*body == '<' && !taken)
			taken = splice_long(out, body);
		if (!taken) {
			fputc(*body, out);
			taken = 1;
		}
		body += taken;
	}
}

static void put_title(FILE *out, const char *title)
{
	fputs("<title>memtax ", out);
	for (; *title; title++) {
		if (*title == '<')
			fputs("&lt;", out);
		else if (*title == '&')
			fputs("&amp;", out);
		else
			fputc(*title, out);
	}
	fputs("</title>\n", out);
}

static char *render(const char *markdown)
{
	char *body = NULL;
	size_t size;
	FILE *out = open_memstream(&body, &size);
	int failed;

	if (!out)
		return NULL;
	failed = md_html(markdown, (MD_SIZE)strlen(markdown), take, out,
			 MD_FLAG_TABLES | MD_FLAG_NOHTML, 0);
	if (fclose(out) || failed) {
		free(body);
		return NULL;
	}
	return body;
}

char *html_report(const char *markdown, const char *title, const struct plots *plots)
{
	char *page = NULL, *body = render(markdown);
	size_t size;
	FILE *out = body ? open_memstream(&page, &size) : NULL;

	if (!out) {
		free(body);
		return NULL;
	}
	fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n", out);
	put_title(out, title);
	fprintf(out, "%s</head>\n<body>\n", head);
	splice(out, body, plots);
	fputs("</body>\n</html>\n", out);
	free(body);
	if (fclose(out)) {
		free(page);
		return NULL;
	}
	return page;
}
