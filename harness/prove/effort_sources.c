// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/effort_sources.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where files are looked for, in this order. */
struct roots {
	char patched[PATH_MAX]; /* "" where nothing is patched */
	const char *source;
};

static int join(char path[PATH_MAX], const char *root, const char *below)
{
	return snprintf(path, PATH_MAX, "%s/%s", root, below) < PATH_MAX ? 0 : -1;
}

static bool is_there(const char *root, const char *below)
{
	char path[PATH_MAX];

	return !join(path, root, below) && !access(path, R_OK);
}

/* variants/<variant>/<workload>.<suffix>, if there is one. */
static bool cell_file(const char *source, const char *variant, const char *workload,
		      char path[EFFORT_PATH])
{
	static const char *const suffixes[] = { "c", "rs", "cpp", NULL };

	for (const char *const *suffix = suffixes; *suffix; suffix++) {
		snprintf(path, EFFORT_PATH, "variants/%s/%s.%s", variant, workload, *suffix);
		if (is_there(source, path))
			return true;
	}
	return false;
}

/* Has the row patches for this workload? They are applied below the build, by mk/cells.mk. */
static int find_roots(const struct registry *r, const struct variant *v, const char *workload,
		      struct roots *roots, struct memtax_error *err)
{
	char pattern[PATH_MAX];
	glob_t found;
	int none;

	*roots = (struct roots){ .source = r->source };
	if (snprintf(pattern, PATH_MAX, "%s/variants/%s/%s/*.patch", r->source, v->name,
		     workload) >= PATH_MAX ||
	    snprintf(roots->patched, PATH_MAX, "%s/patched/%s/%s", r->build, v->name, workload) >=
		    PATH_MAX)
		return memtax_fail(err, "%s: path is too long", r->source);
	none = glob(pattern, 0, NULL, &found);
	if (none)
		roots->patched[0] = '\0';
	globfree(&found);
	return 0;
}

static int find_file(const struct roots *roots, const char *below, char path[PATH_MAX])
{
	const char *root = roots->source;

	if (roots->patched[0] && is_there(roots->patched, below))
		root = roots->patched;
	return join(path, root, below);
}

/* Was the file read before, or a file that claims the same include guard? */
static bool is_met(const struct effort_sources *s, const struct effort_file *f)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct effort_text *t = &s->file[i].text;

		if (!strcmp(s->file[i].path, f->path))
			return true;
		if (t->guard && f->text.guard && !strcmp(t->guard, f->text.guard))
			return true;
	}
	return false;
}

/* The path in `#include "variants/..."` where token i begins that directive, or false. */
static bool included(const struct effort_text *t, size_t i, char below[EFFORT_PATH])
{
	const char *literal;
	size_t n;

	if (!effort_is(t, i, "#") || !t->token[i].begins || !effort_is(t, i + 1, "include") ||
	    i + 2 >= t->n)
		return false;
	literal = t->token[i + 2].text;
	n = strlen(literal);
	if (strncmp(literal, "\"variants/", 10) || n - 2 >= EFFORT_PATH)
		return false;
	memcpy(below, literal + 1, n - 2);
	below[n - 2] = '\0';
	return true;
}

/* "variants/a/../b/c.rs" to "variants/b/c.rs", in place. */
static void drop_parents(char *path)
{
	for (char *up = strstr(path, "/../"); up; up = strstr(path, "/../")) {
		char *from = up;

		while (from > path && from[-1] != '/')
			from--;
		memmove(from, up + 4, strlen(up + 4) + 1);
	}
}

/*
 * The file of `mod NAME;` where token i is that `mod`: NAME.rs beside `file`, or what an attribute
 * #[path = "..."] in front says, from there.
 */
static bool module(const struct effort_text *t, size_t i, const char *file, char below[EFFORT_PATH])
{
	int folder = (int)(strrchr(file, '/') - file);
	const char *literal;

	if (!effort_is(t, i, "mod") || i + 2 >= t->n || !effort_is(t, i + 2, ";"))
		return false;
	if (i < 6 || !effort_is(t, i - 6, "#") || !effort_is(t, i - 4, "path")) {
		snprintf(below, EFFORT_PATH, "%.*s/%s.rs", folder, file, t->token[i + 1].text);
		return true;
	}
	literal = t->token[i - 2].text;
	snprintf(below, EFFORT_PATH, "%.*s/%.*s", folder, file, (int)strlen(literal) - 2,
		 literal + 1);
	drop_parents(below);
	return true;
}

static bool is_rust(const char *file)
{
	size_t n = strlen(file);

	return n > 3 && !strcmp(file + n - 3, ".rs");
}

static int read_file(const struct roots *roots, const char *below, struct effort_sources *s,
		     struct memtax_error *err);

static int read_included(const struct roots *roots, const struct effort_file *f,
			 struct effort_sources *s, struct memtax_error *err)
{
	const struct effort_text *t = &f->text;
	bool rust = is_rust(f->path);
	char below[EFFORT_PATH];
	int failed = 0;

	for (size_t i = 0; i < t->n && !failed; i++)
		if (rust ? module(t, i, f->path, below) : included(t, i, below))
			failed = read_file(roots, below, s, err);
	return failed;
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as files include each other, at most EFFORT_FILES */
static int read_file(const struct roots *roots, const char *below, struct effort_sources *s,
		     struct memtax_error *err)
{
	struct effort_file *f = &s->file[s->n];
	char path[PATH_MAX];

	if (s->n == EFFORT_FILES)
		return memtax_fail(err, "%s: a row of more than %d files", below, EFFORT_FILES);
	snprintf(f->path, sizeof(f->path), "%s", below);
	if (find_file(roots, below, path))
		return memtax_fail(err, "%s: path is too long", below);
	if (effort_text_read(path, &f->text, err))
		return -1;
	if (is_met(s, f)) {
		effort_text_free(&f->text);
		return 0;
	}
	s->n++;
	return read_included(roots, f, s, err);
}

int effort_sources_read(const struct registry *r, const struct variant *v, const char *workload,
			struct effort_sources *s, struct memtax_error *err)
{
	char below[EFFORT_PATH];
	struct roots roots;

	s->n = 0;
	if (!cell_file(r->source, v->name, workload, below) &&
	    !(v->base[0] && cell_file(r->source, v->base, workload, below)))
		return 0;
	if (find_roots(r, v, workload, &roots, err))
		return -1;
	if (roots.patched[0] && !is_there(roots.patched, below))
		return memtax_fail(err, "%s/%s is not built; run: make", roots.patched, below);
	return read_file(&roots, below, s, err);
}

void effort_sources_free(struct effort_sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		effort_text_free(&s->file[i].text);
	s->n = 0;
}

const char *effort_name(const struct effort_file *f)
{
	const char *slash = strrchr(f->path, '/');

	return slash ? slash + 1 : f->path;
}

bool effort_sources_hold(const struct effort_sources *s, const struct effort_file *f)
{
	for (size_t i = 0; i < s->n; i++)
		if (!strcmp(s->file[i].path, f->path) && s->file[i].text.hash == f->text.hash)
			return true;
	return false;
}

void effort_sources_mark(struct effort_sources *s, size_t n)
{
	for (size_t w = 0; w < n; w++)
		for (size_t i = 0; i < s[w].n; i++)
			for (size_t other = 0; other < n; other++)
				if (other != w && effort_sources_hold(&s[other], &s[w].file[i]))
					s[w].file[i].shared = true;
}
