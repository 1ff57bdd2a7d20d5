/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What runs programs of this program's architecture where the kernel does not by itself:
 * MEMTAX_RUNNER in the environment, words between single blanks, as in `qemu-aarch64 -L SYSROOT`.
 * Whoever starts such a program (this one again, or one that was just compiled) puts it in front.
 */
#ifndef MEMTAX_MEASURE_EMULATOR_H
#define MEMTAX_MEASURE_EMULATOR_H

#include <stddef.h>

enum { EMULATOR_WORDS = 8, EMULATOR_TEXT = 4096 };

struct emulator {
	size_t n; /* 0: the kernel runs them */
	const char *word[EMULATOR_WORDS];
	char text[EMULATOR_TEXT]; /* what the words lie in */
};

/* Fill in *r. Words that there is no room for are not run without: then argv[0] does not exist. */
void emulator_read(struct emulator *r);

/*
 * The absolute path of this program, as a child can be started from it: an emulator's own
 * /proc/self/exe is the emulator. Returns 0, or -1 with errno.
 */
int emulator_this_program(char *path, size_t size);

#endif
