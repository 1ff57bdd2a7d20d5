/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests of built cells: which compilers did this build have? */
#ifndef MEMTAX_TESTS_BUILT_TOOLCHAIN_H
#define MEMTAX_TESTS_BUILT_TOOLCHAIN_H

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

/* A machine without clang-19, or a sanitizer build, has no cells by it: nothing to test then. */
static inline bool built_toolchain(const char *toolchain)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/flags/%s/version", MEMTAX_BUILD, toolchain);
	return access(path, R_OK) == 0;
}

#endif
