// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/checker.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Only the object is laid out in one way or the other. */
#define ALIGNMENT "aligned"

static const char *toolchain_of(const char *name)
{
	return strcmp(name, CHECKER_CHECK) ? name : CHECKER_CHECK_TOOLCHAIN;
}

static const char *suffix_of(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot ? dot : "";
}

bool checker_speaks(const char *name, const char *source)
{
	/* What compiles another language than C, by mk/toolchains.mk. */
	static const struct {
		const char *suffix, *name;
	} others[] = { { ".cpp", "gcc" }, { ".cpp", "clang-19" }, { ".rs", "rustc" } };

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (!strcmp(others[i].suffix, suffix_of(source)) && !strcmp(others[i].name, name))
			return true;
	return !strcmp(suffix_of(source), ".c") && strcmp(name, "rustc") != 0;
}

static bool read_command(struct checker *c, const struct registry *r, const struct cell_id *id)
{
	char path[PATH_MAX];
	FILE *f;
	bool read;

	registry_cell_path(r, id, "o.command", path);
	f = fopen(path, "r");
	read = f && fgets(c->command, sizeof(c->command), f) && strchr(c->command, '\n');
	if (f)
		fclose(f);
	return read;
}

/*
 * A compiler is asked for its own word: capabilities are the checker's part. In a sanitizer build
 * nothing is proved.
 */
static void take_words(struct checker *c)
{
	int n = command_words(c->command, c->word);

	if (n < 4 || strcmp(c->word[n - 2], "-c")) {
		snprintf(c->reason, sizeof(c->reason), "the kept command is not understood");
		return;
	}
	for (int i = 0; i < n - 2; i++) {
		if (!strncmp(c->word[i], "-fsanitize", strlen("-fsanitize")))
			snprintf(c->reason, sizeof(c->reason), "a sanitizer build proves nothing");
		if (strncmp(c->word[i], "-Wthread-safety", strlen("-Wthread-safety")))
			c->word[c->n++] = c->word[i];
	}
	c->source = c->word[n - 1];
	c->word[c->n] = NULL;
}

void checker_open(struct checker *c, const struct registry *r, const char *name,
		  const char *profile, const char *variant, const char *workload)
{
	const struct cell_id id = { .workload = workload,
				    .variant = variant,
				    .toolchain = toolchain_of(name),
				    .profile = profile,
				    .alignment = ALIGNMENT };

	memset(c, 0, sizeof(*c));
	c->name = name;
	c->profile = profile;
	if (read_command(c, r, &id))
		take_words(c);
	else
		snprintf(c->reason, sizeof(c->reason),
			 "%s built no cell of this row, profile %s; run: make deps all",
			 id.toolchain, profile);
}

static int append(const char **argv, int n, const char *const *words)
{
	for (; words && *words && n + 1 < COMMAND_WORDS; words++)
		argv[n++] = *words;
	argv[n] = NULL;
	return n;
}

static enum checker_answer answer(const struct command_end *end, int failed)
{
	if (failed || end->hung)
		return CHECKER_BROKEN;
	if (end->missing)
		return CHECKER_MISSING;
	return command_succeeded(end) ? CHECKER_ACCEPTS : CHECKER_REFUSES;
}

static enum checker_answer ask(const struct checker *c, const char *root, const char *const *before,
			       const char *const *more, const char *const *last,
			       struct command_end *end)
{
	const char *argv[COMMAND_WORDS];
	int n = 0;

	memset(end, 0, sizeof(*end));
	if (c->reason[0])
		return CHECKER_MISSING;
	argv[n++] = c->word[0];
	n = append(argv, n, before);
	n = append(argv, n, (const char *const *)&c->word[1]);
	n = append(argv, n, more);
	append(argv, n, last);
	return answer(end, command_run(argv, root, end));
}

/* The proof is made by the time there is assembly. */
static enum checker_answer compile(const struct checker *c, const char *root, const char *source,
				   const char *const *before, const char *const *more,
				   struct command_end *end)
{
	/* Not /dev/null: rustc writes beside its output first. */
	char folder[] = "/tmp/memtax-ask-XXXXXX", out[sizeof(folder) + 8];
	const char *const last[] = { "-S", "-o", out, source, NULL };
	enum checker_answer got;

	memset(end, 0, sizeof(*end));
	if (!mkdtemp(folder))
		return CHECKER_BROKEN;
	snprintf(out, sizeof(out), "%s/out.s", folder);
	got = ask(c, root, before, more, last, end);
	unlink(out);
	rmdir(folder);
	return got;
}

enum checker_answer checker_ask(const struct checker *c, const char *root, const char *source,
				const char *const *before, const char *const *more,
				struct command_end *end)
{
	const char *const check[] = { "-Wthread-safety", "-Werror=thread-safety", "-fsyntax-only",
				      source, NULL };

	if (strcmp(c->name, CHECKER_CHECK))
		return compile(c, root, source, before, more, end);
	return ask(c, root, before, more, check, end);
}

enum checker_answer checker_make(const struct checker *c, const char *root, const char *source,
				 const char *const *more, const char *out, struct command_end *end)
{
	const char *const last[] = { "-o", out, source, NULL };

	return ask(c, root, NULL, more, last, end);
}
