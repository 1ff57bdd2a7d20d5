// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/cell_source.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct key {
	const char *name;
	char *value;
	size_t size;
};

static void trim_end(char *s)
{
	size_t n = strlen(s);

	while (n && strchr(" \t\r\n", s[n - 1]))
		s[--n] = '\0';
}

/* A line is empty, a comment, or `key := value`. make reads the same lines. */
static int read_line(char *line, const struct key *keys, const char *where,
		     struct memtax_error *err)
{
	char *assign = strstr(line, ":=");

	trim_end(line);
	if (!line[0] || line[0] == '#')
		return 0;
	if (!assign)
		return memtax_fail(err, "%s: expected `key := value`, found '%.60s'", where, line);
	*assign = '\0';
	trim_end(line);
	assign += 2 + strspn(assign + 2, " \t");
	for (const struct key *k = keys; k->name; k++) {
		if (strcmp(k->name, line))
			continue;
		if (strlen(assign) >= k->size)
			return memtax_fail(err, "%s: value of '%s' is longer than %zu bytes", where,
					   line, k->size - 1);
		strcpy(k->value, assign);
	}
	return 0; /* keys that only make needs are passed over */
}

int variant_read(const char *source, const char *name, struct variant *v, struct memtax_error *err)
{
	const struct key keys[] = {
		{ "role", v->role, sizeof(v->role) },
		{ "order", v->order, sizeof(v->order) },
		{ "guarantee", v->guarantee, sizeof(v->guarantee) },
		{ "checked", v->checked, sizeof(v->checked) },
		{ "annotations", v->annotations, sizeof(v->annotations) },
		{ "constructors", v->constructors, sizeof(v->constructors) },
		{ "suppressions", v->suppressions, sizeof(v->suppressions) },
		{ "summary", v->summary, sizeof(v->summary) },
		{ "base", v->base, sizeof(v->base) },
		{ "toolchains", v->toolchains, sizeof(v->toolchains) },
		{ "profiles", v->profiles, sizeof(v->profiles) },
		{ "packages", v->packages, sizeof(v->packages) },
		{ "libs", v->libs, sizeof(v->libs) },
		{ "runtime", v->runtime, sizeof(v->runtime) },
		{ "requires", v->requires, sizeof(v->requires) },
		{ NULL, NULL, 0 },
	};
	char path[PATH_MAX], where[PATH_MAX + 16], *line = NULL;
	size_t size = 0;
	int number = 0, failed = 0;
	FILE *f;

	snprintf(v->name, sizeof(v->name), "%s", name);
	if (snprintf(path, sizeof(path), "%s/variants/%s/variant.mk", source, name) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", source);
	f = fopen(path, "r");
	if (!f)
		return memtax_fail(err, "%s: %s; a variant needs one, see docs/add-a-variant.md",
				   path, strerror(errno));
	while (!failed && getline(&line, &size, f) >= 0) {
		snprintf(where, sizeof(where), "%s:%d", path, ++number);
		failed = read_line(line, keys, where, err);
	}
	free(line);
	fclose(f);
	if (!failed && !v->role[0])
		failed = memtax_fail(err, "%s: no `role :=` line", path);
	return failed;
}

static bool exists(const char *source, const char *variant, const char *workload,
		   const char *suffix)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%s/variants/%s/%s.%s", source, variant, workload,
			suffix) < PATH_MAX &&
	       !access(path, R_OK);
}

static bool any_source(const char *source, const char *variant, const char *workload)
{
	return exists(source, variant, workload, "c") || exists(source, variant, workload, "rs") ||
	       exists(source, variant, workload, "cpp");
}

static void read_absence(const char *source, const char *variant, const char *workload,
			 struct memtax_error *reason)
{
	char path[PATH_MAX];
	FILE *f = NULL;

	if (snprintf(path, sizeof(path), "%s/variants/%s/%s.absent", source, variant, workload) <
	    PATH_MAX)
		f = fopen(path, "r");
	if (!f || !fgets(reason->text, sizeof(reason->text), f))
		memtax_fail(reason, "variants/%s/%s.c is not written", variant, workload);
	trim_end(reason->text);
	if (f)
		fclose(f);
}

bool cell_source_exists(const char *source, const struct variant *v, const char *workload,
			struct memtax_error *reason)
{
	if (any_source(source, v->name, workload))
		return true;
	if (v->base[0] && any_source(source, v->base, workload))
		return true;
	read_absence(source, v->name, workload, reason);
	return false;
}
