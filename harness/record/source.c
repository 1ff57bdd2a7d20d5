/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "harness/record/source.h"

/* `make bench` runs us: its variables are not for the make that we ask. */
static bool is_kept(const char *variable)
{
	static const char *const dropped[] = {
		"MAKEFLAGS=",	  "MFLAGS=",	     "MAKELEVEL=",	   "GIT_DIR=",
		"GIT_WORK_TREE=", "GIT_INDEX_FILE=", "GIT_OPTIONAL_LOCKS="
	};

	for (size_t i = 0; i < sizeof(dropped) / sizeof(*dropped); i++)
		if (strncmp(variable, dropped[i], strlen(dropped[i])) == 0)
			return false;
	return true;
}

/* Free the list, not the strings. NULL when out of memory. */
static char **clean_environment(void)
{
	static char no_locks[] = "GIT_OPTIONAL_LOCKS=0"; /* looking must not write .git/index */
	char **list;
	size_t n = 0, kept = 0;

	while (environ && environ[n])
		n++;
	list = calloc(n + 2, sizeof(*list));
	if (!list)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (is_kept(environ[i]))
			list[kept++] = environ[i];
	list[kept] = no_locks;
	return list;
}

static int spawn(const char *const argv[], int out, pid_t *pid)
{
	char **environment = clean_environment();
	posix_spawn_file_actions_t actions;
	int error = ENOMEM;

	if (!environment)
		return error;
	if (posix_spawn_file_actions_init(&actions) == 0) {
		error = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
		if (!error)
			error = posix_spawn_file_actions_adddup2(&actions, out, 1);
		if (!error)
			error = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY,
								 0);
		if (!error)
			error = posix_spawnp(pid, argv[0], &actions, NULL, (char *const *)argv,
					     environment);
		posix_spawn_file_actions_destroy(&actions);
	}
	free(environment);
	return error;
}

/* Everything up to the end, of which `text` keeps the start. */
static void drain(int fd, char *text, size_t size)
{
	char block[4096];
	size_t kept = 0;
	ssize_t n;

	while ((n = read(fd, block, sizeof(block))) > 0 || (n < 0 && errno == EINTR)) {
		size_t room = size - 1 - kept, take = n > 0 ? (size_t)n : 0;

		take = take < room ? take : room;
		memcpy(text + kept, block, take);
		kept += take;
	}
	text[kept] = '\0';
}

/* Exit status of a program, with the start of what it printed; -1 if it could not be run. */
static int run(const char *const argv[], char *text, size_t size)
{
	int ends[2], status;
	pid_t pid;

	text[0] = '\0';
	if (pipe2(ends, O_CLOEXEC))
		return -1;
	if (spawn(argv, ends[1], &pid)) {
		close(ends[0]);
		close(ends[1]);
		return -1;
	}
	close(ends[1]);
	drain(ends[0], text, size);
	close(ends[0]);
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void ask_git(struct source *s, const char *tree)
{
	const char *const revision[] = {
		"git", "-C", tree, "rev-parse", "--short=12", "HEAD", NULL
	};
	/*
	 * A run is written into results/<machine>/ or kept in results/kept/: that alone makes no
	 * tree dirty. The files of results/ itself are method: family.tsv decides what is judged.
	 */
	const char *const status[] = { "git",	      "-C", tree, "status",
				       "--porcelain", "--", ".",  ":(exclude,glob)results/*/**",
				       NULL };
	char text[sizeof(s->revision)];

	snprintf(s->revision, sizeof(s->revision), "unknown");
	s->dirty = true;
	if (run(revision, text, sizeof(text)))
		return;
	text[strcspn(text, "\n")] = '\0';
	if (!text[0])
		return;
	memcpy(s->revision, text, sizeof(text));
	if (run(status, text, sizeof(text)) == 0)
		s->dirty = text[0] != '\0';
}

/*
 * make knows what each object is built from, and we do not: `make -q` builds nothing and exits 0
 * if there is nothing to build. BUILD as it was given, below the tree or not: make compares names.
 */
static void ask_make(struct source *s, const char *tree, const char *build)
{
	size_t length = strlen(tree);
	char argument[4096 + 8], text[8];
	const char *const argv[] = { "make", "-q", "-C", tree, argument, "all", NULL };

	if (strncmp(build, tree, length) == 0 && build[length] == '/')
		build += length + 1;
	snprintf(argument, sizeof(argument), "BUILD=%s", build);
	s->stale = run(argv, text, sizeof(text)) != 0;
}

void source_read(struct source *s, const char *tree, const char *build)
{
	ask_git(s, tree);
	ask_make(s, tree, build);
}

json_t *source_json(const struct source *s)
{
	return json_pack("{ss sb sb}", "revision", s->revision, "dirty", (int)s->dirty, "stale",
			 (int)s->stale);
}
