// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/misuse_case.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "harness/measure/filter.h"

#define EXPECT "expect "

/* Where the suffix of a case begins; NULL if the file is none. */
static const char *case_suffix(const char *name)
{
	static const char *const suffixes[] = { ".c", ".cpp", ".rs", NULL };
	const char *dot = strrchr(name, '.');

	for (const char *const *s = suffixes; dot && *s; s++)
		if (!strcmp(dot, *s))
			return dot;
	return NULL;
}

static bool is_case(const char *name)
{
	const char *suffix = case_suffix(name);

	return suffix && suffix > name && strlen(name) < REGISTRY_NAME && name[0] != '.';
}

static int case_filter(const struct dirent *entry)
{
	return is_case(entry->d_name);
}

/* The inside of a line that is a comment and nothing else, in place; NULL if it is none. */
static char *comment_of(char *line)
{
	char *end;

	line[strcspn(line, "\n")] = '\0';
	if (!strncmp(line, "// ", 3))
		return line + 3;
	end = strstr(line, " */");
	if (strncmp(line, "/* ", 3) || !end)
		return NULL;
	*end = '\0';
	return line + 3;
}

static void read_comment(struct misuse_case *c, char *text)
{
	char *colon = strstr(text, ": ");
	struct expectation *e = &c->expects[c->n_expects];

	if (!strncmp(text, "SPDX-", 5))
		return;
	if (strncmp(text, EXPECT, strlen(EXPECT)) || !colon) {
		if (!c->summary[0])
			snprintf(c->summary, sizeof(c->summary), "%s", text);
		return;
	}
	if (c->n_expects == MISUSE_EXPECTATIONS)
		return;
	*colon = '\0';
	snprintf(e->who, sizeof(e->who), "%s", text + strlen(EXPECT));
	snprintf(e->text, sizeof(e->text), "%s", colon + 2);
	c->n_expects++;
}

/* The comments up to the first line that is none. */
static int read_head(const struct registry *r, struct misuse_case *c, struct memtax_error *err)
{
	char path[PATH_MAX + sizeof(c->path)], line[512], *text;
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", r->source, c->path);
	f = fopen(path, "r");
	if (!f)
		return memtax_fail(err, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		text = comment_of(line);
		if (!text)
			break;
		read_comment(c, text);
	}
	fclose(f);
	return 0;
}

static int read_case(const struct registry *r, const struct variant *v, const char *name,
		     struct misuse_case *c, struct memtax_error *err)
{
	memset(c, 0, sizeof(*c));
	c->variant = v;
	snprintf(c->name, sizeof(c->name), "%.*s", (int)(case_suffix(name) - name), name);
	snprintf(c->path, sizeof(c->path), "variants/%s/misuse/%s", v->name, name);
	return read_head(r, c, err);
}

static int read_folder(const struct registry *r, const struct variant *v,
		       struct misuse_case **cases, size_t *n, struct memtax_error *err)
{
	char path[PATH_MAX];
	struct dirent **list = NULL;
	struct misuse_case *more;
	int found, failed = 0;

	if (snprintf(path, sizeof(path), "%s/variants/%s/misuse", r->source, v->name) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", r->source);
	found = scandir(path, &list, case_filter, alphasort);
	if (found <= 0) {
		free(list);
		return 0;
	}
	more = realloc(*cases, (*n + (size_t)found) * sizeof(*more));
	if (more)
		*cases = more;
	for (int i = 0; i < found; i++) {
		if (more && !failed)
			failed = read_case(r, v, list[i]->d_name, &more[(*n)++], err);
		free(list[i]);
	}
	free(list);
	return more ? failed : memtax_fail(err, "out of memory");
}

struct misuse_case *misuse_cases(const struct registry *r, const char *variants, size_t *n,
				 struct memtax_error *err)
{
	struct misuse_case *cases = calloc(1, sizeof(*cases));
	int failed = cases ? 0 : memtax_fail(err, "out of memory");

	*n = 0;
	for (size_t i = 0; i < r->n_variants && !failed; i++)
		if (filter_match(variants, r->variants[i].name))
			failed = read_folder(r, &r->variants[i], &cases, n, err);
	if (!failed)
		return cases;
	free(cases);
	return NULL;
}

const char *misuse_expected(const struct misuse_case *c, const char *who)
{
	for (int i = 0; i < c->n_expects; i++)
		if (!strcmp(c->expects[i].who, who))
			return c->expects[i].text;
	return NULL;
}
