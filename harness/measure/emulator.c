// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/emulator.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void emulator_read(struct emulator *r)
{
	const char *set = getenv("MEMTAX_RUNNER");
	char *rest = r->text, *word;

	r->n = 0;
	if (!set)
		return;
	if (snprintf(r->text, sizeof(r->text), "%s", set) >= (int)sizeof(r->text)) {
		r->word[r->n++] = "MEMTAX_RUNNER (too long)";
		return;
	}
	while ((word = strsep(&rest, " "))) {
		if (!*word)
			continue;
		if (r->n == EMULATOR_WORDS) {
			r->word[0] = "MEMTAX_RUNNER (too many words)";
			return;
		}
		r->word[r->n++] = word;
	}
}

int emulator_this_program(char *path, size_t size)
{
	ssize_t n = readlink("/proc/self/exe", path, size);

	if (n < 0)
		return -1;
	if ((size_t)n == size) {
		errno = ENAMETOOLONG;
		return -1;
	}
	path[n] = '\0';
	return 0;
}
