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
	assert_tokens("a.rs", "a #[cfg(memtax_peer_flip)]\nfn f(x: [u8; 4]) {\n { b }\n}\nc",
		      "a c");
	assert_tokens("a.rs", "#[cfg(not(memtax_peer_flip))]\nb",
		      "# [ cfg ( not ( memtax_peer_flip ) ) ] b");
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
	effort_count(&e, name, &t, &keys);
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
	assert_int_equal(count("a.c", "x = as * y;").casts, 0);
}

static void test_casts_of_other_languages(void **state)
{
	(void)state;
	assert_int_equal(count("a.cpp", "x = reinterpret_cast<T *>(p);").casts, 1);
	assert_int_equal(count("a.cpp", "x = const_cast<T &>(p);").casts, 1);
	assert_int_equal(count("a.cpp", "x = static_cast<const span<T> *>(p);").casts, 1);
	assert_int_equal(count("a.cpp", "x = static_cast<uint32_t>(p) * 2;").casts, 0);
	assert_int_equal(count("a.cpp", "x = (T *)p;").casts, 1);
	assert_int_equal(count("a.c", "x = static_cast < T * > (p);").casts, 0);
	assert_int_equal(count("a.rs", "let x = p as *const u8;").casts, 1);
	assert_int_equal(count("a.rs", "let x = p.cast::<u8>().add(cast);").casts, 1);
	assert_int_equal(count("a.rs", "let x = n as usize * (m);").casts, 0);
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

/* A pointer and a length: two things between the brackets, and no declaration of a function. */
static void test_constructors_of_cpp(void **state)
{
	static const char *const constructions[] = {
		"x = box(p, n);",
		"x = std::box{ p, n };",
		"for (auto &y : box<const T, 4>(f(p), n)) { }",
		"box<T> b(p, n);",
		"const box b{ p, n };",
		"return box(new (p) T[n](), n);",
	};
	static const char *const others[] = {
		"x = box(all);",	  "box<T> x = all.first(1, 2);", "box<a, b> x{};",
		"box<T> g(T *p, int n);", "box<T> g(T *p, int n) { }",	 "x = f(box(all), n);",
		"using b = box<T, 4>;",	  "x = box<T, 4>(all);",
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(constructions) / sizeof(*constructions); i++) {
		snprintf(text, sizeof(text), "void f() { %s }", constructions[i]);
		if (count("a.cpp", text).constructors != 1)
			fail_msg("no construction seen in %s", text);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		snprintf(text, sizeof(text), "void f() { %s }", others[i]);
		if (count("a.cpp", text).constructors)
			fail_msg("a construction seen in %s", text);
	}
	assert_int_equal(count("a.cpp", "using b = n::box<T>; void f() { b(p, n); }").constructors,
			 1);
}

static void test_escapes(void **state)
{
	(void)state;
	assert_int_equal(count("a.cpp", "f(x.data(), y->data() + data());").escapes, 2);
	assert_int_equal(count("a.cpp", "T *data() const; x.data = 1; f(x.data);").escapes, 0);
	assert_int_equal(count("a.c", "f(x.data());").escapes, 0);
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
	/* a line counts once, and one of a function is one of its block */
	assert_int_equal(count("a.rs", "fn f() { unsafe { g() } unsafe { h() } }").unsafe_lines, 1);
	assert_int_equal(
		count("a.rs", "unsafe fn f(x: [u8; 4]) {\n unsafe { g() }\n}\n").unsafe_lines, 3);
	/* what only names such a function does nothing */
	assert_int_equal(count("a.rs", "type F = unsafe fn();\nfn g() {}\n").unsafe_lines, 0);
	assert_int_equal(count("a.rs", "struct O {\n f: unsafe extern \"C\" fn(),\n g: u8,\n}\n")
				 .unsafe_lines,
			 0);
	assert_int_equal(count("a.rs", "#![deny(unsafe_op_in_unsafe_fn)]\n").unsafe_lines, 0);
	assert_int_equal(count("a.rs", "#[unsafe(no_mangle)]\nstatic X: u8 = 0;\n").unsafe_lines,
			 1);
	/* foreign functions are as their declaration says, and nobody checks that */
	assert_int_equal(count("a.rs", "extern \"C\" {\n fn f();\n}\n").unsafe_lines, 3);
	assert_int_equal(count("a.rs", "unsafe extern {\n fn f();\n}\n").unsafe_lines, 3);
	assert_int_equal(count("a.c", "int unsafe;\n").unsafe_lines, 0);
}

/* The C side: by the file's name, or where a function is extern "C". */
static void test_shell(void **state)
{
	static const char mixed[] = "fn f() { unsafe { g() } }\n"
				    "extern \"C\" fn h() {\n unsafe { g() }\n}\n"
				    "fn k() { unsafe { g() } }\n"
				    "unsafe extern \"C\" fn l() {\n}\n";

	(void)state;
	assert_int_equal(count("w.rs", mixed).unsafe_lines, 5);
	assert_int_equal(count("w.rs", mixed).shell_lines, 3);
	assert_int_equal(count("w_shell.rs", mixed).shell_lines, 5);
	assert_int_equal(count("contract.rs", mixed).shell_lines, 5);
	assert_int_equal(count("w_part.rs", "fn f() { unsafe { g() } }\n").shell_lines, 0);
}

/* Blocks and implementations, each of which asks for a comment; a comment is not read for sense. */
static void test_safety_comments(void **state)
{
	static const char text[] =
		"// SAFETY: so it is,\n// says SAFETY: twice\nunsafe impl A for B {}\n"
		"unsafe fn f() {\n    unsafe { g() }\n}\n"
		"fn h() { /* SAFETY: x */ unsafe { g() } }\n// no Safety\n";
	struct effort e = count("a.rs", text);

	(void)state;
	assert_int_equal(e.unsafe_blocks, 3);
	assert_int_equal(e.safety_comments, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_directives),
		cmocka_unit_test(test_signs_and_numbers),
		cmocka_unit_test(test_seeded),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_casts),
		cmocka_unit_test(test_constructors),
		cmocka_unit_test(test_annotations),
		cmocka_unit_test(test_suppressions),
		cmocka_unit_test(test_casts_of_other_languages),
		cmocka_unit_test(test_constructors_of_cpp),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_unsafe),
		cmocka_unit_test(test_shell),
		cmocka_unit_test(test_safety_comments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
