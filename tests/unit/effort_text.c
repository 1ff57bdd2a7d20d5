// SPDX-License-Identifier: GPL-2.0-or-later
/* Effort: the lexer on text that is easily misread, and what is counted in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "harness/prove/effort_count.h"

static void scan(struct effort_text *t, const char *name, const char *source)
{
	struct memtax_error err;

	if (effort_text_scan(name, source, strlen(source), t, &err))
		fail_msg("%s", err.text);
}

/* Tokens as one line, a space between them. */
static void assert_tokens(const char *name, const char *source, const char *want)
{
	struct effort_text t;
	char got[1024] = "";
	size_t used = 0;

	scan(&t, name, source);
	for (size_t i = 0; i < t.n; i++)
		used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s", i ? " " : "",
					 t.token[i].text);
	assert_string_equal(got, want);
	effort_text_free(&t);
}

static void test_comments(void **state)
{
	(void)state;
	assert_tokens("a.c", "a /* b */ c // d\ne", "a c e");
	assert_tokens("a.c", "a /*/ b */ c /**/ d /***/ e", "a c d e");
	assert_tokens("a.c", "a // b \\\n c\nd", "a d");
	assert_tokens("a.c", "a /\\\n* b *\\\n/ c", "a c");
	assert_tokens("a.c", "a /* b /* c */ d", "a d");
	assert_tokens("a.rs", "a /* b /* c */ d */ e", "a e");
	assert_tokens("a.c", "a /* never closed", "a");
	assert_tokens("a.c", "a // at the end", "a");
	assert_tokens("a.c", "", "");
}

static void test_literals(void **state)
{
	(void)state;
	assert_tokens("a.c", "f(\"// no /* comment */\")", "f ( \"// no /* comment */\" )");
	assert_tokens("a.c", "\"a\\\"b\" c", "\"a\\\"b\" c");
	assert_tokens("a.c", "\"a\\\\\" b", "\"a\\\\\" b");
	assert_tokens("a.c", "\"a\\\nb\" c", "\"ab\" c");
	assert_tokens("a.c", "'\"' '\\'' '/' / '*'", "'\"' '\\'' '/' / '*'");
	assert_tokens("a.c", "L\"a\" u8\"b\" x\"c\"", "L\"a\" u8\"b\" x \"c\"");
	assert_tokens("a.c", "#error don't\na", "# error don 't a");
	assert_tokens("a.rs", "fn f<'a>(x: &'a u8) { 'x' }", "fn f < 'a > ( x : & 'a u8 ) { 'x' }");
}

static void test_signs_and_numbers(void **state)
{
	(void)state;
	assert_tokens("a.c", "a<<=b>>c->d...e", "a <<= b >> c -> d ... e");
	assert_tokens("a.c", "a+++b- --c", "a ++ + b - -- c");
	assert_tokens("a.c", "0x1p-3f+1e+5u-.5", "0x1p-3f + 1e+5u - .5");
	assert_tokens("a.c", "x-\\\n>y wo\\\nrd", "x -> y word");
	assert_tokens("a.rs", "0..n", "0 .. n");
}

static void test_directives(void **state)
{
	struct effort_text t;

	(void)state;
	assert_tokens("a.c", "#include <a/b.h>\na <b.h>", "# include <a/b.h> a < b . h >");
	scan(&t, "a.h", "/* x */ # define A \\\n  b\nc\n");
	assert_int_equal(t.n, 5);
	assert_true(t.token[0].directive && t.token[0].begins);
	assert_true(t.token[3].directive && !t.token[3].begins);
	assert_int_equal(t.token[3].line, 2);
	assert_true(!t.token[4].directive && t.token[4].begins);
	assert_int_equal(t.token[4].line, 3);
	effort_text_free(&t);

	scan(&t, "a.h", "/* x */\n#ifndef G\n#define G\n#endif\n");
	assert_string_equal(t.guard, "G");
	effort_text_free(&t);
	scan(&t, "a.h", "int x;\n#ifndef G\n#define G\n#endif\n");
	assert_null(t.guard);
	effort_text_free(&t);
}

/* What is there for seeded builds alone is left out, with what is nested in it. */
static void test_seeded(void **state)
{
	(void)state;
	assert_tokens("a.h", "a\n#ifdef MEMTAX_DROP\n#if X\nb\n#endif\n#include \"c\"\n#endif\nd",
		      "a d");
	assert_tokens("a.h", "#ifdef MEMTAX_DROP\nb\n#else\nc\n#endif\n", "c # endif");
	assert_tokens("a.h", "#ifndef MEMTAX_DROP\nb\n#endif\n", "# ifndef MEMTAX_DROP b # endif");
}

/* ---- counts --------------------------------------------------------------------------------- */

static struct effort count(const char *name, const char *source)
{
	struct effort_keys keys = { .annotations.n = 0 };
	struct effort e = { .lines = 0 };
	struct memtax_error err;
	struct effort_text t;

	scan(&t, name, source);
	assert_int_equal(effort_words_add(&keys.annotations, " NOTE  TAKES ", &err), 0);
	assert_int_equal(effort_words_add(&keys.constructors, "box_of box", &err), 0);
	assert_int_equal(effort_words_add(&keys.suppressions, "TRUSTED", &err), 0);
	while (effort_keys_learn(&keys, &t, &err) > 0)
		continue;
	effort_count(&e, &t, &keys);
	effort_text_free(&t);
	return e;
}

static void test_lines(void **state)
{
	struct effort e = count("a.c", "\n/* a\n b */\nint x; // y\n\n\tint /*\n*/ z;\n");

	(void)state;
	assert_int_equal(e.lines, 3);
	assert_int_equal(e.tokens, 6);
}

static void test_casts(void **state)
{
	static const char *const casts[] = {
		"x = (uint8_t *)p;",
		"x = (const struct a *)p;",
		"x = (struct a *const *)&p;",
		"return (void *)p;",
		"x = ((const struct a *)p)->b;",
		"x = (uintptr_t)p;",
		"x = (struct a *)(1 + p);",
		"*(struct a *)p = y;",
		"f(a, (char **)b);",
	};
	static const char *const others[] = {
		"int f(void *);",
		"x = sizeof(struct a *) * 2;",
		"x = (a * b);",
		"x = (a * b) + (c);",
		"x = (int)y;",
		"x = (struct a){ 0 };",
		"x = (struct a *[]){ p };",
		"int (*f)(char *) = g;",
		"/* (void *)p */",
		"x = \"(void *)p\";",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(casts) / sizeof(*casts); i++)
		if (count("a.c", casts[i]).casts != 1)
			fail_msg("no cast seen in %s", casts[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (count("a.c", others[i]).casts)
			fail_msg("a cast seen in %s", others[i]);
	assert_int_equal(count("a.c", "x = (struct a *)(uintptr_t)t;").casts, 2);
	assert_int_equal(count("a.cpp", "x = reinterpret_cast<T *>(p);").casts, 1);
	assert_int_equal(count("a.rs", "let x = p as *const u8;").casts, 1);
	assert_int_equal(count("a.c", "x = as * y;").casts, 0);
}

static void test_constructors(void **state)
{
	(void)state;
	assert_int_equal(count("a.h", "struct box box_of(void *p, int n);").constructors, 0);
	assert_int_equal(count("a.h", "struct box *box_of(void *p, int n) { }").constructors, 0);
	assert_int_equal(
		count("a.c", "void f() { g(box_of(p, n)); return box_of(p, 1); }").constructors, 2);
	assert_int_equal(count("a.c", "void f() { x = box_of; }").constructors, 0);
	assert_int_equal(count("a.c", "void f() { x = (struct box){ p, n }; }").constructors, 1);
	assert_int_equal(count("a.c", "void f() { struct box b = { p, n }; }").constructors, 1);
	assert_int_equal(
		count("a.c", "struct box { int n; }; void f(struct box b) { }").constructors, 0);
	/* hidden in a macro: counted where that is used */
	assert_int_equal(
		count("a.c", "#define B(p) box_of(p, 4)\nvoid f() { B(x); B(y); }").constructors,
		2);
}

static void test_annotations(void **state)
{
	struct effort e = count("a.c", "#define TAKES attribute(takes)\n"
				       "#define MINE(x) NOTE(1) TAKES x = 0\n"
				       "void f() TAKES NOTE(2);\nvoid g() { MINE(y); }\n");

	(void)state;
	assert_int_equal(e.annotations, 3);
}

static void test_suppressions(void **state)
{
	(void)state;
	assert_int_equal(count("a.c", "void f() TRUSTED; void g();").suppressions, 1);
	assert_int_equal(
		count("a.c", "#define TRUSTED x\n#define T2 TRUSTED\nT2 f();").suppressions, 1);
	assert_int_equal(count("a.c", "/* NOLINTNEXTLINE(a-b) */\nf(); // NOLINT\n").suppressions,
			 2);
	assert_int_equal(
		count("a.c", "/* NOLINTBEGIN(a) */\nf();\n/* NOLINTEND(a) */\n").suppressions, 1);
	assert_int_equal(count("a.c", "/* NOLINT below: because */\nf();\n").suppressions, 0);
	assert_int_equal(count("a.c", "#pragma GCC diagnostic ignored \"-Wall\"\n").suppressions,
			 1);
	assert_int_equal(count("a.c", "#pragma GCC diagnostic push\n").suppressions, 0);
	assert_int_equal(
		count("a.c", "_Pragma(\"GCC diagnostic ignored \\\"-Wall\\\"\")").suppressions, 1);
}

static void test_unsafe(void **state)
{
	(void)state;
	assert_int_equal(
		count("a.rs", "fn f() {\n unsafe {\n  g();\n\n  { h(); }\n }\n}\n").unsafe_lines,
		4);
	assert_int_equal(count("a.rs", "fn f() { unsafe { g() } }\n// unsafe\n").unsafe_lines, 1);
	assert_int_equal(count("a.rs", "type F = unsafe fn();\nfn g() {}\n").unsafe_lines, 1);
	assert_int_equal(count("a.c", "int unsafe;\n").unsafe_lines, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),    cmocka_unit_test(test_literals),
		cmocka_unit_test(test_directives),  cmocka_unit_test(test_signs_and_numbers),
		cmocka_unit_test(test_seeded),	    cmocka_unit_test(test_lines),
		cmocka_unit_test(test_casts),	    cmocka_unit_test(test_constructors),
		cmocka_unit_test(test_annotations), cmocka_unit_test(test_suppressions),
		cmocka_unit_test(test_unsafe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
