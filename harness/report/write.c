/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of a report. */
#include "harness/report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/report/html.h"
#include "harness/report/markdown.h"
#include "harness/report/plot.h"

static int write_all(int fd, const char *text)
{
	size_t left = strlen(text);

	while (left) {
		ssize_t n = write(fd, text, left);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return -1;
		text += n;
		left -= (size_t)n;
	}
	return 0;
}

/* Whole or not at all: written beside its place, then renamed. */
static int write_file(const char *dir, const char *name, const char *text, struct memtax_error *err)
{
	char *path = NULL, *temporary = NULL;
	int fd = -1, result = -1;

	if (asprintf(&path, "%s/%s", dir, name) < 0) {
		path = NULL;
		goto out;
	}
	if (asprintf(&temporary, "%s/.%s.XXXXXX", dir, name) < 0) {
		temporary = NULL;
		goto out;
	}
	fd = mkstemp(temporary);
	if (fd < 0)
		goto out;
	result = write_all(fd, text) || fchmod(fd, 0644) ? -1 : 0;
	if (close(fd))
		result = -1;
	if (!result)
		result = rename(temporary, path);
	if (result)
		memtax_fail(err, "%s/%s: cannot be written: %s", dir, name, strerror(errno));
	if (result)
		unlink(temporary);
out:
	if (result && fd < 0)
		memtax_fail(err, "%s/%s: cannot be written: %s", dir, name, strerror(errno));
	free(path);
	free(temporary);
	return result;
}

static int write_plots(const struct plots *plots, const char *dir, struct memtax_error *err)
{
	char name[128];

	for (size_t i = 0; i < plots->n; i++) {
		snprintf(name, sizeof(name), "%s.svg", plots->plot[i].name);
		if (write_file(dir, name, plots->plot[i].svg, err))
			return -1;
	}
	return 0;
}

static int write_texts(const json_t *run, const struct plots *plots, const struct blocks *first,
		       const char *dir, struct memtax_error *err)
{
	char *markdown = markdown_report(run, plots, first);
	char *html = markdown ? html_report(markdown, view_text(run, "id"), plots) : NULL;
	int result;

	if (html)
		result = write_file(dir, "report.md", markdown, err) ||
					 write_file(dir, "report.html", html, err)
				 ? -1
				 : 0;
	else
		result = memtax_fail(err, "%s: no memory to make the report", dir);
	free(markdown);
	free(html);
	return result;
}

int report_write(const json_t *run, const char *dir, struct memtax_error *err)
{
	struct blocks first;
	struct plots plots;
	int result;

	if (view_first_blocks(run, &first))
		return memtax_fail(err, "%s: no memory to make the report", dir);
	if (plots_draw(run, &first, &plots)) {
		result = memtax_fail(err, "%s: no memory to draw the plots", dir);
		goto out;
	}
	result = write_plots(&plots, dir, err);
	if (!result)
		result = write_texts(run, &plots, &first, dir, err);
	if (!result && *plots.absent) {
		snprintf(err->text, sizeof(err->text), "the report has no plots: %s", plots.absent);
		result = REPORT_WITHOUT_PLOTS;
	}
out:
	plots_free(&plots);
	blocks_free(&first);
	return result;
}
