/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Figures as a person reads them: a fixed number of decimals per table, a typographic minus, a
 * sign on every difference, never a negative zero. Pure; the text comes back by value, so that
 * `figure_signed(x, 1).s` can be an argument.
 */
#ifndef MEMTAX_REPORT_FORMAT_H
#define MEMTAX_REPORT_FORMAT_H

#define DASH "\u2013" /* what stands where there is no figure */

struct figure {
	char s[48];
};

/*
 * Decimals that suit differences from a base of `scale` known to within +-`half_width` (NAN: not
 * known): the last digit is worth at most half of that width, at most 0.25 % of the base and at
 * least 0.025 % of it. 0 to 4.
 */
int figure_decimals(double scale, double half_width);

/* A NAN or an infinity is written as a dash by all of these. */
struct figure figure_plain(double value, int decimals);
struct figure figure_signed(double value, int decimals);		    /* +1.2  −0.3  0.0 */
struct figure figure_interval(double lo, double hi, int decimals);	    /* [+1.2 +1.5] */
struct figure figure_positive_interval(double lo, double hi, int decimals); /* [1.01 1.03] */
struct figure figure_range(double lo, double hi, int decimals);		    /* −0.1 .. +0.4 */
struct figure figure_significant(double value); /* 3 digits: 412, 0.0213 */
struct figure figure_percent(double share);	/* 93 % of 0.93 */
struct figure figure_p(double p);		/* 0.031, < 0.001 */
struct figure figure_bytes(double bytes);	/* 32 KiB */
struct figure figure_hertz(double hertz);	/* 2.60 GHz */

#endif
