// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/patched.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/prove/hash_files.h"
#include "harness/prove/parallel.h"
#include "harness/prove/seeded.h"
#include "harness/prove/tool.h"

enum { LINE = 4 * PATH_MAX };

/* Where the pieces of one build lie. */
struct place {
	char dir[PATH_MAX - 64]; /* everything of it */
	char object[PATH_MAX];	 /* the timed object */
	struct seeded_command command;
	char overlay[PATH_MAX]; /* the row's sources, patched */
};

static __attribute__((format(printf, 3, 4))) void set(struct patched *p, enum patched_state state,
						      const char *format, ...)
{
	va_list args;

	p->state = state;
	va_start(args, format);
	vsnprintf(p->said, sizeof(p->said), format, args);
	va_end(args);
	p->said[strcspn(p->said, "\n")] = '\0';
}

/* Run a line of shell, its words going to <dir>/said. True if it succeeds. */
static __attribute__((format(printf, 2, 3))) bool shell(const struct place *at, const char *format,
							...)
{
	char line[LINE], whole[LINE + PATH_MAX + 16];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n >= (int)sizeof(line))
		return false;
	snprintf(whole, sizeof(whole), "{ %s; } >'%s/said' 2>&1", line, at->dir);
	return system(whole) == 0;
}

/* The first line of <dir>/said that holds `text` (any, if NULL). */
static bool said(const struct place *at, const char *text, char *line, size_t size)
{
	char path[PATH_MAX], *whole = NULL;
	bool found = false;
	size_t room = 0;
	FILE *f;

	snprintf(path, sizeof(path), "%s/said", at->dir);
	f = fopen(path, "r");
	while (f && !found && getline(&whole, &room, f) >= 0)
		found = !text || strstr(whole, text);
	if (found)
		snprintf(line, size, "%s", whole);
	free(whole);
	if (f)
		fclose(f);
	return found;
}

/* `Expect CHECKER: text` of the patch. */
static bool expected(const struct patched *p, const char *checker, char *text, size_t size)
{
	char line[512], head[REGISTRY_NAME + 16];
	bool found = false;
	FILE *f = fopen(p->patch, "r");

	snprintf(head, sizeof(head), "Expect %s: ", checker);
	while (f && !found && fgets(line, sizeof(line), f) && strncmp(line, "--- ", 4) != 0) {
		line[strcspn(line, "\n")] = '\0';
		found = !strncmp(line, head, strlen(head));
	}
	if (found)
		snprintf(text, size, "%s", line + strlen(head));
	if (f)
		fclose(f);
	return found;
}

/* ---- the sources of a row ------------------------------------------------------------------- */

/* What may be compiled with a file: names as find(1) and as glob(3) have them. */
static const struct language {
	const char *suffix, *find, *globs[2];
} languages[] = {
	{ ".rs", "-name '*.rs'", { "variants/*/*.rs", NULL } },
	{ ".cpp",
	  "-name '*.[ch]' -o -name '*.[ch]pp'",
	  { "variants/*/*.[ch]", "variants/*/*.[ch]pp" } },
	{ "", "-name '*.[ch]'", { "variants/*/*.[ch]", NULL } },
};

static const struct language *language_of(const struct seeded_command *command)
{
	const struct language *l = languages;
	size_t n = strlen(command->file);

	while (n < strlen(l->suffix) || strcmp(command->file + n - strlen(l->suffix), l->suffix))
		l++;
	return l;
}

/* ---- is what was built before still the same? ----------------------------------------------- */

static void key_of(const struct registry *r, const struct patched *p, const struct place *at,
		   char key[65])
{
	const struct language *sources = language_of(&at->command);
	char headers[REGISTRY_NAME + 20];
	SHA256_CTX hash;

	SHA256Init(&hash);
	SHA256Update(&hash, (const uint8_t *)at->command.line, strlen(at->command.line));
	hash_file(&hash, p->patch);
	for (int i = 0; i < 2 && sources->globs[i]; i++)
		hash_matches(&hash, at->command.root, sources->globs[i]);
	hash_matches(&hash, r->source, "harness/contract/*.h");
	snprintf(headers, sizeof(headers), "workloads/%s/*.h", p->cell.workload);
	hash_matches(&hash, r->source, headers);
	hash_file(&hash, at->object);
	SHA256End(&hash, key);
}

/* One line: key, state, by whom, hash, words; a dash for what is not there. */
static bool read_kept(const struct place *at, const char *key, struct patched *p)
{
	char path[PATH_MAX], was[65] = "", state[12] = "";
	bool same;
	FILE *f;

	snprintf(path, sizeof(path), "%s/key", at->dir);
	f = fopen(path, "r");
	if (!f)
		return false;
	/* What was said may be nothing: the end of the line must not be passed over as blank. */
	same = fscanf(f, "%64s %11s %47s %64s%*1[ ]", was, state, p->by, p->hash) == 4 &&
	       !strcmp(was, key) && fgets(p->said, sizeof(p->said), f);
	fclose(f);
	p->state = !strcmp(state, "built") ? PATCHED_BUILT : PATCHED_REFUSED;
	return same;
}

/* What became of it before, if it was made from the same. */
static bool recall_state(const struct place *at, const char *key, struct patched *p)
{
	bool same = read_kept(at, key, p);

	if (!same || !strcmp(p->by, "-"))
		p->by[0] = '\0';
	if (!same || !strcmp(p->hash, "-"))
		p->hash[0] = '\0';
	p->said[strcspn(p->said, "\n")] = '\0';
	return same && (p->state == PATCHED_REFUSED || !access(p->shared, R_OK));
}

static void keep_state(const struct place *at, const char *key, const struct patched *p)
{
	char path[PATH_MAX];
	FILE *f;

	if (p->state != PATCHED_BUILT && p->state != PATCHED_REFUSED)
		return; /* to be mended, and tried again */
	snprintf(path, sizeof(path), "%s/key", at->dir);
	f = fopen(path, "w");
	if (!f)
		return; /* it will be built again */
	fprintf(f, "%s %s %s %s %s\n", key, p->state == PATCHED_BUILT ? "built" : "refused",
		p->by[0] ? p->by : "-", p->hash[0] ? p->hash : "-", p->said);
	fclose(f);
}

/* ---- building ------------------------------------------------------------------------------- */

static bool find_place(const struct registry *r, struct patched *p, struct place *at)
{
	struct memtax_error err;

	registry_cell_path(r, &p->cell, "o", at->object);
	if (seeded_command_read(&at->command, r->source, at->object, &err)) {
		set(p, PATCHED_BROKEN, "%s", err.text);
		return false;
	}
	if (snprintf(at->dir, sizeof(at->dir), "%s/seeded/%s/%s/%s/%s/%s", r->build,
		     p->cell.toolchain, p->cell.profile, p->cell.variant, p->cell.workload,
		     p->name) >= (int)sizeof(at->dir) ||
	    strchr(at->dir, '\'')) {
		set(p, PATCHED_BROKEN, "%s: path is too long, or has a quote in it", r->build);
		return false;
	}
	snprintf(at->overlay, sizeof(at->overlay), "%s/sources", at->dir);
	snprintf(p->shared, sizeof(p->shared), "%s/cell.so", at->dir);
	return true;
}

static bool apply(struct patched *p, const struct place *at)
{
	char why[120] = "";

	if (shell(at,
		  "rm -rf '%s' && mkdir -p '%s' && cd '%s' && "
		  "find variants -mindepth 2 -maxdepth 2 \\( %s \\) -exec cp --parents -t '%s' {} "
		  "+ "
		  "&& patch -s --no-backup-if-mismatch --fuzz=0 -p1 -d '%s' <'%s'",
		  at->overlay, at->overlay, at->command.root, language_of(&at->command)->find,
		  at->overlay, at->overlay, p->patch))
		return true;
	said(at, NULL, why, sizeof(why));
	set(p, PATCHED_BROKEN, "does not apply: %s", why);
	return false;
}

/* Compile the overlay with the words of `command`; more words in `extra`. */
static bool compile(const struct registry *r, const struct place *at,
		    const struct seeded_command *command, const char *extra)
{
	return shell(at, "cd '%s' && %s -iquote '%s' %s %s -c '%s/%s'", r->source,
		     command->compiler, at->overlay, command->flags, extra, at->overlay,
		     command->file);
}

/* `checker` refused, or not: is that as the patch says? Sets the state where that decides it. */
static bool decided(struct patched *p, const struct place *at, const char *checker, bool accepted)
{
	char text[400], line[160] = "";
	bool refuse = expected(p, checker, text, sizeof(text));

	if (accepted && !refuse)
		return false;
	if (accepted) {
		set(p, PATCHED_BROKEN, "%s accepts what it should refuse with: %s", checker, text);
	} else if (refuse && said(at, text, line, sizeof(line))) {
		set(p, PATCHED_REFUSED, "%s", text);
		snprintf(p->by, sizeof(p->by), "%s", checker);
	} else {
		said(at, "error", line, sizeof(line));
		set(p, PATCHED_BROKEN, "%s refuses it, but not as expected: %s", checker, line);
	}
	return true;
}

/* clang's word on ownership, whatever compiles the cell: only where the patch expects one. */
static bool checked(const struct registry *r, struct patched *p, const struct place *at)
{
	struct cell_id id = p->cell;
	struct seeded_command command;
	struct memtax_error err;
	char object[PATH_MAX], text[400];

	if (!expected(p, "check", text, sizeof(text)))
		return false;
	id.toolchain = "clang-19";
	id.profile = "kernel";
	registry_cell_path(r, &id, "o", object);
	if (seeded_command_read(&command, r->source, object, &err)) {
		set(p, PATCHED_UNAVAILABLE, "clang-19 is not installed: %s", text);
		return true;
	}
	return decided(p, at, "check",
		       compile(r, at, &command, "-Werror=thread-safety -fsyntax-only"));
}

static void link_it(const struct registry *r, struct patched *p, const struct place *at,
		    const char *object)
{
	/* The hook of MEMTAX_PEER_FLIP is found in the program. */
	const char *more = p->flips ? "-z undefs" : "";
	struct memtax_error err;
	struct object seen;

	if (seeded_link(r, p->cell.variant, at->object, object, more, p->shared, &err) ||
	    object_read(object, &seen, &err)) {
		set(p, PATCHED_BROKEN, "%s", err.text);
		return;
	}
	strcpy(p->hash, seen.hash);
	set(p, PATCHED_BUILT, "%s", "");
}

static void build(const struct registry *r, struct patched *p, const struct place *at)
{
	char object[PATH_MAX], extra[2 * PATH_MAX];
	bool accepted;

	if (!apply(p, at))
		return;
	snprintf(object, sizeof(object), "%s/cell.o", at->dir);
	snprintf(extra, sizeof(extra), "%s -o '%s'", p->flips ? "-DMEMTAX_PEER_FLIP" : "", object);
	accepted = compile(r, at, &at->command, extra);
	/* The compiler's own word first: it made the timed object. */
	if (decided(p, at, p->cell.toolchain, accepted) || checked(r, p, at))
		return;
	link_it(r, p, at, object);
}

/* All that a seeded build cannot do without, before anything of it is made. */
static bool tools_are_there(const struct registry *r, struct patched *p, const struct place *at)
{
	const char *const tools[] = { at->command.compiler, "patch", "mkdir", "find", "cp", NULL };
	char missing[TOOL_NAME];

	for (const char *const *tool = tools; *tool; tool++) {
		if (tool_is_there(r->source, *tool, missing))
			continue;
		set(p, PATCHED_UNAVAILABLE, "%s is not installed", missing);
		return false;
	}
	return true;
}

void patched_build(const struct registry *r, struct patched *p)
{
	static struct place at; /* too large for a stack */
	char key[65], line[PATH_MAX + 16];

	p->by[0] = p->said[0] = p->hash[0] = '\0';
	if (!find_place(r, p, &at))
		return;
	key_of(r, p, &at, key);
	if (recall_state(&at, key, p) || !tools_are_there(r, p, &at))
		return;
	snprintf(line, sizeof(line), "mkdir -p '%s'", at.dir);
	if (system(line)) {
		set(p, PATCHED_BROKEN, "%s cannot be made", at.dir);
		return;
	}
	build(r, p, &at);
	keep_state(&at, key, p);
}

struct work {
	const struct registry *r;
	struct patched *patched;
};

static void build_nth(void *context, size_t i)
{
	struct work *w = context;

	patched_build(w->r, &w->patched[i]);
}

int patched_build_all(const struct registry *r, struct patched *p, size_t n,
		      struct memtax_error *err)
{
	struct work w = { .r = r };
	int failed;

	if (!n)
		return 0;
	w.patched = parallel_array(n * sizeof(*p));
	if (!w.patched)
		return memtax_fail(err, "out of memory");
	memcpy(w.patched, p, n * sizeof(*p));
	failed = parallel_run(build_nth, &w, n, err);
	memcpy(p, w.patched, n * sizeof(*p));
	parallel_free(w.patched, n * sizeof(*p));
	return failed;
}
