// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/seeded.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/measure/layout.h"

enum { LAYOUT_SEED = 1 };

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

/* A path of the command as an absolute one. */
static void absolute(const char *source, const char *path, char out[PATH_MAX])
{
	if (path[0] == '/')
		snprintf(out, PATH_MAX, "%s", path);
	else
		snprintf(out, PATH_MAX, "%.2000s/%.2000s", source, path);
}

int seeded_command_read(struct seeded_command *c, const char *source, const char *object,
			struct memtax_error *err)
{
	char root[PATH_MAX] = "", *file, *space;
	const char *flag;

	if (read_command(object, c->line, sizeof(c->line), err))
		return -1;
	space = strchr(c->line, ' ');
	file = strstr(c->line, " -c ");
	if (!space || !file || space - c->line >= (int)sizeof(c->compiler))
		return memtax_fail(err, "%s.command: is no command that memtax wrote", object);
	snprintf(c->compiler, sizeof(c->compiler), "%.*s", (int)(space - c->line), c->line);
	snprintf(c->flags, sizeof(c->flags), "%.*s", (int)(file - space), space);
	file += strlen(" -c ");
	/* Of a row that is its base and patches, the sources lie under a folder of their own. */
	flag = strstr(c->flags, "-iquote ");
	if (flag)
		sscanf(flag, "-iquote %4000s", root);
	if (root[0] && !strncmp(file, root, strlen(root)))
		file += strlen(root) + 1;
	snprintf(c->file, sizeof(c->file), "%s", file);
	absolute(source, root[0] ? root : ".", c->root);
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

int seeded_link(const struct registry *r, const char *variant, const char *timed,
		const char *object, const char *more, const char *out, struct memtax_error *err)
{
	const struct variant *v = registry_variant(r, variant);
	char mem[PATH_MAX], libs[160];

	/* mem.o is two folders above a cell's object. */
	snprintf(mem, sizeof(mem), "%s", timed);
	*strrchr(mem, '/') = '\0';
	strcpy(strrchr(mem, '/'), "/mem.o");
	snprintf(libs, sizeof(libs), "%s %s", v ? v->libs : "", more);
	return layout_link(object, v && v->runtime[0] ? NULL : mem, libs, LAYOUT_SEED, true, out,
			   err);
}
