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
static struct variant variants[8];
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
	/* a row without a cell */
	{ "variants/empty/variant.mk", "role := discipline\n" },
};

static const char *const names[] = { "base", "same", "safe", "fix", "swap", "empty" };

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
	/* lines, tokens, changed of each, annotations, casts, constructors, suppressions, unsafe */
	{ "base", "w1", { 5, 20, 0, 0, 0, 1, 0, 0, 0 } },
	{ "base", "w2", { 8, 27, 0, 0, 0, 0, 0, 0, 0 } },
	{ "base", "*", { 4, 12, 0, 0, 0, 0, 0, 0, 0 } },
	{ "same", "w1", { 5, 20, 0, 0, 0, 1, 0, 0, 0 } },
	{ "same", "w2", { 8, 27, 0, 0, 0, 0, 0, 0, 0 } },
	{ "same", "*", { 4, 12, 0, 0, 0, 0, 0, 0, 0 } },
	/* its w1.c: three lines differ; its w2.c: one for two, and base's w2_part.h is gone */
	{ "safe", "w1", { 5, 27, 6, 13, 1, 0, 1, 0, 0 } },
	{ "safe", "w2", { 3, 13, 3 + 4, 5 + 11, 0, 0, 0, 0, 0 } },
	/* box.h is new, common.h is gone */
	{ "safe", "*", { 12, 58, 12 + 4, 58 + 12, 0, 0, 1, 0, 0 } },
	{ "fix", "w1", { 5, 20, 0, 0, 0, 1, 0, 0, 0 } },
	{ "fix", "w2", { 9, 30, 1, 3, 0, 0, 0, 0, 0 } },
	{ "fix", "*", { 4, 12, 0, 0, 0, 0, 0, 0, 0 } },
	/* two lines before base's w2.c, one changed in the header; no workload to share with */
	{ "swap", "w2", { 14, 45, 2 + 2, 6 + 2, 0, 0, 0, 0, 0 } },
};

static void assert_row(const struct effort_row *got, const struct effort_row *want)
{
	const struct effort *g = &got->effort, *w = &want->effort;

	assert_string_equal(got->variant, want->variant);
	assert_string_equal(got->workload, want->workload);
	if (memcmp(g, w, sizeof(*g)))
		fail_msg("%s %s: got %d %d, %d %d, %d %d %d %d %d; want %d %d, %d %d, %d %d %d %d "
			 "%d",
			 got->variant, got->workload, g->lines, g->tokens, g->lines_changed,
			 g->tokens_changed, g->annotations, g->casts, g->constructors,
			 g->suppressions, g->unsafe_lines, w->lines, w->tokens, w->lines_changed,
			 w->tokens_changed, w->annotations, w->casts, w->constructors,
			 w->suppressions, w->unsafe_lines);
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

static void test_json(void **state)
{
	struct memtax_error err;
	const char *workload;
	json_t *list = effort_run(&registry, &err);
	int lines, unsafe_lines;

	(void)state;
	assert_int_equal(json_array_size(list), sizeof(expected) / sizeof(*expected));
	assert_int_equal(json_unpack(json_array_get(list, 8), "{s:s s:i s:i}", "workload",
				     &workload, "lines_changed", &lines, "unsafe_lines",
				     &unsafe_lines),
			 0);
	assert_string_equal(workload, "*");
	assert_int_equal(lines, 16);
	assert_int_equal(unsafe_lines, 0);
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
		cmocka_unit_test(test_by_hand),	  cmocka_unit_test(test_json),
		cmocka_unit_test(test_not_built), cmocka_unit_test(test_missing_header),
		cmocka_unit_test(test_this_tree),
	};

	return cmocka_run_group_tests(tests, make_tree, remove_tree);
}
