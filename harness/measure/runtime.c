// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/runtime.h"

#include <stdlib.h>
#include <string.h>

const char *runtime_of(const struct registry *r, const char *variant)
{
	const struct variant *v = registry_variant(r, variant);

	return v ? v->runtime : "";
}

/* The packages of any variant that needs the library: they are about it. */
static const char *packages_of(const struct registry *r, const char *name)
{
	for (size_t i = 0; i < r->n_variants; i++)
		if (!strcmp(r->variants[i].runtime, name) && r->variants[i].packages[0])
			return r->variants[i].packages;
	return "that brings it";
}

int runtime_library(const struct registry *r, const char *name, const char *toolchain,
		    char path[PATH_MAX], struct memtax_error *err)
{
	char link[PATH_MAX];

	if (MEMTAX_CROSS[0])
		return memtax_fail(
			err,
			"%s: no process begins with the library '%s' in a build for another "
			"architecture; build on the machine itself",
			toolchain, name);
	if (snprintf(link, sizeof(link), "%s/runtime/%s/%s.so", r->build, toolchain, name) >=
	    PATH_MAX)
		return memtax_fail(err, "%s: path is too long", r->build);
	/* By its own name: the library looks for that to see whether it comes first. */
	if (realpath(link, path))
		return 0;
	return memtax_fail(err,
			   "%s has no run-time library '%s' here; install it (%s), then run: make "
			   "all",
			   toolchain, name, packages_of(r, name));
}
