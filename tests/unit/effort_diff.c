// SPDX-License-Identifier: GPL-2.0-or-later
/* Effort: the length of a shortest edit script, against known answers and a slow algorithm. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "harness/prove/effort_diff.h"

enum { LONGEST = 24 };

/* A letter is an element. */
static long distance(const char *a, const char *b)
{
	uint64_t x[LONGEST] = { 0 }, y[LONGEST] = { 0 };
	struct effort_sequence s = { x, strlen(a) }, t = { y, strlen(b) };

	for (size_t i = 0; i < s.n; i++)
		x[i] = (unsigned char)a[i];
	for (size_t i = 0; i < t.n; i++)
		y[i] = (unsigned char)b[i];
	return effort_distance(&s, &t);
}

/* By the table of longest common subsequences. */
static long slow_distance(const char *a, const char *b)
{
	long n = (long)strlen(a), m = (long)strlen(b), lcs[LONGEST + 1][LONGEST + 1] = { { 0 } };

	for (long i = 1; i <= n; i++)
		for (long j = 1; j <= m; j++) {
			long best = lcs[i - 1][j] > lcs[i][j - 1] ? lcs[i - 1][j] : lcs[i][j - 1];

			lcs[i][j] = a[i - 1] == b[j - 1] ? lcs[i - 1][j - 1] + 1 : best;
		}
	return n + m - 2 * lcs[n][m];
}

static void test_known(void **state)
{
	(void)state;
	assert_int_equal(distance("", ""), 0);
	assert_int_equal(distance("abc", "abc"), 0);
	assert_int_equal(distance("", "abc"), 3);
	assert_int_equal(distance("abc", ""), 3);
	assert_int_equal(distance("abc", "axc"), 2);
	assert_int_equal(distance("abc", "xyz"), 6);
	assert_int_equal(distance("abcabba", "cbabac"), 5); /* the paper's own */
	assert_int_equal(distance("ab", "ba"), 2);
	assert_int_equal(distance("aaaa", "aa"), 2);
}

static void random_word(char *word, unsigned *seed)
{
	size_t n = (size_t)rand_r(seed) % LONGEST;

	for (size_t i = 0; i < n; i++)
		word[i] = (char)('a' + rand_r(seed) % 3);
	word[n] = '\0';
}

static void test_random(void **state)
{
	unsigned seed = 7;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char a[LONGEST] = "", b[LONGEST] = "";

		random_word(a, &seed);
		random_word(b, &seed);
		if (distance(a, b) != slow_distance(a, b))
			fail_msg("%s %s: %ld, want %ld", a, b, distance(a, b), slow_distance(a, b));
	}
}

/* Distance of two sources in lines and in tokens. */
static void assert_changed(const char *a, const char *b, long lines, long tokens)
{
	struct effort_sequence s[4] = { { NULL, 0 } };
	struct memtax_error err;
	struct effort_text t[2];

	assert_int_equal(effort_text_scan("a.h", a, strlen(a), &t[0], &err), 0);
	assert_int_equal(effort_text_scan("b.h", b, strlen(b), &t[1], &err), 0);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(effort_add_lines(&s[i], &t[i]), 0);
		assert_int_equal(effort_add_tokens(&s[2 + i], &t[i]), 0);
	}
	assert_int_equal(effort_distance(&s[0], &s[1]), lines);
	assert_int_equal(effort_distance(&s[2], &s[3]), tokens);
	for (int i = 0; i < 4; i++)
		free(s[i].at);
	effort_text_free(&t[0]);
	effort_text_free(&t[1]);
}

static void test_sources(void **state)
{
	(void)state;
	/* what is not code does not change it */
	assert_changed("int  a;\n", "/* x */\n\tint a; // y\n", 0, 0);
	/* a line broken in two is two lines added and one removed, and no token */
	assert_changed("int a;\n", "int\na;\n", 3, 0);
	assert_changed("f(a);\n", "f(b);\n", 2, 2);
	assert_changed("a\nb\n", "a\nx y\nb\n", 1, 2);
	/* "ab" is not "a" "b" */
	assert_changed("ab\n", "a b\n", 2, 3);
	/* the folder of a row and the name of an include guard must differ */
	assert_changed("#ifndef A_H\n#define A_H\n#include \"variants/a/x.h\"\n#endif\n",
		       "#ifndef B_H\n#define B_H\n#include \"variants/b/x.h\"\n#endif\n", 0, 0);
	assert_changed("#include \"variants/a/x.h\"\n", "#include \"variants/b/y.h\"\n", 2, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_sources),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
