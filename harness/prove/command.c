// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MISSING = 127, LIMIT_MS = 60000 };

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* One word from *from on, written to *to without its quotes. False if a quote stays open. */
static bool one_word(const char **from, char **to)
{
	char quote = '\0';

	for (; **from && (quote || !blank(**from)); ++*from) {
		char c = **from;

		if (quote ? c == quote : c == '\'' || c == '"')
			quote = quote ? '\0' : c;
		else if (c == '\\' && quote != '\'' && (*from)[1])
			*(*to)++ = *++*from;
		else
			*(*to)++ = c;
	}
	return !quote;
}

int command_words(char *line, char *word[COMMAND_WORDS])
{
	const char *from = line;
	char *to = line;
	int n = 0;

	for (;;) {
		bool last;

		while (blank(*from))
			from++;
		if (!*from)
			break;
		if (n + 1 >= COMMAND_WORDS)
			return -1;
		word[n++] = to;
		if (!one_word(&from, &to))
			return -1;
		last = !*from; /* looked at before `to` may write over it */
		from += !last;
		*to++ = '\0';
		if (last)
			break;
	}
	word[n] = NULL;
	return n;
}

static __attribute__((noreturn)) void become(const char *const *argv, const char *directory,
					     int output)
{
	struct rlimit none = { 0, 0 };
	int null = open("/dev/null", O_RDONLY);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0); /* so that what it starts can be killed with it */
	setrlimit(RLIMIT_CORE, &none);
	setenv("LC_ALL", "C", 1);
	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
	    dup2(output, STDERR_FILENO) < 0 || chdir(directory))
		_exit(MISSING);
	execvp(argv[0], (char *const *)argv);
	_exit(MISSING);
}

/* True if it had to be killed. */
static bool wait_for(pid_t pid, int *status)
{
	struct pollfd p = { .fd = (int)syscall(SYS_pidfd_open, pid, 0), .events = POLLIN };
	int ready = 1;

	if (p.fd >= 0) {
		do
			ready = poll(&p, 1, LIMIT_MS);
		while (ready < 0 && errno == EINTR);
		close(p.fd);
	}
	if (!ready) {
		kill(-pid, SIGKILL);
		kill(pid, SIGKILL);
	}
	while (waitpid(pid, status, 0) < 0 && errno == EINTR)
		continue;
	return !ready;
}

int command_run(const char *const *argv, const char *directory, struct command_end *end)
{
	int output = memfd_create("said", MFD_CLOEXEC);
	ssize_t n;
	pid_t pid;

	memset(end, 0, sizeof(*end));
	if (output < 0)
		return -1;
	pid = fork();
	if (!pid)
		become(argv, directory, output);
	if (pid > 0) {
		end->hung = wait_for(pid, &end->status);
		end->missing = WIFEXITED(end->status) && WEXITSTATUS(end->status) == MISSING;
		n = pread(output, end->said, sizeof(end->said) - 1, 0);
		end->said[n > 0 ? n : 0] = '\0';
	}
	close(output);
	return pid > 0 ? 0 : -1;
}

bool command_succeeded(const struct command_end *end)
{
	return !end->hung && WIFEXITED(end->status) && !WEXITSTATUS(end->status);
}

void command_line(const struct command_end *end, const char *text, char *line, size_t size)
{
	const char *at = strstr(end->said, text);

	if (!at)
		at = end->said;
	while (at > end->said && at[-1] != '\n')
		at--;
	snprintf(line, size, "%.*s", (int)strcspn(at, "\n"), at);
}
