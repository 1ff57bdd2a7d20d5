// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/guard.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct {
	int fd, launch, attempt;
	volatile sig_atomic_t cell;
} guard = { .cell = -1 };

/* Everything here is async-signal-safe, so no stdio. */
static void append(char *line, size_t size, const char *text)
{
	size_t n = strlen(line), m = strlen(text);

	if (n + m < size)
		memcpy(line + n, text, m + 1);
}

static void append_number(char *line, size_t size, int number)
{
	char digits[12];
	size_t i = sizeof(digits);

	digits[--i] = '\0';
	do
		digits[--i] = (char)('0' + number % 10);
	while ((number /= 10) && i);
	append(line, size, digits + i);
}

static const char *reason_of(int signal)
{
	switch (signal) {
	case SIGSEGV:
		return "crashed: read or wrote memory it has no right to (SIGSEGV)";
	case SIGBUS:
		return "crashed: bad access (SIGBUS)";
	case SIGILL:
	case SIGTRAP:
		return "crashed: trapped, or an instruction this CPU lacks (SIGILL, SIGTRAP)";
	case SIGFPE:
		return "crashed: division by zero (SIGFPE)";
	case SIGALRM:
		return "hangs: no end after 120 s";
	default:
		return "crashed (SIGABRT)";
	}
}

void guard_fail(const char *reason)
{
	char line[320] = "{\"t\":\"cell_failed\",\"launch\":";

	if (guard.cell < 0)
		_exit(GUARD_EXIT_STATUS);
	append_number(line, sizeof(line), guard.launch);
	append(line, sizeof(line), ",\"attempt\":");
	append_number(line, sizeof(line), guard.attempt);
	append(line, sizeof(line), ",\"cell\":");
	append_number(line, sizeof(line), guard.cell);
	append(line, sizeof(line), ",\"reason\":\"");
	append(line, sizeof(line), reason);
	append(line, sizeof(line), "\"}\n");
	if (write(guard.fd, line, strlen(line)) < 0)
		_exit(GUARD_EXIT_STATUS + 1);
	_exit(GUARD_EXIT_STATUS);
}

static void tell(int signal)
{
	guard_fail(reason_of(signal));
}

void guard_install(int fd, int launch, int attempt)
{
	static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGALRM, SIGABRT };
	static char stack[64 << 10]; /* a cell may have run out of, or over, its own */
	stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction action = { .sa_handler = tell, .sa_flags = SA_ONSTACK };

	guard.fd = fd;
	guard.launch = launch;
	guard.attempt = attempt;
	sigaltstack(&alternate, NULL);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &action, NULL);
}

void guard_cell(int cell)
{
	guard.cell = cell;
	alarm(cell < 0 ? 0 : GUARD_SECONDS);
}
