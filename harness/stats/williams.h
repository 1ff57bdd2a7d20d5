/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Williams squares: orders in which each of n treatments stands in each place equally often, and
 * directly after each other treatment equally often. What a cell leaves behind in the caches and
 * predictors then falls on all others alike.
 */
#ifndef MEMTAX_STATS_WILLIAMS_H
#define MEMTAX_STATS_WILLIAMS_H

#include <stddef.h>

/* Rows of one whole design: n if n is even, 2 n if it is odd (one square and its mirror). */
size_t williams_rows(size_t n);

/*
 * Write row `row` of the design of n treatments, a permutation of 0..n-1, to order[n]. Rows repeat
 * after williams_rows(n): balance holds over any whole number of designs. n == 0 writes nothing.
 */
void williams_row(size_t n, size_t row, size_t *order);

#endif
