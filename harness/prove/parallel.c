// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/parallel.h"

#include <errno.h>
#include <sched.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <signal.h>
#include <unistd.h>

enum { MOST = 64 };

void *parallel_array(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

void parallel_free(void *array, size_t bytes)
{
	if (array)
		munmap(array, bytes);
}

static size_t cpus(void)
{
	cpu_set_t allowed;

	CPU_ZERO(&allowed);
	if (sched_getaffinity(0, sizeof(allowed), &allowed))
		return 1;
	return CPU_COUNT(&allowed) < MOST ? (size_t)CPU_COUNT(&allowed) : MOST;
}

/* Pieces are taken one by one: some take longer. */
static __attribute__((noreturn)) void work(void (*piece)(void *, size_t), void *context, size_t n,
					   size_t *next)
{
	size_t i;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while ((i = __atomic_fetch_add(next, 1, __ATOMIC_RELAXED)) < n)
		piece(context, i);
	_exit(0);
}

static bool ended_well(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

int parallel_run(void (*piece)(void *context, size_t i), void *context, size_t n,
		 struct memtax_error *err)
{
	size_t *next = parallel_array(sizeof(*next)), workers = cpus(), made = 0;
	pid_t pid[MOST];
	int failed = 0;

	if (!next)
		return memtax_fail(err, "out of memory");
	if (workers > n)
		workers = n;
	for (; made < workers; made++) {
		pid[made] = fork();
		if (pid[made] < 0)
			break;
		if (!pid[made])
			work(piece, context, n, next);
	}
	if (made < workers && !made)
		failed = memtax_fail(err, "cannot make a process: %s", strerror(errno));
	for (size_t i = 0; i < made; i++)
		if (!ended_well(pid[i]) && !failed)
			failed = memtax_fail(err, "a process that was to help did not end well");
	parallel_free(next, sizeof(*next));
	return failed;
}
