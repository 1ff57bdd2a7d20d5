/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/format.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUS "\u2212"

int figure_decimals(double scale, double half_width)
{
	double unit = 1.0, most = fabs(scale) / 400, least = fabs(scale) / 4000;
	int decimals = 0;

	if (!isfinite(scale))
		return 1;
	if (isfinite(half_width))
		most = fmin(most, fmax(half_width / 2, least));
	while (decimals < 4 && unit > most) {
		unit /= 10;
		decimals++;
	}
	return decimals;
}

/* Digits without a sign; tells whether they are all zero, for zero has no sign. */
static bool digits_of(double value, int decimals, char *digits, size_t size)
{
	snprintf(digits, size, "%.*f", decimals, fabs(value));
	return strspn(digits, "0.") == strlen(digits);
}

static struct figure figure_with(double value, int decimals, const char *plus)
{
	struct figure f;
	char digits[40];
	const char *sign = plus;

	if (!isfinite(value) || fabs(value) >= 1e15) {
		snprintf(f.s, sizeof(f.s), DASH);
		return f;
	}
	if (digits_of(value, decimals, digits, sizeof(digits)))
		sign = "";
	else if (value < 0)
		sign = MINUS;
	snprintf(f.s, sizeof(f.s), "%s%s", sign, digits);
	return f;
}

struct figure figure_plain(double value, int decimals)
{
	return figure_with(value, decimals, "");
}

struct figure figure_signed(double value, int decimals)
{
	return figure_with(value, decimals, "+");
}

static struct figure figure_pair(const char *before, struct figure lo, const char *between,
				 struct figure hi, const char *after)
{
	struct figure f;
	char text[2 * sizeof(f.s) + 16];

	snprintf(text, sizeof(text), "%s%s%s%s%s", before, lo.s, between, hi.s, after);
	snprintf(f.s, sizeof(f.s), "%.*s", (int)sizeof(f.s) - 1, text);
	return f;
}

static struct figure figure_dash(void)
{
	return (struct figure){ DASH };
}

struct figure figure_interval(double lo, double hi, int decimals)
{
	if (!isfinite(lo) || !isfinite(hi))
		return figure_dash();
	return figure_pair("[", figure_signed(lo, decimals), " ", figure_signed(hi, decimals), "]");
}

struct figure figure_positive_interval(double lo, double hi, int decimals)
{
	if (!isfinite(lo) || !isfinite(hi))
		return figure_dash();
	return figure_pair("[", figure_plain(lo, decimals), " ", figure_plain(hi, decimals), "]");
}

struct figure figure_range(double lo, double hi, int decimals)
{
	if (!isfinite(lo) || !isfinite(hi))
		return figure_dash();
	return figure_pair("", figure_signed(lo, decimals), " .. ", figure_signed(hi, decimals),
			   "");
}

struct figure figure_significant(double value)
{
	int decimals = 2;

	for (double unit = 1; decimals > 0 && fabs(value) >= unit * 10; unit *= 10)
		decimals--;
	for (double unit = 1; decimals < 4 && fabs(value) < unit && value != 0; unit /= 10)
		decimals++;
	return figure_plain(value, value == 0 ? 0 : decimals);
}

struct figure figure_percent(double share)
{
	struct figure f = figure_dash();

	if (isfinite(share))
		snprintf(f.s, sizeof(f.s), "%.0f %%", share * 100);
	return f;
}

struct figure figure_p(double p)
{
	struct figure f = figure_dash();

	if (!isfinite(p))
		return f;
	if (p < 0.001)
		snprintf(f.s, sizeof(f.s), "< 0.001");
	else
		snprintf(f.s, sizeof(f.s), "%.3f", p);
	return f;
}

struct figure figure_bytes(double bytes)
{
	static const char *const unit[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	struct figure f = figure_dash();
	size_t i = 0;

	if (!isfinite(bytes) || bytes < 0)
		return f;
	while (bytes >= 1024 && i + 1 < sizeof(unit) / sizeof(unit[0])) {
		bytes /= 1024;
		i++;
	}
	snprintf(f.s, sizeof(f.s), "%.*f %s", bytes == floor(bytes) ? 0 : 1, bytes, unit[i]);
	return f;
}

struct figure figure_hertz(double hertz)
{
	struct figure f = figure_dash();

	if (!isfinite(hertz) || hertz <= 0)
		return f;
	if (hertz >= 1e9)
		snprintf(f.s, sizeof(f.s), "%.2f GHz", hertz / 1e9);
	else
		snprintf(f.s, sizeof(f.s), "%.1f MHz", hertz / 1e6);
	return f;
}
