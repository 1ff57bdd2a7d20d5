// SPDX-License-Identifier: GPL-2.0-or-later
/* Effort of the rows of a small tree, counted by hand; and of the tree that is here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/measure/cell_source.h"
#include "harness/prove/effort.h"

static char root[] = "/tmp/memtax-effort-XXXXXX";
static struct variant variants[12];
static struct workload_entry workloads[] = { { .name = "w1" }, { .name = "w2" } };
static struct registry registry = { .workloads = workloads, .n_workloads = 2 };

struct fixture {
	const char *path, *text;
};

#define COMMON(guard) "#ifndef " guard "\n#define " guard "\n#define N 4\n#endif\n"
#define PART(guard, text) "#ifndef " guard "\n#define " guard "\n" text "\n#endif\n"
#define W1(v)                                                                                      \
	"/* one */\n#include \"variants/" v                                                        \
	"/common.h\"\nint f(void *p)\n{\n\treturn *(int *)p;\n}\n"
#define W2(v)                                                                                      \
	"#include \"variants/" v "/common.h\"\n#include \"variants/" v "/w2_part.h\"\n"            \
	"#include \"harness/contract/cell.h\"\nint g(int x);\n"

static const struct fixture tree[] = {
	/* the baseline: a file for each workload, one that only w2 has, one that both have */
	{ "variants/base/variant.mk", "role := baseline\n" },
	{ "variants/base/common.h", COMMON("BASE_COMMON_H") },
	{ "variants/base/w1.c", W1("base") },
	{ "variants/base/w2.c", W2("base") },
	{ "variants/base/w2_part.h", PART("BASE_W2_PART_H", "int part;") },
	/* the same in another folder, commented and indented otherwise */
	{ "variants/same/variant.mk", "role := discipline\n" },
	{ "variants/same/common.h", "\n" COMMON("SAME_COMMON_H") "/* that is all */\n" },
	{ "variants/same/w1.c", W1("same") "\n// the end\n" },
	{ "variants/same/w2.c", W2("same") },
	{ "variants/same/w2_part.h", PART("SAME_W2_PART_H", "int\t part; /* of it */") },
	/* a discipline with a vocabulary of its own */
	{ "variants/safe/variant.mk",
	  "role := discipline\nannotations := TAKES\nconstructors := box_of box\n" },
	{ "variants/safe/box.h",
	  "#ifndef SAFE_BOX_H\n#define SAFE_BOX_H\n#define TAKES(b) attr(takes(b))\n"
	  "struct box {\n\tint *p;\n\tint n;\n};\n"
	  "static struct box box_of(int *p, int n)\n{\n\treturn (struct box){ p, n "
	  "};\n}\n#endif\n" },
	{ "variants/safe/w1.c", "#include \"variants/safe/box.h\"\nint f(void *p) TAKES(p)\n{\n"
				"\treturn *box_of(p, 4).p;\n}\n" },
	{ "variants/safe/w2.c", "#include \"variants/safe/box.h\"\n"
				"#include \"harness/contract/cell.h\"\nint g(int x);\n" },
	/* the base with a patch, as the build left it */
	{ "variants/fix/variant.mk", "role := discipline\nbase := base\n" },
	{ "variants/fix/w2/0001-more.patch", "(the build has applied it)\n" },
	{ "build/patched/fix/w2/variants/base/common.h", COMMON("BASE_COMMON_H") },
	{ "build/patched/fix/w2/variants/base/w2.c", W2("base") },
	{ "build/patched/fix/w2/variants/base/w2_part.h",
	  PART("BASE_W2_PART_H", "int part;\nint more;") },
	/* a peer that puts its header in the place of the base's */
	{ "variants/swap/variant.mk", "role := peer\n" },
	{ "variants/swap/w2.c",
	  "#include \"variants/swap/w2_part.h\"\n#include \"variants/base/w2.c\"\n" },
	{ "variants/swap/w2_part.h", PART("BASE_W2_PART_H", "long part;") },
	/* safe Rust: a module of its own, and a shell that both cells share */
	{ "variants/crab/variant.mk", "role := reference\ntoolchains := rustc\n" },
	{ "variants/crab/w1.rs",
	  "#![no_std]\nmod contract;\nmod w1_part;\n"
	  "fn safe(x: &[u8]) -> usize { x.len() }\n"
	  "unsafe extern \"C\" fn f(p: *const u8) -> usize {\n"
	  "    // SAFETY: as C says\n    unsafe { safe(&*p.cast::<[u8; 4]>()) }\n}\n" },
	{ "variants/crab/w1_part.rs", "#![forbid(unsafe_code)]\npub fn part() {}\n" },
	{ "variants/crab/w2.rs", "mod contract;\n" },
	{ "variants/crab/contract.rs",
	  "// SAFETY: it is constant\nunsafe impl Sync for C {}\n"
	  "#[cfg(memtax_peer_flip)]\nfn flip() {\n    unsafe { g() }\n}\n" },
	/* another, with code of its own and the first one's modules */
	{ "variants/crab-unsafe/variant.mk", "role := reference\ntoolchains := rustc\n" },
	{ "variants/crab-unsafe/w1.rs",
	  "#[path = \"../crab/contract.rs\"]\nmod contract;\n"
	  "#[path = \"../crab/w1_part.rs\"]\nmod part;\n"
	  "fn first(x: &[u8]) -> u8 {\n    unsafe { *x.get_unchecked(0) }\n}\n" },
	/* C++: a span under another name */
	{ "variants/plus/variant.mk", "role := reference\nconstructors := span\n" },
	{ "variants/plus/w1.cpp",
	  "#include \"variants/plus/bytes.hpp\"\nint f(void *p)\n{\n"
	  "\tbytes b(static_cast<int *>(p), 1);\n\treturn *b.data();\n}\n" },
	{ "variants/plus/bytes.hpp",
	  "#pragma once\nusing bytes = std::span<const int>;\nbytes rest(bytes b, int n);\n" },
	/* the base and flags, no more */
	{ "variants/flags/variant.mk", "role := hardening\nbase := base\ncflags := -fguard\n" },
	{ "build/cells/gcc/kernel/aligned/base/w1.o.command",
	  "gcc -O2 -DMEMTAX_VARIANT='\"base\"' -c variants/base/w1.c\n" },
	{ "build/cells/gcc/kernel/aligned/flags/w1.o.command",
	  "gcc -O2 -fguard --param=x -DMEMTAX_VARIANT='\"flags\"' -c variants/base/w1.c\n" },
	/* a row without a cell */
	{ "variants/empty/variant.mk", "role := discipline\n" },
};

static const char *const names[] = { "base", "same",	    "safe", "fix",   "swap",
				     "crab", "crab-unsafe", "plus", "flags", "empty" };

static void write_file(const struct fixture *f)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", root, f->path);
	for (char *p = path + strlen(root) + 1; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		mkdir(path, 0700);
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(f->text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int make_tree(void **state)
{
	struct memtax_error err;

	(void)state;
	if (!mkdtemp(root))
		return -1;
	for (size_t i = 0; i < sizeof(tree) / sizeof(*tree); i++)
		write_file(&tree[i]);
	snprintf(registry.source, sizeof(registry.source), "%s", root);
	snprintf(registry.build, sizeof(registry.build), "%s/build", root);
	registry.variants = variants;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (variant_read(root, names[i], &variants[registry.n_variants++], &err)) {
			fprintf(stderr, "%s\n", err.text);
			return -1;
		}
	return 0;
}

static int remove_tree(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command); /* NOLINT(cert-env33-c): the name is our own */
}

static const struct effort_row expected[] = {
	/*
	 * lines, tokens, changed of each, annotations, casts, constructors, suppressions, unsafe;
	 * of these in the shell, unsafe blocks, SAFETY comments, escapes
	 */
	{ "base", "w1", "c", { 5, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
	{ "base", "w2", "c", { 8, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "base", "*", "c", { 4, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "same", "w1", "c", { 5, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
	{ "same", "w2", "c", { 8, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "same", "*", "c", { 4, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	/* its w1.c: three lines differ; its w2.c: one for two, and base's w2_part.h is gone */
	{ "safe", "w1", "c", { 5, 27, 6, 13, 1, 0, 1, 0, 0, 0, 0, 0, 0 } },
	{ "safe", "w2", "c", { 3, 13, 3 + 4, 5 + 11, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	/* box.h is new, common.h is gone */
	{ "safe", "*", "c", { 12, 58, 12 + 4, 58 + 12, 0, 0, 1, 0, 0, 0, 0, 0, 0 } },
	{ "fix", "w1", "c", { 5, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
	{ "fix", "w2", "c", { 9, 30, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "fix", "*", "c", { 4, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	/* two lines before base's w2.c, one changed in the header; no workload to share with */
	{ "swap", "w2", "c", { 14, 45, 2 + 2, 6 + 2, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	/* a function that is unsafe, its block in it: 3 lines; all of it is the shell */
	{ "crab", "w1", "rs", { 9, 82, -1, -1, 0, 1, 0, 0, 3, 3, 1, 1, 0 } },
	{ "crab", "w2", "rs", { 1, 3, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	/* what is there for the fault runner alone is not in it */
	{ "crab", "*", "rs", { 1, 7, -1, -1, 0, 0, 0, 0, 1, 1, 1, 1, 0 } },
	/* contract.rs and the part are its own too: no other workload of this row has them */
	{ "crab-unsafe", "w1", "rs", { 10, 64, -1, -1, 0, 0, 0, 0, 2, 1, 2, 1, 0 } },
	{ "plus", "w1", "cpp", { 9, 59, -1, -1, 0, 1, 1, 0, 0, 0, 0, 0, 1 } },
	{ "flags", "w1", "c", { 5, 20, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 } },
	{ "flags", "w2", "c", { 8, 27, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
	{ "flags", "*", "c", { 4, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 } },
};

/* All counts of a row as text. */
static void print_counts(char text[128], const struct effort *e)
{
	snprintf(text, 128, "%d %d, %d %d, %d %d %d %d %d, %d %d %d %d", e->lines, e->tokens,
		 e->lines_changed, e->tokens_changed, e->annotations, e->casts, e->constructors,
		 e->suppressions, e->unsafe_lines, e->shell_lines, e->unsafe_blocks,
		 e->safety_comments, e->escapes);
}

static void assert_row(const struct effort_row *got, const struct effort_row *want)
{
	char g[128], w[128];

	assert_string_equal(got->variant, want->variant);
	assert_string_equal(got->workload, want->workload);
	assert_string_equal(got->language, want->language);
	print_counts(g, &got->effort);
	print_counts(w, &want->effort);
	if (strcmp(g, w) != 0)
		fail_msg("%s %s: got %s; want %s", got->variant, got->workload, g, w);
}

static void test_by_hand(void **state)
{
	struct memtax_error err;
	struct effort_row *rows;
	size_t n;

	(void)state;
	rows = effort_rows(&registry, &n, &err);
	if (!rows) {
		fail_msg("%s", err.text);
		return;
	}
	assert_int_equal(n, sizeof(expected) / sizeof(*expected));
	for (size_t i = 0; i < n; i++)
		assert_row(&rows[i], &expected[i]);
	free(rows);
}

static const json_t *find(const json_t *list, const char *variant, const char *workload)
{
	const json_t *line;
	size_t i;

	json_array_foreach(list, i, line)
	{
		if (!strcmp(json_string_value(json_object_get(line, "variant")), variant) &&
		    !strcmp(json_string_value(json_object_get(line, "workload")), workload))
			return line;
	}
	fail_msg("no line of %s %s", variant, workload);
	return NULL;
}

static bool is_number(const json_t *line, const char *key, int value)
{
	const json_t *member = json_object_get(line, key);

	return json_is_integer(member) && json_integer_value(member) == value;
}

static bool is_null(const json_t *line, const char *key)
{
	return json_is_null(json_object_get(line, key));
}

/* What is not counted is null, not 0. */
static void test_json(void **state)
{
	struct memtax_error err;
	json_t *list = effort_run(&registry, &err);
	const json_t *line;

	(void)state;
	assert_int_equal(json_array_size(list), sizeof(expected) / sizeof(*expected));
	line = find(list, "safe", "*");
	assert_true(is_number(line, "lines_changed", 16) && is_number(line, "unsafe_lines", 0));
	assert_true(is_null(line, "shell_lines") && is_null(line, "escapes"));
	assert_true(is_null(line, "base") && is_null(line, "flags"));
	line = find(list, "crab", "w1");
	assert_string_equal(json_string_value(json_object_get(line, "language")), "rs");
	assert_true(is_null(line, "lines_changed") && is_null(line, "tokens_changed"));
	assert_true(is_number(line, "shell_lines", 3) && is_number(line, "safety_comments", 1));
	assert_true(is_null(line, "escapes"));
	line = find(list, "plus", "w1");
	assert_true(is_number(line, "escapes", 1) && is_null(line, "unsafe_blocks"));
	assert_true(is_null(line, "lines_changed"));
	json_decref(list);
}

/* A row of flags changes no line, and says what it is made of, as far as it was built. */
static void test_flags(void **state)
{
	struct memtax_error err;
	json_t *list = effort_run(&registry, &err);
	const json_t *line = find(list, "flags", "w1"), *flags = json_object_get(line, "flags");

	(void)state;
	assert_true(is_number(line, "lines_changed", 0));
	assert_string_equal(json_string_value(json_object_get(line, "base")), "base");
	assert_int_equal(json_object_size(flags), 1);
	assert_string_equal(json_string_value(json_object_get(flags, "gcc")), "-fguard --param=x");
	line = find(list, "flags", "w2");
	assert_int_equal(json_object_size(json_object_get(line, "flags")), 0);
	assert_true(is_null(find(list, "flags", "*"), "base"));
	/* Patches are no flags. */
	assert_true(is_null(find(list, "fix", "w2"), "base"));
	json_decref(list);
}

/* Patches that the build has not applied are an error, not the count of something else. */
static void test_not_built(void **state)
{
	struct memtax_error err;
	struct effort_row *rows;
	size_t n;

	(void)state;
	snprintf(registry.build, sizeof(registry.build), "%s/elsewhere", root);
	rows = effort_rows(&registry, &n, &err);
	snprintf(registry.build, sizeof(registry.build), "%s/build", root);
	assert_null(rows);
	assert_non_null(strstr(err.text, "not built"));
}

static void test_missing_header(void **state)
{
	static const struct fixture bad = { "variants/empty/w1.c",
					    "#include \"variants/empty/none.h\"\n" };
	struct memtax_error err;
	char path[128];
	size_t n;

	(void)state;
	write_file(&bad);
	assert_null(effort_rows(&registry, &n, &err));
	assert_non_null(strstr(err.text, "variants/empty/none.h"));
	snprintf(path, sizeof(path), "%s/%s", root, bad.path);
	assert_int_equal(remove(path), 0);
}

/* The tree that is here: every row that has a cell is counted, and the baseline is its own. */
static void test_this_tree(void **state)
{
	struct memtax_error err;
	struct effort_row *rows;
	struct registry r;
	size_t n;

	(void)state;
	if (registry_open(&r, MEMTAX_SOURCE, MEMTAX_BUILD, &err))
		fail_msg("%s", err.text);
	rows = effort_rows(&r, &n, &err);
	if (!rows) {
		fail_msg("%s", err.text);
		return;
	}
	for (size_t v = 0; v < r.n_variants; v++)
		for (size_t w = 0; w < r.n_workloads; w++) {
			bool there = cell_source_exists(r.source, &r.variants[v],
							r.workloads[w].name, &err);
			size_t found = 0;

			for (size_t i = 0; i < n; i++)
				found += !strcmp(rows[i].variant, r.variants[v].name) &&
					 !strcmp(rows[i].workload, r.workloads[w].name);
			assert_int_equal(found, there);
		}
	for (size_t i = 0; i < n; i++) {
		assert_true(rows[i].effort.lines > 0);
		assert_true(rows[i].effort.tokens > rows[i].effort.lines);
		if (strcmp(registry_variant(&r, rows[i].variant)->role, "baseline"))
			continue;
		assert_int_equal(rows[i].effort.lines_changed, 0);
		assert_int_equal(rows[i].effort.tokens_changed, 0);
	}
	free(rows);
	registry_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_by_hand),	       cmocka_unit_test(test_json),
		cmocka_unit_test(test_flags),	       cmocka_unit_test(test_not_built),
		cmocka_unit_test(test_missing_header), cmocka_unit_test(test_this_tree),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
