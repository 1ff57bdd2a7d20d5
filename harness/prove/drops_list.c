// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/drops_list.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "harness/prove/seeded.h"

struct list {
	struct drops_check *check;
	size_t n;
};

static const char marker[] = "MEMTAX_CHECK(";

/* Copy what stands between the next two quotes; where it ends, or NULL. */
static const char *quoted(const char *from, char *to, size_t size)
{
	const char *begin = from ? strchr(from, '"') : NULL;
	const char *end = begin ? strchr(begin + 1, '"') : NULL;

	if (!end || (size_t)(end - begin) > size)
		return NULL;
	snprintf(to, size, "%.*s", (int)(end - begin - 1), begin + 1);
	return end + 1;
}

/* `12, "span_take", "variants/bounds/rx_dissect.h", 64)`: numbered from 0 by the preprocessor. */
static bool read_marker(const char *text, struct drops_check *c)
{
	const char *after = quoted(text, c->called, sizeof(c->called));

	after = quoted(after, c->file, sizeof(c->file));
	if (!after)
		return false;
	c->number = (int)strtol(text, NULL, 10);
	c->line = (int)strtol(after + 1, NULL, 10);
	return c->line > 0;
}

/* A call whose arguments hold others is written out twice: the same number again. */
static bool known(const struct list *l, int number)
{
	for (size_t i = 0; i < l->n; i++)
		if (l->check[i].number == number)
			return true;
	return false;
}

static int add(struct list *l, struct drops_check c, struct memtax_error *err)
{
	struct drops_check *more;

	c.number++;
	if (known(l, c.number))
		return 0;
	more = realloc(l->check, (l->n + 1) * sizeof(*more));
	if (!more)
		return memtax_fail(err, "out of memory");
	l->check = more;
	more[l->n++] = c;
	return 0;
}

static int read_markers(struct list *l, FILE *f, struct memtax_error *err)
{
	char *line = NULL;
	size_t size = 0;
	int failed = 0;

	while (!failed && getline(&line, &size, f) >= 0)
		for (char *at = strstr(line, marker); at && !failed; at = strstr(at + 1, marker)) {
			struct drops_check c = { .number = 0 };

			if (read_marker(at + strlen(marker), &c))
				failed = add(l, c, err);
		}
	free(line);
	return failed;
}

static void trim(char *s)
{
	size_t lead = strspn(s, " \t");
	size_t n;

	memmove(s, s + lead, strlen(s + lead) + 1);
	n = strcspn(s, "\n");
	while (n && strchr(" \t", s[n - 1]))
		n--;
	s[n] = '\0';
}

/* The file's path from the root, where it may be a patched copy elsewhere. */
static void from_root(struct drops_check *c)
{
	char *at = strstr(c->file, "variants/");

	if (at)
		memmove(c->file, at, strlen(at) + 1);
}

static void read_text(const char *root, struct drops_check *c)
{
	char path[PATH_MAX], line[400];
	FILE *f;

	snprintf(path, sizeof(path), "%.3000s/%s", root, c->file);
	f = fopen(path, "r");
	for (int i = 0; f && i < c->line && fgets(line, sizeof(line), f); i++)
		snprintf(c->text, sizeof(c->text), "%s", line);
	if (f)
		fclose(f);
	trim(c->text);
}

/* "variants/bounds/ring.c" -> "variants/bounds/equivalent.tsv" */
static FILE *open_reasons(const char *source, const char *file)
{
	const char *slash = strrchr(file, '/');
	char path[PATH_MAX];

	if (!slash)
		return NULL;
	snprintf(path, sizeof(path), "%.3000s/%.*s/equivalent.tsv", source, (int)(slash - file),
		 file);
	return fopen(path, "r");
}

static void read_reason(const char *source, const char *workload, struct drops_check *c)
{
	FILE *f = open_reasons(source, c->file);
	char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) >= 0) {
		char *rest = line, *column[4] = { NULL };

		for (int i = 0; i < 4; i++)
			column[i] = strsep(&rest, "\t\n");
		if (line[0] == '#' || !column[3])
			continue;
		if ((!strcmp(column[0], "*") || !strcmp(column[0], workload)) &&
		    !strcmp(column[1], strrchr(c->file, '/') + 1) && !strcmp(column[2], c->text))
			snprintf(c->reason, sizeof(c->reason), "%s", column[3]);
	}
	free(line);
	if (f)
		fclose(f);
}

static int by_number(const void *a, const void *b)
{
	return ((const struct drops_check *)a)->number - ((const struct drops_check *)b)->number;
}

static bool is_rust(const char *file)
{
	const char *suffix = strrchr(file, '.');

	return suffix && !strcmp(suffix, ".rs");
}

struct drops_check *drops_list(const char *source, const char *object, const char *workload,
			       size_t *n, struct memtax_error *err)
{
	struct seeded_command command;
	struct list l = { NULL, 0 };
	char line[sizeof(command.line) + PATH_MAX];
	int failed;
	FILE *f;

	*n = 0;
	if (seeded_command_read(&command, source, object, err))
		return NULL;
	/* Rust has no preprocessor, and its checks are its own: none is numbered. */
	if (is_rust(command.file))
		return calloc(1, sizeof(*l.check));
	snprintf(line, sizeof(line),
		 "cd '%s' && %s -DMEMTAX_DROP=0 -DMEMTAX_DROP_LIST -E 2>/dev/null", source,
		 command.line);
	f = popen(line, "r");
	if (!f) {
		memtax_fail(err, "cannot run the preprocessor: %s", strerror(errno));
		return NULL;
	}
	failed = read_markers(&l, f, err);
	if (pclose(f) && !failed)
		failed = memtax_fail(err, "%s: the preprocessor fails on its source", object);
	if (failed) {
		free(l.check);
		return NULL;
	}
	for (size_t i = 0; i < l.n; i++) {
		from_root(&l.check[i]);
		read_text(command.root, &l.check[i]);
		read_reason(source, workload, &l.check[i]);
	}
	if (l.n)
		qsort(l.check, l.n, sizeof(*l.check), by_number);
	*n = l.n;
	return l.check ? l.check : calloc(1, sizeof(*l.check));
}
