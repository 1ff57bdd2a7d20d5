/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Statistics against published answers, and at the edges. Sources: harness/stats/README.md. */
#include "tests/unit/near.h"

#include <stdlib.h>
#include <string.h>

#include "harness/stats/stats.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Student (1908): extra sleep under two drugs, the difference per patient; R's `sleep`. */
static const double sleep_differences[] = { -1.2, -2.4, -1.3, -1.3, 0, -1, -1.8, -.8, -4.6, -1.4 };

/* Hollander and Wolfe (1973), p. 29: Hamilton depression scale, nine patients, second visit
 * minus first; R's example of wilcox.test. */
static const double hamilton[] = { .878 - 1.83, .647 - .50,  .598 - 1.62, 2.05 - 2.48, 1.06 - 1.68,
				   1.29 - 1.88, 1.06 - 1.55, 3.14 - 3.06, 1.29 - 1.30 };

static void no_interval(struct estimate estimate, double value)
{
	assert_near(estimate.value, value, 1e-12);
	assert_near(estimate.lo, NAN, 0);
	assert_near(estimate.hi, NAN, 0);
}

static void near_interval(struct estimate got, double value, double lo, double hi, double tolerance)
{
	assert_near(got.value, value, tolerance);
	assert_near(got.lo, lo, tolerance);
	assert_near(got.hi, hi, tolerance);
}

static void quantiles_are_type_7(void **state)
{
	static const double v[] = { 7, 2, 10, 4, 1, 9, 3, 8, 5, 6 };
	double before[COUNT(v)];

	(void)state;
	memcpy(before, v, sizeof(v));
	/* R: quantile(1:10, c(0, .1, .25, .5, .75, .9, 1)) */
	assert_near(stats_quantile(v, 10, 0), 1, 1e-12);
	assert_near(stats_quantile(v, 10, .1), 1.9, 1e-12);
	assert_near(stats_quantile(v, 10, .25), 3.25, 1e-12);
	assert_near(stats_quantile(v, 10, .5), 5.5, 1e-12);
	assert_near(stats_quantile(v, 10, .75), 7.75, 1e-12);
	assert_near(stats_quantile(v, 10, .9), 9.1, 1e-12);
	assert_near(stats_quantile(v, 10, 1), 10, 1e-12);
	assert_memory_equal(before, v, sizeof(v));
}

static void medians(void **state)
{
	static const double odd[] = { 9, -3, 5 }, even[] = { 40, 1, 3, 2 };
	static const double equal[] = { .1, .1, .1, .1 };

	(void)state;
	assert_near(stats_median(odd, 3), 5, 0);
	assert_near(stats_median(even, 4), 2.5, 1e-15);
	assert_near(stats_median(even, 1), 40, 0);
	assert_near(stats_median(even, 2), 20.5, 1e-15);
	assert_near(stats_median(equal, 4), .1, 1e-17);
}

static void quantiles_of_nothing(void **state)
{
	static const double holes[] = { 1, NAN, 3 }, endless[] = { 1, INFINITY, 3 };

	(void)state;
	assert_near(stats_median(NULL, 0), NAN, 0);
	assert_near(stats_quantile(NULL, 0, .1), NAN, 0);
	assert_near(stats_median(holes, 3), NAN, 0);
	assert_near(stats_median(endless, 3), NAN, 0);
	assert_near(stats_quantile(holes, 1, 1.1), NAN, 0);
	assert_near(stats_quantile(holes, 1, -.1), NAN, 0);
	assert_near(stats_quantile(holes, 1, NAN), NAN, 0);
}

/* n values with mean 0 and standard error 1: the interval's end is the table's entry. */
static double table_t(size_t df, double confidence)
{
	size_t n = df + 1, used = n - n % 2;
	double v[64] = { 0 };
	double each = sqrt((double)df * (double)n / (double)used);

	for (size_t i = 0; i < used; i++)
		v[i] = i % 2 ? each : -each;
	return stats_mean_t(v, n, confidence).hi;
}

static void student_t_table(void **state)
{
	static const struct {
		size_t df;
		double t95, t99;
	} table[] = {
		{ 1, 12.706, 63.657 }, { 2, 4.303, 9.925 },  { 3, 3.182, 5.841 },
		{ 4, 2.776, 4.604 },   { 5, 2.571, 4.032 },  { 9, 2.262, 3.250 },
		{ 11, 2.201, 3.106 },  { 29, 2.045, 2.756 }, { 30, 2.042, 2.750 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		assert_near(table_t(table[i].df, .95), table[i].t95, 5.1e-4);
		assert_near(table_t(table[i].df, .99), table[i].t99, 5.1e-4);
	}
}

static void student_sleep(void **state)
{
	(void)state;
	/* R: t.test(extra ~ group, paired = TRUE): t = -4.0621, df = 9, p-value = 0.002833 */
	near_interval(stats_mean_t(sleep_differences, 10, .95), -1.58, -2.4598858, -0.7001142,
		      1e-7);
	assert_near(stats_mean_p(sleep_differences, 10), 0.00283289, 1e-8);
}

static void nist_numacc4(void **state)
{
	double v[1001] = { 10000000.2 };
	double half = 1.9623390808 * .1 / sqrt(1001);

	(void)state;
	/* NIST StRD, NumAcc4: mean 10000000.2 and standard deviation 0.1, both exact */
	for (size_t i = 1; i < 1001; i++)
		v[i] = i % 2 ? 10000000.1 : 10000000.3;
	near_interval(stats_mean_t(v, 1001, .95), 10000000.2, 10000000.2 - half, 10000000.2 + half,
		      1e-8);
}

static void mean_at_the_edges(void **state)
{
	static const double equal[] = { .1, .1, .1, .1, .1, .1, .1 }, zero[] = { 0, 0, 0 };
	static const double holes[] = { 1, 2, NAN }, endless[] = { 1, -INFINITY };

	(void)state;
	no_interval(stats_mean_t(NULL, 0, .95), NAN);
	no_interval(stats_mean_t(equal, 1, .95), .1);
	no_interval(stats_mean_t(holes, 3, .95), NAN);
	no_interval(stats_mean_t(endless, 2, .95), NAN);
	no_interval(stats_mean_t(holes, 2, 0), 1.5);
	no_interval(stats_mean_t(holes, 2, 1), 1.5);
	no_interval(stats_mean_t(holes, 2, NAN), 1.5);
	near_interval(stats_mean_t(equal, 7, .95), .1, .1, .1, 0);
	/* two values: 1 and 2; half of t(1) */
	near_interval(stats_mean_t(holes, 2, .95), 1.5, 1.5 - 6.3531024, 1.5 + 6.3531024, 1e-6);

	assert_near(stats_mean_p(NULL, 0), 1, 0);
	assert_near(stats_mean_p(equal, 1), 1, 0);
	assert_near(stats_mean_p(equal, 7), 0, 0);
	assert_near(stats_mean_p(zero, 3), 1, 0);
	assert_near(stats_mean_p(holes, 3), NAN, 0);
}

static void hodges_lehmann_hamilton(void **state)
{
	(void)state;
	/* Hollander and Wolfe: -0.46, and (-0.786, -0.010) at 96.1 %, the nearest level above 95 */
	near_interval(stats_hodges_lehmann(hamilton, 9, .95), -.46, -.786, -.010, 1e-12);
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* How many Walsh averages lie at or below the interval's lower end, less one; their ends agree. */
static long rank_of_interval(size_t n, double confidence)
{
	static double v[64], walsh[64 * 65 / 2];
	size_t pairs = 0;
	struct estimate got;

	/* uneven steps, so that no two averages are equal */
	for (size_t i = 0; i < n; i++)
		v[i] = sqrt((double)i + 2) * (i % 2 ? -1 : 1) + 1e-3 * (double)(i * i);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++)
			walsh[pairs++] = (v[i] + v[j]) / 2;
	qsort(walsh, pairs, sizeof(*walsh), by_value);
	got = stats_hodges_lehmann(v, n, confidence);
	assert_near(got.value, (walsh[(pairs - 1) / 2] + walsh[pairs / 2]) / 2, 1e-12);
	if (isnan(got.lo) && isnan(got.hi))
		return -1;
	for (size_t i = 0; i < pairs / 2; i++)
		if (fabs(walsh[i] - got.lo) < 1e-12 && fabs(walsh[pairs - 1 - i] - got.hi) < 1e-12)
			return (long)i;
	fail_msg("n = %zu: the ends are no mirrored pair of Walsh averages", n);
	return -2;
}

static void signed_rank_table(void **state)
{
	/* Wilcoxon's table, two-sided 5 %: the largest significant rank sum; -1: none */
	static const long table[] = { -1, 0,  2,  3,  5,  8,  10, 13, 17, 21,  25,  29,	 34,
				      40, 46, 52, 58, 65, 73, 81, 89, 98, 107, 116, 126, 137 };

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++)
		assert_int_equal(rank_of_interval(i + 5, .95), table[i]);
	/* two-sided 1 % */
	assert_int_equal(rank_of_interval(7, .99), -1);
	assert_int_equal(rank_of_interval(8, .99), 0);
	assert_int_equal(rank_of_interval(10, .99), 3);
	assert_int_equal(rank_of_interval(20, .99), 37);
	assert_int_equal(rank_of_interval(30, .99), 109);
	/* beyond the exact range the approximation is within one rank of 195, 264 and 434 */
	assert_in_range(rank_of_interval(35, .95), 194, 196);
	assert_in_range(rank_of_interval(40, .95), 263, 265);
	assert_in_range(rank_of_interval(50, .95), 433, 435);
}

static void hodges_lehmann_at_the_edges(void **state)
{
	static const double v[] = { 4, 1, 2, NAN };
	static const double equal[] = { 3, 3, 3, 3, 3, 3, 3, 3 };

	(void)state;
	no_interval(stats_hodges_lehmann(NULL, 0, .95), NAN);
	no_interval(stats_hodges_lehmann(v, 1, .95), 4);
	no_interval(stats_hodges_lehmann(v, 2, .95), 2.5);
	no_interval(stats_hodges_lehmann(v, 3, .95), 2.25);
	no_interval(stats_hodges_lehmann(v, 4, .95), NAN);
	no_interval(stats_hodges_lehmann(hamilton, 9, 1), -.46);
	near_interval(stats_hodges_lehmann(equal, 8, .95), 3, 3, 3, 0);
}

static void wilson_newcombe(void **state)
{
	(void)state;
	/* Newcombe (1998), table I, method 3 */
	near_interval(stats_wilson(81, 263, .95), 81. / 263, .2553, .3662, 5.1e-5);
	near_interval(stats_wilson(15, 148, .95), 15. / 148, .0624, .1605, 5.1e-5);
	near_interval(stats_wilson(0, 20, .95), 0, 0, .1611, 5.1e-5);
	near_interval(stats_wilson(1, 29, .95), 1. / 29, .0061, .1718, 5.1e-5);
	near_interval(stats_wilson(29, 29, .95), 1, .8830, 1, 5.1e-5);
}

static void wilson_at_the_edges(void **state)
{
	struct estimate none = stats_wilson(0, 7, .95), all = stats_wilson(7, 7, .95);

	(void)state;
	no_interval(stats_wilson(0, 0, .95), NAN);
	no_interval(stats_wilson(3, 2, .95), NAN);
	no_interval(stats_wilson(1, 2, 1.5), .5);
	assert_true(none.lo == 0 && all.hi == 1);
	assert_near(none.hi, 1 - all.lo, 1e-12);
}

static void holm_examples(void **state)
{
	static const double five[] = { .01, .02, .03, .04, .05 };
	static const double four[] = { .01, .04, .03, .005 };
	static const double want5[] = { .05, .08, .09, .09, .09 };
	static const double want4[] = { .03, .06, .06, .02 };
	double adjusted[5];

	(void)state;
	/* R: p.adjust(c(.01, .02, .03, .04, .05), "holm") */
	stats_holm(five, 5, adjusted);
	for (size_t i = 0; i < 5; i++)
		assert_near(adjusted[i], want5[i], 1e-12);
	/* the textbook four hypotheses: the first and the last are rejected at 5 % */
	memcpy(adjusted, four, sizeof(four));
	stats_holm(adjusted, 4, adjusted);
	for (size_t i = 0; i < 4; i++)
		assert_near(adjusted[i], want4[i], 1e-12);
}

static void holm_at_the_edges(void **state)
{
	double p[] = { .9, NAN, .01, .8 }, one = .04;

	(void)state;
	stats_holm(&one, 0, &one);
	assert_near(one, .04, 0);
	stats_holm(&one, 1, &one);
	assert_near(one, .04, 0);
	stats_holm(p, 4, p);
	assert_near(p[0], 1, 0);
	assert_near(p[1], NAN, 0);
	assert_near(p[2], .04, 1e-15);
	assert_near(p[3], 1, 0);
}

static void geometric_mean(void **state)
{
	const double logs[] = { log(1.02), log(1.04), log(1.10) };
	static const double ses[] = { .01, .02, .02 }, dfs[] = { 5, 5, 11 };
	struct geomean got = stats_geomean(logs, ses, 3, .95);
	struct geomean few = stats_geomean_t(logs, ses, dfs, 3, .95);

	(void)state;
	/* (1.02 * 1.04 * 1.10) ^ (1/3); errors sqrt(.01^2 + .02^2 + .02^2) / 3 = .01 exactly */
	assert_near(got.value, 1.05279076, 1e-8);
	near_interval(got.within, 1.05279076, 1.03235734, 1.07362862, 1e-8);
	near_interval(got.between, 1.05279076, .95508189, 1.16049566, 1e-8);
	assert_near(got.min_leave_one_out, sqrt(1.02 * 1.04), 1e-12);
	assert_near(got.max_leave_one_out, sqrt(1.04 * 1.10), 1e-12);
	/* Welch-Satterthwaite: 16.685 degrees of freedom, t = 2.11285 */
	near_interval(few.within, 1.05279076, 1.03078022, 1.07527131, 1e-8);
}

static void geometric_mean_at_the_edges(void **state)
{
	const double logs[] = { log(2.), log(8.), NAN };
	static const double exact[] = { 0, 0 }, wrong[] = { .1, -.1 }, dfs[] = { 5, 5 };
	struct geomean two = stats_geomean(logs, exact, 2, .95);
	struct geomean one = stats_geomean(logs, exact, 1, .95);
	struct geomean none = stats_geomean(NULL, NULL, 0, .95);

	(void)state;
	near_interval(two.within, 4, 4, 4, 1e-12);
	near_interval(stats_geomean_t(logs, exact, dfs, 2, .95).within, 4, 4, 4, 1e-12);
	assert_near(two.min_leave_one_out, 2, 1e-12);
	assert_near(two.max_leave_one_out, 8, 1e-12);
	near_interval(one.within, 2, 2, 2, 1e-12);
	no_interval(one.between, 2);
	assert_near(one.min_leave_one_out, NAN, 0);
	assert_near(none.value, NAN, 0);
	no_interval(none.within, NAN);
	no_interval(none.between, NAN);
	assert_near(none.max_leave_one_out, NAN, 0);
	no_interval(stats_geomean(logs, NULL, 2, .95).within, 4);
	no_interval(stats_geomean(logs, wrong, 2, .95).within, 4);
	no_interval(stats_geomean_t(logs, dfs, exact, 2, .95).within, 4);
	assert_near(stats_geomean(logs, NULL, 3, .95).value, NAN, 0);
	assert_near(stats_geomean(logs, NULL, 3, .95).min_leave_one_out, NAN, 0);
}

/* Welch's test of R's `sleep` (Student 1908), as t.test(extra ~ group) prints it: df = 17.776. */
static void welch_sleep(void **state)
{
	static const double one[] = { .7, -1.6, -.2, -1.2, -.1, 3.4, 3.7, .8, 0, 2 };
	static const double two[] = { 1.9, .8, 1.1, .1, -.1, 4.4, 5.5, 1.6, 4.6, 3.4 };
	static const double same[] = { 1, 1 }, more[] = { 2, 2 };
	struct estimate none = stats_difference(one, 0, two, 10, .95);

	(void)state;
	near_interval(stats_difference(one, 10, two, 10, .95), -1.58, -3.3654832, .2054832, 1e-6);
	no_interval(stats_difference(one, 1, two, 10, .95), .7 - 2.33);
	no_interval(none, NAN);
	/* Without any variance there is no error. */
	near_interval(stats_difference(same, 2, more, 2, .95), -1, -1, -1, 1e-12);
}

/* The GSL handler aborts: no degrees of freedom or confidence may reach it. */
static void gsl_never_aborts(void **state)
{
	static const double levels[] = { 1e-12, .5, .9, .95, .999, 1 - 1e-9, 1 - 1e-15 };
	static double v[2000];

	(void)state;
	for (size_t i = 0; i < COUNT(v); i++)
		v[i] = (double)(i % 7);
	for (size_t n = 2; n < COUNT(v); n += n < 100 ? 1 : 131)
		for (size_t i = 0; i < COUNT(levels); i++) {
			struct estimate got = stats_mean_t(v, n, levels[i]);

			assert_true(got.lo < got.value && got.value < got.hi);
			got = stats_wilson(n / 3, n, levels[i]);
			assert_true(got.lo <= got.value && got.value <= got.hi);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(quantiles_are_type_7),
		cmocka_unit_test(medians),
		cmocka_unit_test(quantiles_of_nothing),
		cmocka_unit_test(student_t_table),
		cmocka_unit_test(student_sleep),
		cmocka_unit_test(nist_numacc4),
		cmocka_unit_test(mean_at_the_edges),
		cmocka_unit_test(hodges_lehmann_hamilton),
		cmocka_unit_test(signed_rank_table),
		cmocka_unit_test(hodges_lehmann_at_the_edges),
		cmocka_unit_test(wilson_newcombe),
		cmocka_unit_test(wilson_at_the_edges),
		cmocka_unit_test(holm_examples),
		cmocka_unit_test(holm_at_the_edges),
		cmocka_unit_test(geometric_mean),
		cmocka_unit_test(geometric_mean_at_the_edges),
		cmocka_unit_test(welch_sleep),
		cmocka_unit_test(gsl_never_aborts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
