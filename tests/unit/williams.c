/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Williams squares are balanced for place and for predecessor, for every size a round can have. */
#include "tests/unit/near.h"

#include <string.h>

#include "harness/stats/williams.h"

#define MOST 20

static void balanced(size_t n)
{
	size_t place_of[MOST][MOST] = { 0 }, after[MOST][MOST] = { 0 };
	size_t rows = williams_rows(n), times = rows / n;
	size_t order[MOST];

	assert_int_equal(rows, n % 2 ? 2 * n : n);
	for (size_t row = 0; row < rows; row++) {
		williams_row(n, row, order);
		for (size_t i = 0; i < n; i++) {
			assert_in_range(order[i], 0, n - 1);
			place_of[order[i]][i]++;
			if (i > 0)
				after[order[i - 1]][order[i]]++;
		}
	}
	for (size_t a = 0; a < n; a++)
		for (size_t b = 0; b < n; b++) {
			if (place_of[a][b] != times)
				fail_msg("n = %zu: %zu is %zu times in place %zu", n, a,
					 place_of[a][b], b);
			if (after[a][b] != (a == b ? 0 : times))
				fail_msg("n = %zu: %zu follows %zu %zu times", n, b, a,
					 after[a][b]);
		}
}

static void every_size_is_balanced(void **state)
{
	(void)state;
	for (size_t n = 1; n <= MOST; n++)
		balanced(n);
}

static void every_row_is_a_permutation(void **state)
{
	(void)state;
	for (size_t n = 1; n <= MOST; n++)
		for (size_t row = 0; row < williams_rows(n); row++) {
			size_t order[MOST], seen[MOST] = { 0 };

			williams_row(n, row, order);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(seen[order[i]]++, 0);
		}
}

/* The square of four in Williams (1949), up to naming. */
static void known_square(void **state)
{
	static const size_t want[4][4] = {
		{ 0, 1, 3, 2 }, { 1, 2, 0, 3 }, { 2, 3, 1, 0 }, { 3, 0, 2, 1 }
	};
	size_t order[4];

	(void)state;
	for (size_t row = 0; row < 4; row++) {
		williams_row(4, row, order);
		assert_memory_equal(order, want[row], sizeof(order));
	}
}

static void rows_repeat_and_nothing_is_nothing(void **state)
{
	size_t first[5], again[5], untouched = 77;

	(void)state;
	williams_row(5, 3, first);
	williams_row(5, 13, again);
	assert_memory_equal(first, again, sizeof(first));
	assert_int_equal(williams_rows(0), 0);
	williams_row(0, 0, &untouched);
	assert_int_equal(untouched, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_size_is_balanced),
		cmocka_unit_test(every_row_is_a_permutation),
		cmocka_unit_test(known_square),
		cmocka_unit_test(rows_repeat_and_nothing_is_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
