/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the build says of the compilers it used: build/flags/. */
#ifndef MEMTAX_MEASURE_TOOLCHAINS_H
#define MEMTAX_MEASURE_TOOLCHAINS_H

#include <jansson.h>

/*
 * The `toolchains` member of a record, of those that the build had: id, version, flags by profile
 * for `alignment`. New reference, or NULL without memory.
 */
json_t *toolchains_json(const char *build, const char *alignment);

#endif
