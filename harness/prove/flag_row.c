// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/flag_row.h"

#include <glob.h>
#include <stdio.h>

static bool any(const struct registry *r, const struct variant *v, const char *below)
{
	char pattern[PATH_MAX];
	glob_t found;
	bool there;

	if (snprintf(pattern, sizeof(pattern), "%s/variants/%s/%s", r->source, v->name, below) >=
	    PATH_MAX)
		return false;
	there = !glob(pattern, 0, NULL, &found);
	if (there)
		globfree(&found);
	return there;
}

static bool has_source(const struct registry *r, const struct variant *v, const char *workload)
{
	static const char *const suffixes[] = { "c", "cpp", "rs" };
	char name[REGISTRY_NAME + 8];

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		snprintf(name, sizeof(name), "%s.%s", workload, suffixes[i]);
		if (any(r, v, name))
			return true;
	}
	return false;
}

static bool has_patches(const struct registry *r, const struct variant *v, const char *workload)
{
	char name[REGISTRY_NAME + 16];

	snprintf(name, sizeof(name), "%s/*.patch", workload);
	return any(r, v, name);
}

const struct variant *flag_row_base(const struct registry *r, const struct variant *v,
				    const char *workload)
{
	if (!v || !v->base[0] || has_source(r, v, workload) || has_patches(r, v, workload))
		return NULL;
	return registry_variant(r, v->base);
}
