/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A source tree and a build folder of a test's own, with one variant `v` and one workload `w`. */
#ifndef MEMTAX_TESTS_PROVE_FIXTURE_H
#define MEMTAX_TESTS_PROVE_FIXTURE_H

/* cmocka.h wants these four before it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "harness/measure/registry.h"

struct tree {
	char root[64]; /* of the sources; the build is below it */
	struct registry registry;
	struct variant variant;
	struct workload_entry workload;
};

/* Make every folder that `path` lies in. */
static inline void tree_folders(const char *path)
{
	char folder[PATH_MAX];

	for (const char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(p - path), path);
		mkdir(folder, 0777);
	}
}

static inline void tree_write(const struct tree *t, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", t->root, name);
	tree_folders(path);
	f = fopen(path, "w");
	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

/* The command that the cell in `source` was built with: compiler and flags. */
static inline void tree_command_of(const struct tree *t, const char *toolchain, const char *profile,
				   const char *command, const char *source)
{
	char name[PATH_MAX], text[PATH_MAX];

	snprintf(name, sizeof(name), "build/cells/%s/%s/aligned/v/w.o.command", toolchain, profile);
	snprintf(text, sizeof(text), "%s -DNAME='\"v\"' -c %s\n", command, source);
	tree_write(t, name, text);
}

/* The same of a cell in C, with a word or two of flags. */
static inline void tree_command(const struct tree *t, const char *toolchain, const char *profile,
				const char *compiler)
{
	char command[PATH_MAX];

	snprintf(command, sizeof(command), "%s -std=gnu11 -O2 -Werror -Wall -Wthread-safety -I.",
		 compiler);
	tree_command_of(t, toolchain, profile, command, "variants/v/w.c");
}

#define RUSTC "mk/rustc.sh --edition=2021 --crate-type=lib -C panic=abort -D warnings"

/* The script that speaks for rustc, where a cell's command looks for it. */
static inline void tree_rustc(const struct tree *t)
{
	char command[2 * PATH_MAX];

	snprintf(command, sizeof(command), "mkdir '%s/mk' && cp -p '%s/mk/rustc.sh' '%s/mk/'",
		 t->root, MEMTAX_SOURCE, t->root);
	assert_int_equal(system(command), 0);
}

static inline bool have_rustc(void)
{
	return !system("rustc --version >/dev/null 2>&1");
}

/* A PATH with everything that is found along it but rustc, until path_restore(). */
static char *path_before;
static inline void path_without_rustc(const struct tree *t)
{
	char command[2 * PATH_MAX], path[PATH_MAX];

	path_before = strdup(getenv("PATH"));
	snprintf(path, sizeof(path), "%s/bin", t->root);
	snprintf(
		command, sizeof(command),
		"mkdir '%s'; echo \"$PATH\" | tr : '\n' | while read -r f; do for p in \"$f\"/*; "
		"do "
		"n=${p##*/}; [ \"$n\" = rustc ] || [ -e '%s'/\"$n\" ] || ln -s \"$p\" '%s'/\"$n\"; "
		"done; done",
		path, path, path);
	assert_int_equal(system(command), 0);
	setenv("PATH", path, 1);
}

static inline void path_restore(void)
{
	setenv("PATH", path_before, 1);
	free(path_before);
}

static inline void tree_make(struct tree *t)
{
	char build[96];

	memset(t, 0, sizeof(*t));
	strcpy(t->root, "/tmp/memtax-prove-XXXXXX");
	assert_non_null(mkdtemp(t->root));
	strcpy(t->variant.name, "v");
	strcpy(t->workload.name, "w");
	snprintf(t->registry.source, sizeof(t->registry.source), "%s", t->root);
	snprintf(t->registry.build, sizeof(t->registry.build), "%s/build", t->root);
	t->registry.variants = &t->variant;
	t->registry.n_variants = 1;
	t->registry.workloads = &t->workload;
	t->registry.n_workloads = 1;
	snprintf(build, sizeof(build), "%s/build/x", t->root);
	tree_folders(build);
}

static inline void tree_remove(const struct tree *t)
{
	char command[96];

	snprintf(command, sizeof(command), "rm -rf '%s'", t->root);
	assert_int_equal(system(command), 0);
}

#endif
