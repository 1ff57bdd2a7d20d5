/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a program there? Asked without a shell, before anything is built with it. */
#ifndef MEMTAX_PROVE_TOOL_H
#define MEMTAX_PROVE_TOOL_H

#include <stdbool.h>

enum { TOOL_NAME = 64 };

/*
 * `name` is looked for along PATH; with a slash in it, below the folder `root`. A script of the
 * tree that speaks for a compiler has its name (mk/rustc.sh): both must be there. If not, `missing`
 * says what is to be installed.
 */
bool tool_is_there(const char *root, const char *name, char missing[TOOL_NAME]);

#endif
