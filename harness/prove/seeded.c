// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/seeded.h"

#include <errno.h>
#include <stdbool.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int read_command(const char *object, char *command, int size, struct memtax_error *err)
{
	char path[PATH_MAX];
	FILE *f;
	bool read;

	snprintf(path, sizeof(path), "%s.command", object);
	f = fopen(path, "r");
	read = f && fgets(command, size, f);
	if (f)
		fclose(f);
	if (!read)
		return memtax_fail(err, "%s: %s; run: make clean all", path, strerror(errno));
	command[strcspn(command, "\n")] = '\0';
	return 0;
}

int seeded_build(const char *source, const char *object, const char *definition, const char *out,
		 struct memtax_error *err)
{
	char command[4096], line[3 * PATH_MAX];
	int status;

	if (read_command(object, command, sizeof(command), err))
		return -1;
	/* The shell, because the command is kept as make gave it to one. */
	if (snprintf(line, sizeof(line), "cd '%s' && %s %s -o '%s'", source, command, definition,
		     out) >= (int)sizeof(line))
		return memtax_fail(err, "%s: command is too long", object);
	status = system(line);
	if (status == 0)
		return 0;
	unlink(out);
	return memtax_fail(err, "seeded build of %s with %s failed (see above)", object,
			   definition);
}
