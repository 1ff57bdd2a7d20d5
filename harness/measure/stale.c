// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/stale.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void remove_folder(const char *dir)
{
	char pattern[PATH_MAX];
	glob_t files;

	snprintf(pattern, sizeof(pattern), "%s/*.so", dir);
	if (!glob(pattern, 0, NULL, &files))
		for (size_t i = 0; i < files.gl_pathc; i++)
			unlink(files.gl_pathv[i]);
	globfree(&files);
	rmdir(dir);
}

void stale_layouts_remove(const char *build)
{
	char pattern[PATH_MAX];
	glob_t folders;

	snprintf(pattern, sizeof(pattern), "%s/layout-*", build);
	if (glob(pattern, 0, NULL, &folders))
		return;
	for (size_t i = 0; i < folders.gl_pathc; i++) {
		long pid = strtol(strrchr(folders.gl_pathv[i], '-') + 1, NULL, 10);

		if (pid > 0 && kill((pid_t)pid, 0) && errno == ESRCH)
			remove_folder(folders.gl_pathv[i]);
	}
	globfree(&folders);
}
