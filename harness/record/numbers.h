/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Private to harness/record: figures as JSON. */
#ifndef MEMTAX_RECORD_NUMBERS_H
#define MEMTAX_RECORD_NUMBERS_H

#include <jansson.h>
#include "harness/stats/stats.h"

/*
 * Significant digits of a figure. Rounded when the JSON is made, not when it is printed, so that a
 * document in memory and the same document read back hold the same numbers.
 */
enum { NUMBERS_DIGITS = 7 };

/* New references; null for what is not finite. NULL when out of memory. */
json_t *number_json(double value);
json_t *numbers_json(const double *values, size_t n);
json_t *estimate_json(struct estimate e);

/* An estimate made on logarithms, as a ratio. */
struct estimate estimate_exp(struct estimate log);

#endif
