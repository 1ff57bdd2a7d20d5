// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/filter.h"

#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "harness/measure/registry.h"

/* Takes the next pattern of a comma list; returns false at the end. Longer ones are cut. */
static bool next_pattern(const char **filter, char pattern[128])
{
	size_t n = strcspn(*filter, ",");

	if (!**filter)
		return false;
	snprintf(pattern, 128, "%.*s", (int)n, *filter);
	*filter += n + ((*filter)[n] == ',');
	return true;
}

bool filter_match(const char *filter, const char *name)
{
	char pattern[128];

	if (!filter)
		return true;
	while (next_pattern(&filter, pattern))
		if (!fnmatch(pattern, name, 0))
			return true;
	return false;
}

static bool matches_any(const char *pattern, const char *const *known)
{
	for (; *known; known++)
		if (!fnmatch(pattern, *known, 0))
			return true;
	return false;
}

int filter_check(const char *filter, const char *what, const char *const *known,
		 struct memtax_error *err)
{
	char pattern[128];

	while (filter && next_pattern(&filter, pattern)) {
		const char *nearest = registry_nearest(pattern, known);

		if (matches_any(pattern, known))
			continue;
		return memtax_fail(err, "no %s '%s'; did you mean '%s'? (`memtax list` shows all)",
				   what, pattern, nearest ? nearest : "(there is none)");
	}
	return 0;
}
