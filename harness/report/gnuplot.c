/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/gnuplot.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

void gnuplot_open(struct gnuplot *g)
{
	const char *tmp = getenv("TMPDIR");

	g->problem[0] = '\0';
	snprintf(g->dir, sizeof(g->dir), "%.200s/memtax-plot-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (mkdtemp(g->dir))
		return;
	snprintf(g->problem, sizeof(g->problem), "no temporary directory could be made (%s)",
		 strerror(errno));
	g->dir[0] = '\0';
}

static void path_of(const struct gnuplot *g, const char *name, char *path, size_t size)
{
	snprintf(path, size, "%s/%s", g->dir, name);
}

FILE *gnuplot_file(struct gnuplot *g, const char *name)
{
	char path[512];
	FILE *file;

	if (!g->dir[0])
		return NULL;
	path_of(g, name, path, sizeof(path));
	file = fopen(path, "we");
	if (!file)
		snprintf(g->problem, sizeof(g->problem), "a data file could not be written (%s)",
			 strerror(errno));
	return file;
}

/* In the directory, so that no path gets into the plot; without the user's own settings. */
static int spawn(const struct gnuplot *g, const char **argv, pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	int error = posix_spawn_file_actions_init(&actions);

	if (error)
		return error;
	error = posix_spawn_file_actions_addchdir_np(&actions, g->dir);
	if (!error)
		error = posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null",
							 O_WRONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null",
							 O_WRONLY, 0);
	if (!error)
		error = posix_spawnp(pid, "gnuplot", &actions, NULL, (char **)argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return error;
}

static char *read_plot(struct gnuplot *g)
{
	char path[512], *text = NULL;
	size_t size = 0;
	FILE *file;

	path_of(g, "plot.svg", path, sizeof(path));
	file = fopen(path, "re");
	if (file && getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	if (!text)
		snprintf(g->problem, sizeof(g->problem), "gnuplot drew nothing");
	return text;
}

char *gnuplot_draw(struct gnuplot *g, const char *script, const char *const *arguments)
{
	char path[512];
	const char *argv[GNUPLOT_ARGUMENTS + 5] = { "gnuplot", "-d", "-c", path };
	const char *source = getenv("MEMTAX_SOURCE"); /* as cli_source() */
	int error, status = 0;
	pid_t pid;

	if (!g->dir[0])
		return NULL;
	snprintf(path, sizeof(path), "%.400s/plots/%.64s", source ? source : MEMTAX_SOURCE, script);
	for (size_t i = 0; i < GNUPLOT_ARGUMENTS && arguments[i]; i++)
		argv[4 + i] = arguments[i];
	error = spawn(g, argv, &pid);
	if (error) {
		snprintf(g->problem, sizeof(g->problem),
			 error == ENOENT ? "gnuplot was not found; install gnuplot-nox"
					 : "gnuplot could not be started (%s)",
			 strerror(error));
		return NULL;
	}
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			break;
	if (WIFEXITED(status) && !WEXITSTATUS(status))
		return read_plot(g);
	snprintf(g->problem, sizeof(g->problem), "gnuplot failed on plots/%s", script);
	return NULL;
}

void gnuplot_close(struct gnuplot *g)
{
	struct dirent *entry;
	DIR *dir;
	int fd;

	if (!g->dir[0])
		return;
	dir = opendir(g->dir);
	fd = dir ? dirfd(dir) : -1;
	while (fd >= 0 && (entry = readdir(dir)))
		unlinkat(fd, entry->d_name, 0);
	if (dir)
		closedir(dir);
	rmdir(g->dir);
	g->dir[0] = '\0';
}
