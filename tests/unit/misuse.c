// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Compile-time cases: those of the tree are refused as their heads say, and one that is not as its
 * head says is a finding.
 */
#include "tests/unit/prove_fixture.h"
#include "harness/prove/command.h"
#include "harness/prove/misuse.h"

/* By clang-19 there is no cell in these trees, so it is unavailable: no finding. */
#define HEAD "/* SPDX-License-Identifier: GPL-2.0-or-later */\n/* expect clang-19: silent */\n"
#define BODY "#ifdef MISUSE\nint f(void) { return g; }\n#else\nint f(void) { return 0; }\n#endif\n"
#define CASE "variants/v/misuse/case.c"
#define CPP_CASE "variants/v/misuse/case.cpp"
#define RUST_CASE "variants/v/misuse/case.rs"

/* ---- the tree ------------------------------------------------------------------------------- */

static bool is(const json_t *line, const char *key, const char *value)
{
	return !strcmp(json_string_value(json_object_get(line, key)), value);
}

static void print_line(const json_t *line)
{
	char *text = json_dumps(line, 0);

	print_error("%s\n", text);
	free(text);
}

static void cases_of_the_tree(void **state)
{
	struct registry r;
	struct memtax_error err;
	bool finding = false;
	size_t i, held = 0;
	json_t *lines, *line;

	(void)state;
	assert_int_equal(registry_open(&r, MEMTAX_SOURCE, MEMTAX_BUILD, &err), 0);
	lines = misuse_run(&r, NULL, &finding, &err);
	assert_non_null(lines);
	json_array_foreach(lines, i, line)
	{
		bool holds = json_is_true(json_object_get(line, "holds"));

		held += holds;
		if (!holds && !is(line, "result", "unavailable"))
			print_line(line);
		assert_false(is(line, "summary", ""));
	}
	assert_false(finding);
	assert_true(json_array_size(lines) > 0);
	print_message("%zu of %zu hold\n", held, json_array_size(lines));
	json_decref(lines);
	registry_close(&r);
}

/* ---- what is not as its head says ----------------------------------------------------------- */

/* The line of `checker` in profile kernel, of the one case in the tree; the caller's. */
static json_t *run_case(const struct tree *t, const char *checker, bool *finding)
{
	struct memtax_error err;
	json_t *lines, *line, *found = NULL;
	size_t i;

	*finding = false;
	lines = misuse_run(&t->registry, NULL, finding, &err);
	assert_non_null(lines);
	json_array_foreach(lines, i,
			   line) if (is(line, "checker", checker) && is(line, "profile", "kernel"))
		found = json_incref(line);
	assert_non_null(found);
	json_decref(lines);
	return found;
}

static void expect_of(const struct tree *t, const char *checker, const char *result,
		      const char *reason)
{
	bool finding, bad = !strcmp(result, "compiles") || !strcmp(result, "other");
	json_t *line = run_case(t, checker, &finding);

	if (!is(line, "result", result) ||
	    !strstr(json_string_value(json_object_get(line, "reason")), reason))
		print_line(line);
	assert_true(is(line, "result", result));
	assert_non_null(strstr(json_string_value(json_object_get(line, "reason")), reason));
	assert_int_equal(finding, bad);
	assert_int_equal(json_is_true(json_object_get(line, "holds")),
			 !bad && strcmp(result, "unavailable"));
	json_decref(line);
}

static void expect_result(const struct tree *t, const char *text, const char *result,
			  const char *reason)
{
	tree_write(t, CASE, text);
	expect_of(t, "gcc", result, reason);
}

static void wrong_expectations_are_findings(void **state)
{
	static const char refused[] =
		HEAD "/* expect gcc: 'g' undeclared */\n/* S. */\nint f(void);\n" BODY;
	static const char wrong_text[] =
		HEAD "/* expect gcc: no such words */\nint f(void);\n" BODY;
	static const char not_silent[] = HEAD "/* expect gcc: silent */\nint f(void);\n" BODY;
	static const char compiles[] = HEAD "/* expect gcc: undeclared */\nint f;\n";
	static const char silent[] = HEAD "/* expect gcc: silent */\nint f;\n";
	static const char nothing[] = HEAD "int f(void);\n" BODY;
	static const char control[] =
		HEAD "/* expect gcc: undeclared */\nint f(void) { return g; }\n";
	struct tree t;

	(void)state;
	tree_make(&t);
	tree_command(&t, "gcc", "kernel", "gcc");
	tree_command(&t, "gcc", "user", "gcc");
	expect_result(&t, refused, "refused", "");
	expect_result(&t, wrong_text, "other", "'g' undeclared");
	expect_result(&t, not_silent, "other", "'g' undeclared");
	expect_result(&t, compiles, "compiles", "");
	expect_result(&t, silent, "silent", "");
	expect_result(&t, nothing, "other", "no line 'expect gcc:'");
	expect_result(&t, control, "other", "the control does not compile");
	tree_remove(&t);
}

static void compiler_that_is_not_there(void **state)
{
	static const char text[] = HEAD "/* expect gcc: undeclared */\nint f(void);\n" BODY;
	struct tree t;

	(void)state;
	tree_make(&t);
	tree_command(&t, "gcc", "user", "gcc");
	expect_result(&t, text, "unavailable", "no cell of this row");
	tree_command(&t, "gcc", "kernel", "/nowhere/gcc");
	expect_result(&t, text, "unavailable", "not installed");
	tree_command(&t, "gcc", "kernel", "gcc -fsanitize=address");
	expect_result(&t, text, "unavailable", "sanitizer");
	tree_remove(&t);
}

static void expect_run(const struct tree *t, const char *expected, const char *body,
		       const char *result)
{
	char text[1024];
	bool finding;
	json_t *line;

	snprintf(text, sizeof(text),
		 HEAD "/* expect gcc: silent */\n/* expect run: %s */\n/* Words. */\n%s", expected,
		 body);
	tree_write(t, CASE, text);
	line = run_case(t, "run", &finding);
	if (!is(line, "result", result))
		print_line(line);
	assert_true(is(line, "result", result));
	assert_true(is(line, "summary", "Words."));
	json_decref(line);
}

static void cases_that_are_run(void **state)
{
	static const char traps[] =
		"int main(void)\n{\n#ifdef MISUSE\n__builtin_trap();\n#endif\nreturn 0;\n}\n";
	static const char loses[] = "int main(void)\n{\nreturn 1;\n}\n";
	static const char runs[] = "int main(void)\n{\nreturn 0;\n}\n";
	struct tree t;

	(void)state;
	tree_make(&t);
	tree_command(&t, "gcc", "kernel", MEMTAX_CROSS "gcc");
	tree_command(&t, "gcc", "user", MEMTAX_CROSS "gcc");
	expect_run(&t, "trap", traps, "refused");
	expect_run(&t, "ok", traps, "other");
	expect_run(&t, "ok", runs, "silent");
	expect_run(&t, "trap", runs, "compiles");
	expect_run(&t, "ok", loses, "other");
	expect_run(&t, "no-compile", runs, "compiles");
	tree_remove(&t);
}

/* ---- other languages ------------------------------------------------------------------------ */

static size_t count_lines(const struct tree *t)
{
	struct memtax_error err;
	bool finding = false;
	json_t *lines = misuse_run(&t->registry, NULL, &finding, &err);
	size_t n = json_array_size(lines);

	assert_non_null(lines);
	json_decref(lines);
	return n;
}

#define CPP                                                                                        \
	"// SPDX-License-Identifier: GPL-2.0-or-later\n// expect gcc: use of deleted function\n"   \
	"// expect clang-19: silent\n// S.\nstruct owner {\n\towner() = default;\n"                \
	"\towner(const owner &) = delete;\n};\nvoid f(owner &o);\nvoid f(owner &o)\n{\n"           \
	"#ifdef MISUSE\n\towner twin = o;\n#else\n\t(void)o;\n#endif\n}\n"

static void cases_in_cpp(void **state)
{
	struct tree t;

	(void)state;
	tree_make(&t);
	tree_command_of(&t, "gcc", "kernel", "g++ -std=gnu++20 -Wall", "variants/v/w.cpp");
	tree_command_of(&t, "gcc", "user", "g++ -std=gnu++20 -Wall", "variants/v/w.cpp");
	tree_write(&t, CPP_CASE, CPP);
	expect_of(&t, "gcc", "refused", "");
	assert_int_equal(count_lines(&t), 4); /* two compilers, two profiles */
	/* The row's C++ is compiled with the flags of a cell in C++, not of one in C. */
	tree_command(&t, "gcc", "kernel", "gcc");
	expect_of(&t, "gcc", "unavailable", "in the case's language");
	tree_remove(&t);
}

#define RUST                                                                                       \
	"// SPDX-License-Identifier: GPL-2.0-or-later\n// expect rustc: error[E0382]\n// Moved.\n" \
	"#![no_std]\npub struct Owner(u32);\npub fn give(o: Owner) -> u32 {\n    o.0\n}\n"         \
	"pub fn f(o: Owner) -> u32 {\n    let n = give(o);\n    #[cfg(misuse)]\n    give(o);\n"    \
	"    n\n}\n"

static void make_rust_tree(struct tree *t, const char *text)
{
	tree_make(t);
	tree_rustc(t);
	strcpy(t->variant.toolchains, "rustc");
	tree_command_of(t, "rustc", "kernel", RUSTC, "variants/v/w.rs");
	tree_command_of(t, "rustc", "user", RUSTC " -C opt-level=3", "variants/v/w.rs");
	tree_write(t, RUST_CASE, text);
}

static void cases_in_rust(void **state)
{
	struct tree t;

	(void)state;
	if (!have_rustc())
		skip();
	make_rust_tree(&t, RUST);
	expect_of(&t, "rustc", "refused", "");
	assert_int_equal(count_lines(&t), 2); /* no C compiler is asked */
	tree_write(&t, RUST_CASE, "// expect rustc: error[E0502]\n// S.\n" RUST);
	expect_of(&t, "rustc", "other", "error[E0382]");
	tree_write(&t, RUST_CASE, "// expect rustc: silent\n// S.\n#![no_std]\npub fn f() {}\n");
	expect_of(&t, "rustc", "silent", "");
	tree_write(&t, RUST_CASE, "// S.\n#![no_std]\npub fn f() {}\n");
	expect_of(&t, "rustc", "other", "no line 'expect rustc:'");
	/* There is no assembly of what fails while it is compiled, whatever the checks say before.
	 */
	tree_write(&t, RUST_CASE,
		   "// expect rustc: error[E0080]\n// S.\n#![no_std]\n"
		   "pub struct S<const N: usize>;\nimpl<const N: usize> S<N> {\n"
		   "    pub const FITS: () = assert!(N < 4);\n}\n"
		   "pub fn f<const N: usize>() {\n    S::<N>::FITS\n}\n"
		   "#[inline(never)]\npub fn g() {\n    f::<3>();\n    #[cfg(misuse)]\n    "
		   "f::<5>();\n}\n");
	expect_of(&t, "rustc", "refused", "");
	tree_remove(&t);
}

static void rust_without_rustc(void **state)
{
	struct tree t;

	(void)state;
	make_rust_tree(&t, RUST);
	path_without_rustc(&t);
	expect_of(&t, "rustc", "unavailable", "not installed");
	path_restore();
	tree_remove(&t);
	/* Then there are no cells either. */
	tree_make(&t);
	strcpy(t.variant.toolchains, "rustc");
	tree_write(&t, RUST_CASE, RUST);
	expect_of(&t, "rustc", "unavailable", "rustc built no cell");
	tree_remove(&t);
}

static void only_compilers_that_build_the_row(void **state)
{
	struct tree t;

	(void)state;
	tree_make(&t);
	tree_write(&t, CASE, HEAD "/* expect gcc: silent */\nint f;\n");
	assert_int_equal(count_lines(&t), 4);
	strcpy(t.variant.toolchains, "gcc");
	assert_int_equal(count_lines(&t), 2);
	strcpy(t.variant.toolchains, "gcc clang-19 clang-14 rustc");
	assert_int_equal(count_lines(&t), 6);
	tree_remove(&t);
}

/* ---- words ---------------------------------------------------------------------------------- */

static void words_as_a_shell_splits_them(void **state)
{
	char line[] = "gcc  -I. '-DA=\"b c\"' -D\"d\"=e\\ f ''\n";
	char open[] = "gcc 'oops";
	char *word[COMMAND_WORDS];

	(void)state;
	assert_int_equal(command_words(line, word), 5);
	assert_string_equal(word[0], "gcc");
	assert_string_equal(word[1], "-I.");
	assert_string_equal(word[2], "-DA=\"b c\"");
	assert_string_equal(word[3], "-Dd=e f");
	assert_string_equal(word[4], "");
	assert_null(word[5]);
	assert_int_equal(command_words(open, word), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_as_a_shell_splits_them),
		cmocka_unit_test(wrong_expectations_are_findings),
		cmocka_unit_test(compiler_that_is_not_there),
		cmocka_unit_test(cases_that_are_run),
		cmocka_unit_test(cases_in_cpp),
		cmocka_unit_test(cases_in_rust),
		cmocka_unit_test(rust_without_rustc),
		cmocka_unit_test(only_compilers_that_build_the_row),
		cmocka_unit_test(cases_of_the_tree),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
