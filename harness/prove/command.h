/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Running another program and hearing what it says: compilers, and what they made. No shell. */
#ifndef MEMTAX_PROVE_COMMAND_H
#define MEMTAX_PROVE_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

enum { COMMAND_WORDS = 160, COMMAND_SAID = 32 << 10 };

/*
 * Split `line` into words, in place, as a shell would: blanks, quotes, backslashes; nothing is
 * expanded. Returns how many there are (word[] ends with NULL), or -1 if there are too many or
 * a quote is open.
 */
int command_words(char *line, char *word[COMMAND_WORDS]);

struct command_end {
	bool missing;		 /* there is no such program */
	bool hung;		 /* it was killed, with all that it started */
	int status;		 /* else: as waitpid() gives it */
	char said[COMMAND_SAID]; /* the beginning of its output and errors, in the C locale */
};

/* Run argv in `directory` and wait for its end; -1 if no process can be made. */
int command_run(const char *const *argv, const char *directory, struct command_end *end);

/* It ended by itself, and well. */
bool command_succeeded(const struct command_end *end);

/* Copy the first line of what was said that contains `text`, or the first if none does. */
void command_line(const struct command_end *end, const char *text, char *line, size_t size);

#endif
