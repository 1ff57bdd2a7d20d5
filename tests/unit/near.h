/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Comparing doubles in cmocka tests (Debian 12's cmocka has it for float only). */
#ifndef MEMTAX_TESTS_NEAR_H
#define MEMTAX_TESTS_NEAR_H

/* cmocka.h wants these four before it */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

/* A NAN is wanted where `want` is NAN, and nowhere else. */
static inline void near_at(double got, double want, double tolerance, const char *file, int line)
{
	if (isnan(want) ? isnan(got) : fabs(got - want) <= tolerance)
		return;
	print_error("got %.10g, want %.10g within %g\n", got, want, tolerance);
	_fail(file, line);
}

#define assert_near(got, want, tolerance) near_at(got, want, tolerance, __FILE__, __LINE__)

#endif
