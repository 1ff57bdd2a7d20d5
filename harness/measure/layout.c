// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/layout.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/contract/random.h"

enum { FIRST_TEXT = 0x4000, PLACES_BYTES = 4 * 4096, MAX_WORDS = 32 };

static int run_linker(char *const argv[], struct memtax_error *err)
{
	int status, why;
	pid_t pid;

	why = posix_spawnp(&pid, argv[0], NULL, NULL, argv, environ);
	if (why)
		return memtax_fail(err, "cannot run %s: %s; run: make deps", argv[0],
				   strerror(why));
	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return memtax_fail(err, "waiting for %s: %s", argv[0], strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		return memtax_fail(err, "%s could not link a layout (see above)", argv[0]);
	return 0;
}

int layout_link(const char *object, const char *mem, const char *libs, uint64_t seed, bool aligned,
		const char *out, struct memtax_error *err)
{
	struct memtax_random random = memtax_random_seeded(seed);
	unsigned int step = aligned ? 64 : 16;
	unsigned int place = memtax_random_below(&random, PLACES_BYTES / step) * step;
	bool mem_first = memtax_random_next(&random) >> 63;
	char text[40], words[256], *rest = words, *word;
	static const char linker[] = MEMTAX_CROSS "ld";
	char *argv[MAX_WORDS] = { (char *)linker,
				  "-shared",
				  "--build-id=none",
				  "-z",
				  (char *)(mem ? "defs" : "undefs"),
				  text,
				  "-o",
				  (char *)out };
	size_t n = 8;

	if (mem && mem_first)
		argv[n++] = (char *)mem;
	argv[n++] = (char *)object;
	if (mem && !mem_first)
		argv[n++] = (char *)mem;
	snprintf(text, sizeof(text), "--section-start=.text=0x%x", FIRST_TEXT + place);
	snprintf(words, sizeof(words), "%s", libs);
	while (n < MAX_WORDS - 1 && (word = strsep(&rest, " ")))
		if (word[0])
			argv[n++] = word;
	if (run_linker(argv, err)) {
		unlink(out);
		return -1;
	}
	return 0;
}

int layout_copy(const char *shared, const char *out, struct memtax_error *err)
{
	int from = open(shared, O_RDONLY | O_CLOEXEC);
	int to = open(out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0700);
	ssize_t n = -1;

	if (from >= 0 && to >= 0)
		while ((n = sendfile(to, from, NULL, 1 << 20)) > 0)
			;
	if (n < 0)
		memtax_fail(err, "copying %s to %s: %s", shared, out, strerror(errno));
	if (from >= 0)
		close(from);
	if (to >= 0)
		close(to);
	if (n < 0)
		unlink(out);
	return n < 0 ? -1 : 0;
}
