/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The zigzag construction: neighbours in the first row, 0 1 n-1 2 n-2 ..., differ by every
 * distance. */
#include "harness/stats/williams.h"

size_t williams_rows(size_t n)
{
	return n % 2 ? 2 * n : n;
}

static size_t zigzag(size_t n, size_t place)
{
	size_t step = (place + 1) / 2;

	return place % 2 ? step : (n - step) % n;
}

void williams_row(size_t n, size_t row, size_t *order)
{
	size_t rows = williams_rows(n);

	if (n == 0)
		return;
	row %= rows;
	for (size_t place = 0; place < n; place++) {
		/* odd n: the second half are the first half's rows, read backwards */
		size_t from = row < n ? place : n - 1 - place;

		order[place] = (zigzag(n, from) + row) % n;
	}
}
