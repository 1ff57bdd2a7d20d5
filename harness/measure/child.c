// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/child.h"
#include "harness/measure/emulator.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
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

/* What a run-time library must not do: catch the signals that memtax does, look for leaks at the
 * end. */
static const char library_options[] =
	"ASAN_OPTIONS=detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_abort=0:handle_sigill=0:"
	"handle_sigfpe=0:symbolize=0:detect_odr_violation=0:halt_on_error=0:suppress_equal_pcs=0";

static bool is_set_here(const char *variable)
{
	return !strncmp(variable, "LD_PRELOAD=", 11) || !strncmp(variable, "ASAN_OPTIONS=", 13);
}

/* A variable `name` with `padding` bytes in it. */
static char *pad(const char *name, size_t padding)
{
	size_t n = strlen(name);
	char *variable = malloc(n + padding + 1);

	if (!variable)
		return NULL;
	memcpy(variable, name, n);
	memset(variable + n, 'x', padding);
	variable[n + padding] = '\0';
	return variable;
}

/*
 * The parent's environment and what the job adds to it, or NULL. The array is the caller's, and the
 * texts in `added`.
 */
static char **padded_environment(const struct child_job *job, char *added[2])
{
	const char *before = getenv("LD_PRELOAD");
	char **copy;
	size_t n = 0, kept = 0;

	while (environ[n])
		n++;
	copy = calloc(n + 4, sizeof(*copy));
	added[0] = pad("MEMTAX_PAD=", job->padding);
	added[1] = NULL;
	if (!copy || !added[0] ||
	    (job->library && asprintf(&added[1], "LD_PRELOAD=%s%s%s", job->library,
				      before ? ":" : "", before ? before : "") < 0)) {
		free(copy);
		free(added[0]);
		return NULL;
	}
	for (size_t i = 0; i < n; i++)
		if (!job->library || !is_set_here(environ[i]))
			copy[kept++] = environ[i];
	copy[kept++] = added[0];
	if (job->library) {
		copy[kept++] = added[1];
		copy[kept++] = (char *)library_options;
	}
	return copy;
}

/* This program with that command, by way of what runs it. Returns 0, or why not as an errno. */
static int run_again(pid_t *pid, const posix_spawn_file_actions_t *actions, const char *command,
		     char **env)
{
	char *argv[EMULATOR_WORDS + 3] = { "memtax", (char *)command }, path[PATH_MAX];
	struct emulator emulator;

	emulator_read(&emulator);
	if (!emulator.n)
		return posix_spawn(pid, "/proc/self/exe", actions, NULL, argv, env);
	if (emulator_this_program(path, sizeof(path)))
		return errno;
	for (size_t i = 0; i < emulator.n; i++)
		argv[i] = (char *)emulator.word[i];
	argv[emulator.n] = path;
	argv[emulator.n + 1] = (char *)command;
	return posix_spawnp(pid, argv[0], actions, NULL, argv, env);
}

static int spawn(struct child *c, const int in[2], const int out[2], const struct child_job *job,
		 struct memtax_error *err)
{
	posix_spawn_file_actions_t actions;
	char *added[2], **env;
	int why;

	env = padded_environment(job, added);
	if (!env)
		return memtax_fail(err, "out of memory");
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	why = run_again(&c->pid, &actions, job->command, env);
	posix_spawn_file_actions_destroy(&actions);
	free(env);
	free(added[0]);
	free(added[1]);
	return why ? memtax_fail(err, "cannot start memtax %s: %s", job->command, strerror(why))
		   : 0;
}

static int start(struct child *c, const struct child_job *job, struct memtax_error *err)
{
	int in[2], out[2], failed;

	if (pipe2(in, O_CLOEXEC))
		return memtax_fail(err, "pipe: %s", strerror(errno));
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return memtax_fail(err, "pipe: %s", strerror(errno));
	}
	failed = spawn(c, in, out, job, err);
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

int child_run(const struct child_job *job,
	      int (*line)(void *user, json_t *json, struct memtax_error *err), void *user,
	      struct child_end *end, struct memtax_error *err)
{
	struct child c = { 0 };
	int failed, status = 0;

	memset(end, 0, sizeof(*end));
	if (start(&c, job, err))
		return -1;
	send_job(&c, job->job);
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
