// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/toolchains.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "harness/measure/registry.h"

/* The first line of a file; 0, or -1 if there is none. Longer ones are cut. */
static int first_line(const char *path, char *line, int size)
{
	FILE *f = fopen(path, "r");
	int failed = !f || !fgets(line, size, f);

	if (f)
		fclose(f);
	if (failed)
		return -1;
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

static json_t *flags_json(const char *build, const char *toolchain, const char *alignment)
{
	json_t *flags = json_object();

	for (const char *const *p = registry_profiles; *p; p++) {
		char path[PATH_MAX], line[2048];

		snprintf(path, sizeof(path), "%s/flags/%s/%s.%s", build, toolchain, *p, alignment);
		if (!first_line(path, line, sizeof(line)))
			json_object_set_new(flags, *p, json_string(line));
	}
	return flags;
}

json_t *toolchains_json(const char *build, const char *alignment)
{
	json_t *all = json_array();

	for (const char *const *t = registry_toolchains; *t; t++) {
		char path[PATH_MAX], version[256];

		snprintf(path, sizeof(path), "%s/flags/%s/version", build, *t);
		if (first_line(path, version, sizeof(version)))
			continue;
		json_array_append_new(all, json_pack("{ss ss ss so}", "id", *t, "version", version,
						     "base", registry_base_toolchain(*t), "flags",
						     flags_json(build, *t, alignment)));
	}
	return all;
}
