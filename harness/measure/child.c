// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct child {
	pid_t pid;
	int to, from;
	char *text; /* what was read and not yet handed on */
	size_t used, size;
};

/* The parent's environment and one variable more; the array and that variable are the caller's. */
static char **padded_environment(size_t padding, char **pad)
{
	static const char name[] = "MEMTAX_PAD=";
	char **copy;
	size_t n = 0;

	while (environ[n])
		n++;
	copy = calloc(n + 2, sizeof(*copy));
	*pad = malloc(sizeof(name) + padding);
	if (!copy || !*pad) {
		free(copy);
		free(*pad);
		return NULL;
	}
	memcpy(copy, environ, n * sizeof(*copy));
	memcpy(*pad, name, sizeof(name) - 1);
	memset(*pad + sizeof(name) - 1, 'x', padding);
	(*pad)[sizeof(name) - 1 + padding] = '\0';
	copy[n] = *pad;
	return copy;
}

static int spawn(struct child *c, const int in[2], const int out[2], size_t padding,
		 struct memtax_error *err)
{
	char *argv[] = { "memtax", "launch", NULL }, *pad, **env;
	posix_spawn_file_actions_t actions;
	int why;

	env = padded_environment(padding, &pad);
	if (!env)
		return memtax_fail(err, "out of memory");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	why = posix_spawn(&c->pid, "/proc/self/exe", &actions, NULL, argv, env);
	posix_spawn_file_actions_destroy(&actions);
	free(env);
	free(pad);
	return why ? memtax_fail(err, "cannot start the measuring process: %s", strerror(why)) : 0;
}

static int start(struct child *c, size_t padding, struct memtax_error *err)
{
	int in[2], out[2], failed;

	if (pipe2(in, O_CLOEXEC))
		return memtax_fail(err, "pipe: %s", strerror(errno));
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return memtax_fail(err, "pipe: %s", strerror(errno));
	}
	failed = spawn(c, in, out, padding, err);
	close(in[0]);
	close(out[1]);
	c->to = in[1];
	c->from = out[0];
	if (failed) {
		close(c->to);
		close(c->from);
	}
	return failed;
}

/* A child that died early is told from its end, not from the pipe. */
static void send_job(struct child *c, const json_t *job)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);

	json_dumpfd(job, c->to, JSON_COMPACT);
	close(c->to);
	signal(SIGPIPE, before);
}

/* Hands on whole lines; keeps the rest. */
static int hand_on(struct child *c, int (*line)(void *, json_t *, struct memtax_error *),
		   void *user, struct memtax_error *err)
{
	char *begin = c->text, *end;

	while ((end = memchr(begin, '\n', c->used - (size_t)(begin - c->text)))) {
		json_error_t why;
		json_t *json = json_loadb(begin, (size_t)(end - begin), 0, &why);

		if (!json)
			return memtax_fail(err, "the measuring process said '%.60s': %s", begin,
					   why.text);
		if (line(user, json, err))
			return -1;
		begin = end + 1;
	}
	c->used -= (size_t)(begin - c->text);
	memmove(c->text, begin, c->used);
	return 0;
}

static int grow(struct child *c, struct memtax_error *err)
{
	char *text;

	if (c->size - c->used >= 4096)
		return 0;
	text = realloc(c->text, c->size * 2 + 65536);
	if (!text)
		return memtax_fail(err, "out of memory");
	c->text = text;
	c->size = c->size * 2 + 65536;
	return 0;
}

/* Until the child closes its output. Returns 0, or -1 with `err`; *silent if it had to be ended. */
static int listen_to(struct child *c, int (*line)(void *, json_t *, struct memtax_error *),
		     void *user, int *silent, struct memtax_error *err)
{
	for (;;) {
		struct pollfd p = { .fd = c->from, .events = POLLIN };
		int ready = poll(&p, 1, CHILD_SILENCE_SECONDS * 1000);
		ssize_t n;

		if (!ready) {
			*silent = 1;
			return 0;
		}
		if (ready < 0 && errno == EINTR)
			continue;
		if (grow(c, err))
			return -1;
		n = read(c->from, c->text + c->used, c->size - c->used);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return 0;
		c->used += (size_t)n;
		if (hand_on(c, line, user, err))
			return -1;
	}
}

int child_run(const json_t *job, size_t padding,
	      int (*line)(void *user, json_t *json, struct memtax_error *err), void *user,
	      struct child_end *end, struct memtax_error *err)
{
	struct child c = { 0 };
	int failed, status = 0;

	memset(end, 0, sizeof(*end));
	if (start(&c, padding, err))
		return -1;
	send_job(&c, job);
	failed = listen_to(&c, line, user, &end->silent, err);
	if (failed || end->silent)
		kill(c.pid, SIGKILL);
	close(c.from);
	free(c.text);
	while (waitpid(c.pid, &status, 0) < 0 && errno == EINTR)
		;
	end->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
	return failed;
}
