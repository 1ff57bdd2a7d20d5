// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/tool.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Is there such a program in a folder of PATH? An empty one is the folder that one is in. */
static bool in_folder(const char *folder, size_t n, const char *name)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%.*s/%s", n ? (int)n : 1, n ? folder : ".", name) <
		       PATH_MAX &&
	       !access(path, X_OK);
}

static bool on_path(const char *name)
{
	const char *folder = getenv("PATH");

	while (folder) {
		size_t n = strcspn(folder, ":");

		if (in_folder(folder, n, name))
			return true;
		folder = folder[n] ? folder + n + 1 : NULL;
	}
	return false;
}

static bool below(const char *root, const char *name)
{
	char path[PATH_MAX];

	if (name[0] == '/')
		return !access(name, X_OK);
	return snprintf(path, sizeof(path), "%s/%s", root, name) < PATH_MAX && !access(path, X_OK);
}

bool tool_is_there(const char *root, const char *name, char missing[TOOL_NAME])
{
	const char *slash = strrchr(name, '/');
	size_t n = slash ? strlen(slash + 1) : 0;

	snprintf(missing, TOOL_NAME, "%s", name);
	if (!slash)
		return on_path(name);
	if (!below(root, name))
		return false;
	if (n <= 3 || strcmp(slash + 1 + n - 3, ".sh"))
		return true;
	snprintf(missing, TOOL_NAME, "%.*s", (int)(n - 3), slash + 1);
	return on_path(missing);
}
