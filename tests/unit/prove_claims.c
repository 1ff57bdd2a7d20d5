/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Claims: what is read, which line counts, and that they are checked both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/prove/claims.h"

static char tree[] = "/tmp/memtax-claims-XXXXXX";

static int make_tree(void **state)
{
	char path[PATH_MAX];

	(void)state;
	if (!mkdtemp(tree))
		return -1;
	snprintf(path, sizeof(path), "%s/variants", tree);
	mkdir(path, 0755);
	snprintf(path, sizeof(path), "%s/variants/v", tree);
	return mkdir(path, 0755);
}

static int remove_tree(void **state)
{
	char command[PATH_MAX];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf '%s'", tree);
	return system(command);
}

static int read_text(struct claims *claims, const char *text, struct memtax_error *err)
{
	char path[PATH_MAX];
	FILE *f;

	snprintf(path, sizeof(path), "%s/variants/v/claims.tsv", tree);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
	return claims_read(claims, tree, "v", err);
}

static void test_the_closest_line_counts(void **state)
{
	const struct memtax_fault read = { .name = "over-read", .class = MEMTAX_SPATIAL };
	const struct memtax_fault free_twice = { .name = "free-twice", .class = MEMTAX_TEMPORAL };
	const struct memtax_fault slip = { .name = "forgot",
					   .kind = MEMTAX_SLIP,
					   .class = MEMTAX_SPATIAL };
	struct memtax_error err;
	struct claims claims;

	(void)state;
	assert_int_equal(read_text(&claims,
				   "# workload\tabout\toutcome\ttier\n"
				   "*\tspatial\terror\tconvention\n"
				   "ring\tspatial\ttrap\tconvention\n"
				   "ring\tover-read\tno-compile\tenforced\n",
				   &err),
			 0);
	assert_int_equal(claims.n, 3);
	assert_int_equal(claims_find(&claims, "ring", &read)->outcome, OUTCOME_NO_COMPILE);
	assert_int_equal(claims_find(&claims, "rx", &read)->outcome, OUTCOME_ERROR);
	assert_null(claims_find(&claims, "ring", &free_twice));
	assert_null(claims_find(&claims, "ring", &slip)); /* slips are claimed by name */
	claims_free(&claims);
}

static void test_no_file_claims_nothing(void **state)
{
	struct memtax_error err;
	struct claims claims;

	(void)state;
	assert_int_equal(claims_read(&claims, tree, "nobody", &err), 0);
	assert_int_equal(claims.n, 0);
	claims_free(&claims);
}

static void test_bad_lines(void **state)
{
	static const struct {
		const char *text, *said;
	} bad[] = {
		{ "ring\tspatial\terror\n", "claims.tsv:1: expected workload" },
		{ "ring\tspatial\terror\tconvention\tmore\n", "claims.tsv:1: expected workload" },
		{ "ring spatial error convention\n", "claims.tsv:1: expected workload" },
		{ "\n\nring\tspatial\tcrash\tconvention\n", "claims.tsv:3: 'crash' cannot" },
		{ "ring\tspatial\tstopped\tconvention\n", "'stopped' cannot be claimed" },
		{ "ring\tspatial\terror\thope\n", "tier 'hope'" },
	};
	struct memtax_error err;
	struct claims claims;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(read_text(&claims, bad[i].text, &err), -1);
		if (!strstr(err.text, bad[i].said))
			fail_msg("'%s' lacks '%s'", err.text, bad[i].said);
		claims_free(&claims);
	}
}

static void test_both_ways(void **state)
{
	const struct claim error = { .outcome = OUTCOME_ERROR }, trap = { .outcome = OUTCOME_TRAP };

	(void)state;
	assert_true(claim_holds(&error, OUTCOME_ERROR));
	assert_false(claim_holds(&error, OUTCOME_TRAP)); /* converted is not stopped */
	assert_false(claim_holds(&error, OUTCOME_LEAK));
	assert_false(claim_holds(&error, OUTCOME_NOT_REACHED));
	assert_true(claim_holds(&trap, OUTCOME_TRAP));
	assert_true(claim_holds(NULL, OUTCOME_LEAK));
	assert_true(claim_holds(NULL, OUTCOME_TRAP));
	assert_false(claim_holds(NULL, OUTCOME_ERROR)); /* a stop that nobody claims */
	assert_false(claim_holds(NULL, OUTCOME_NO_COMPILE));
	assert_false(claim_holds(NULL, OUTCOME_NOT_REACHED));
}

static void test_outcomes_have_names(void **state)
{
	(void)state;
	for (int i = 0; i < OUTCOMES; i++)
		assert_int_equal(outcome_from_name(outcome_name((enum outcome)i)), i);
	assert_int_equal(outcome_from_name("stopped"), -1);
	assert_true(outcome_is_stop(OUTCOME_NO_COMPILE));
	assert_false(outcome_is_stop(OUTCOME_TRAP));
	assert_false(outcome_is_bite(OUTCOME_NOT_REACHED));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_closest_line_counts),
		cmocka_unit_test(test_no_file_claims_nothing),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_outcomes_have_names),
	};

	return cmocka_run_group_tests_name("prove_claims", tests, make_tree, remove_tree);
}
