/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hodges-Lehmann: the robust companion of the mean. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

#include "harness/stats/finite.h"
#include "harness/stats/stats.h"

/* Up to here the signed-rank distribution is counted out; its 2^30 cases fit a double exactly. */
#define EXACT_MAX 30
#define EXACT_RANKS (EXACT_MAX * (EXACT_MAX + 1) / 2)

/* The averages of all pairs, each value with itself too; n (n + 1) / 2 of them. */
static void walsh_averages(const double *v, size_t n, double *walsh)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = i; j < n; j++)
			*walsh++ = v[i] + (v[j] - v[i]) / 2;
}

/*
 * How many of the smallest Walsh averages lie below the interval: the largest k whose signed-rank
 * probability P(V < k) is at most `tail`. 0: not even the extreme rank is rare enough.
 */
static size_t rank_exact(size_t n, double tail)
{
	double ways[EXACT_RANKS + 1] = { 1 };
	double allowed = ldexp(tail, (int)n);
	size_t top = 0, k = 0;

	/* ways[s]: subsets of the ranks 1..n with sum s */
	for (size_t rank = 1; rank <= n; rank++) {
		top += rank;
		for (size_t s = top; s >= rank; s--)
			ways[s] += ways[s - rank];
	}
	for (double below = ways[0]; below <= allowed && k < top; below += ways[k])
		k++;
	return k;
}

static size_t rank_normal(size_t n, double tail)
{
	double count = (double)n;
	double mean = count * (count + 1) / 4;
	double sd = sqrt(count * (count + 1) * (2 * count + 1) / 24);
	double rank = mean + gsl_cdf_ugaussian_Pinv(tail) * sd + 0.5;

	return rank > 0 ? (size_t)rank : 0;
}

static void interval(const double *walsh, size_t pairs, size_t n, double confidence,
		     struct estimate *estimate)
{
	double tail = (1 - confidence) / 2;
	size_t below = n <= EXACT_MAX ? rank_exact(n, tail) : rank_normal(n, tail);

	if (below == 0 || below > pairs / 2)
		return;
	estimate->lo = walsh[below - 1];
	estimate->hi = walsh[pairs - below];
}

struct estimate stats_hodges_lehmann(const double *v, size_t n, double confidence)
{
	struct estimate estimate = { NAN, NAN, NAN };
	size_t pairs = n * (n + 1) / 2;
	double *walsh;

	if (n == 0 || !all_finite(v, n))
		return estimate;
	walsh = malloc(pairs * sizeof(*walsh));
	if (!walsh)
		return estimate;
	walsh_averages(v, n, walsh);
	gsl_sort(walsh, 1, pairs);
	estimate.value = gsl_stats_median_from_sorted_data(walsh, 1, pairs);
	if (n >= 2 && confidence_usable(confidence))
		interval(walsh, pairs, n, confidence, &estimate);
	free(walsh);
	return estimate;
}
