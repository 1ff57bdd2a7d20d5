/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One line of text for a person: what is wrong, where, what to do. Whoever detects the fault
 * writes it; whoever talks to the person prints it. Used by harness and workloads alike.
 */
#ifndef MEMTAX_CONTRACT_ERROR_H
#define MEMTAX_CONTRACT_ERROR_H

#include <stdarg.h>
#include <stdio.h>

struct memtax_error {
	char text[512];
};

/* Always returns -1, so that a function can `return memtax_fail(err, ...)`. `err` may be NULL. */
static inline __attribute__((format(printf, 2, 3))) int memtax_fail(struct memtax_error *err,
								    const char *format, ...)
{
	va_list args;

	if (!err)
		return -1;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

#endif
