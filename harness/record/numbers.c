/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include "harness/record/numbers.h"

json_t *number_json(double value)
{
	char text[32];

	if (!isfinite(value))
		return json_null();
	snprintf(text, sizeof(text), "%.*g", NUMBERS_DIGITS, value);
	value = strtod(text, NULL);
	return json_real(value == 0 ? 0 : value); /* no -0 */
}

json_t *numbers_json(const double *values, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++) {
		if (json_array_append_new(array, number_json(values[i]))) {
			json_decref(array);
			return NULL;
		}
	}
	return array;
}

json_t *estimate_json(struct estimate e)
{
	return json_pack("{so so so}", "value", number_json(e.value), "lo", number_json(e.lo), "hi",
			 number_json(e.hi));
}

struct estimate estimate_exp(struct estimate log)
{
	return (struct estimate){ exp(log.value), exp(log.lo), exp(log.hi) };
}
