// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/misuse.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/measure/emulator.h"
#include "harness/prove/checker.h"
#include "harness/prove/misuse_case.h"
#include "harness/prove/parallel.h"

#define RUN "run"
#define SILENT "silent"
#define MISUSE "-DMISUSE"

enum result { REFUSED, NOT_SEEN, UNAVAILABLE, COMPILES, OTHER };

static const char *const result_names[] = {
	[REFUSED] = "refused",	 [NOT_SEEN] = SILENT, [UNAVAILABLE] = "unavailable",
	[COMPILES] = "compiles", [OTHER] = "other",
};

/* One case before one checker. */
struct attempt {
	const struct misuse_case *c;
	const char *who; /* "gcc", "clang-19", "check", "run" */
	struct checker checker;
};

struct answer {
	enum result result;
	char reason[MISUSE_TEXT];
};

struct misuse {
	const struct registry *r;
	char folder[PATH_MAX]; /* for programs that are run */
	struct attempt *attempts;
	struct answer *answers; /* shared between processes */
	size_t n;
};

/* ---- judging -------------------------------------------------------------------------------- */

static __attribute__((format(printf, 3, 4))) void say(struct answer *a, enum result result,
						      const char *format, ...)
{
	va_list args;

	a->result = result;
	va_start(args, format);
	vsnprintf(a->reason, sizeof(a->reason), format, args);
	va_end(args);
}

/* The line with the compiler's first error: rustc numbers them. */
static void error_line(const struct command_end *end, char *line, size_t size)
{
	command_line(end, strstr(end->said, "error[") ? "error[" : "error:", line, size);
}

/* The checker could not answer, or refused the control. True if that settles it. */
static bool not_fit(struct answer *a, const struct attempt *t, enum checker_answer control,
		    const struct command_end *end)
{
	char line[MISUSE_TEXT - 40];

	if (control == CHECKER_ACCEPTS)
		return false;
	if (control == CHECKER_MISSING) {
		say(a, UNAVAILABLE, "%s",
		    t->checker.reason[0] ? t->checker.reason : "the compiler is not installed");
		return true;
	}
	error_line(end, line, sizeof(line));
	say(a, OTHER, "the control does not compile: %s", line);
	return true;
}

static void judge_refusal(struct answer *a, const char *expected, enum checker_answer got,
			  const struct command_end *end)
{
	char line[MISUSE_TEXT - 1];

	error_line(end, line, sizeof(line));
	if (got == CHECKER_ACCEPTS && !strcmp(expected, SILENT))
		say(a, NOT_SEEN, "%s", "");
	else if (got == CHECKER_ACCEPTS)
		say(a, COMPILES, "%s", "");
	else if (got == CHECKER_REFUSES && strstr(end->said, expected))
		say(a, REFUSED, "%s", "");
	else
		say(a, OTHER, "%s", got == CHECKER_REFUSES ? line : "the compiler did not end");
}

static void try_compile(const struct misuse *m, const struct attempt *t, const char *expected,
			struct answer *a)
{
	const char *const misuse[] = { MISUSE, NULL };
	const char *root = m->r->source;
	enum checker_answer got;
	struct command_end end;

	got = checker_ask(&t->checker, root, t->c->path, NULL, NULL, &end);
	if (not_fit(a, t, got, &end))
		return;
	got = checker_ask(&t->checker, root, t->c->path, NULL, misuse, &end);
	judge_refusal(a, expected, got, &end);
}

/* ---- built where nothing is proved, and run ------------------------------------------------- */

static enum checker_answer build(const struct misuse *m, const struct attempt *t,
				 const char *definition, const char *program,
				 struct command_end *end)
{
	const char *const more[] = { "-O0", "-DOWN_TRAP", definition, NULL };

	return checker_make(&t->checker, m->r->source, t->c->path, more, program, end);
}

static bool trapped(const struct command_end *end)
{
	int signal = !end->hung && WIFSIGNALED(end->status) ? WTERMSIG(end->status) : 0;

	return signal == SIGILL || signal == SIGTRAP;
}

static void judge_run(struct answer *a, const char *expected, const struct command_end *end)
{
	bool trap = !strcmp(expected, "trap"), ok = !strcmp(expected, "ok");

	if (trapped(end) && trap)
		say(a, REFUSED, "traps");
	else if (command_succeeded(end) && ok)
		say(a, NOT_SEEN, "runs to its end");
	else if (command_succeeded(end))
		say(a, COMPILES, "runs to its end");
	else
		say(a, OTHER, "%s", trapped(end) ? "traps" : "ends in another way");
}

static void run_both(const struct misuse *m, const struct attempt *t, const char *expected,
		     const char *program, struct answer *a)
{
	const char *argv[EMULATOR_WORDS + 2] = { NULL };
	enum checker_answer got;
	struct command_end end;
	struct emulator emulator;

	emulator_read(&emulator);
	memcpy(argv, emulator.word, emulator.n * sizeof(*argv));
	argv[emulator.n] = program;
	got = build(m, t, NULL, program, &end);
	if (not_fit(a, t, got, &end))
		return;
	if (command_run(argv, m->folder, &end) || !command_succeeded(&end)) {
		say(a, OTHER, "the control does not run to its end");
		return;
	}
	got = build(m, t, MISUSE, program, &end);
	if (!strcmp(expected, "no-compile") && got == CHECKER_REFUSES)
		say(a, REFUSED, "does not compile");
	else if (got != CHECKER_ACCEPTS)
		judge_refusal(a, "no-compile", got, &end);
	else if (command_run(argv, m->folder, &end))
		say(a, OTHER, "cannot be run");
	else
		judge_run(a, expected, &end);
}

static void try_run(const struct misuse *m, const struct attempt *t, const char *expected,
		    struct answer *a)
{
	char program[PATH_MAX];

	if (snprintf(program, sizeof(program), "%s/%s-%s", m->folder, t->c->variant->name,
		     t->c->name) >= PATH_MAX) {
		say(a, OTHER, "path is too long");
		return;
	}
	run_both(m, t, expected, program, a);
	unlink(program);
}

static void try(void *context, size_t i)
{
	const struct misuse *m = context;
	const struct attempt *t = &m->attempts[i];
	const char *expected = misuse_expected(t->c, t->who);

	if (!expected)
		say(&m->answers[i], OTHER, "no line 'expect %s:' at its head", t->who);
	else if (!checker_speaks(t->checker.name, t->c->path))
		say(&m->answers[i], OTHER, "no case in this language is run");
	else if (!strcmp(t->who, RUN))
		try_run(m, t, expected, &m->answers[i]);
	else
		try_compile(m, t, expected, &m->answers[i]);
}

/* ---- what is to be tried -------------------------------------------------------------------- */

/* With the flags of that workload's cell, if it is in the language of the case. */
static bool open_with(struct attempt *t, const struct misuse *m, const char *name,
		      const char *profile, const char *workload)
{
	struct checker *k = &t->checker;

	checker_open(k, m->r, name, profile, t->c->variant->name, workload);
	if (!k->reason[0] && strcmp(strrchr(k->source, '.'), strrchr(t->c->path, '.')) != 0)
		snprintf(k->reason, sizeof(k->reason),
			 "%s built no cell of this row in the case's language", name);
	return !k->reason[0];
}

/* Any cell of the row tells its flags: the first that was built. */
static void add(struct misuse *m, const struct misuse_case *c, const char *who, const char *name,
		const char *profile)
{
	struct attempt *t = &m->attempts[m->n++];

	t->c = c;
	t->who = who;
	open_with(t, m, name, profile, "");
	for (size_t w = 0; w < m->r->n_workloads; w++)
		if (open_with(t, m, name, profile, m->r->workloads[w].name))
			return;
}

/* How many attempts a case is at most. */
static size_t most_attempts(void)
{
	size_t toolchains = 0, profiles = 0;

	while (registry_toolchains[toolchains])
		toolchains++;
	while (registry_profiles[profiles])
		profiles++;
	return toolchains * profiles + 2;
}

static void add_case(struct misuse *m, const struct misuse_case *c)
{
	for (const char *const *t = registry_toolchains; *t; t++)
		for (const char *const *p = registry_profiles; *p; p++)
			if (variant_built_by(c->variant, *t) && checker_speaks(*t, c->path))
				add(m, c, *t, *t, *p);
	if (c->variant->checked[0] && checker_speaks(CHECKER_CHECK, c->path))
		add(m, c, CHECKER_CHECK, CHECKER_CHECK, CHECKER_CHECK_PROFILE);
	if (misuse_expected(c, RUN))
		add(m, c, RUN, registry_toolchains[0], registry_profiles[0]);
}

/* ---- the record ----------------------------------------------------------------------------- */

static json_t *line_of(const struct attempt *t, const struct answer *a)
{
	const char *expected = misuse_expected(t->c, t->who);

	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "variant",
			 t->c->variant->name, "case", t->c->name, "summary", t->c->summary,
			 "checker", t->who, "profile", t->checker.profile, "expected",
			 expected ? expected : "", "result", result_names[a->result], "reason",
			 a->reason, "holds", a->result == REFUSED || a->result == NOT_SEEN);
}

static json_t *record(const struct misuse *m, bool *finding, struct memtax_error *err)
{
	json_t *lines = json_array();

	for (size_t i = 0; i < m->n; i++) {
		enum result result = m->answers[i].result;

		*finding |= result == COMPILES || result == OTHER;
		if (json_array_append_new(lines, line_of(&m->attempts[i], &m->answers[i])))
			memtax_fail(err,
				    "a compile-time case cannot be recorded: is its head UTF-8?");
	}
	if (json_array_size(lines) == m->n)
		return lines;
	json_decref(lines);
	return NULL;
}

static int prepare(struct misuse *m, const struct misuse_case *cases, size_t n,
		   struct memtax_error *err)
{
	if (snprintf(m->folder, sizeof(m->folder), "%s/prove", m->r->build) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", m->r->build);
	if (mkdir(m->folder, 0777) && errno != EEXIST)
		return memtax_fail(err, "%s: %s", m->folder, strerror(errno));
	/* Not to be moved: the words of a checker point into it. */
	m->attempts = calloc(n + 1, most_attempts() * sizeof(*m->attempts));
	if (!m->attempts)
		return memtax_fail(err, "out of memory");
	for (size_t i = 0; i < n; i++)
		add_case(m, &cases[i]);
	m->answers = parallel_array((m->n + 1) * sizeof(*m->answers));
	return m->answers ? 0 : memtax_fail(err, "out of memory");
}

json_t *misuse_run(const struct registry *r, const char *variants, bool *finding,
		   struct memtax_error *err)
{
	struct misuse m = { .r = r };
	struct misuse_case *cases;
	json_t *lines = NULL;
	size_t n;

	cases = misuse_cases(r, variants, &n, err);
	if (!cases)
		return NULL;
	if (!prepare(&m, cases, n, err) && !parallel_run(try, &m, m.n, err))
		lines = record(&m, finding, err);
	parallel_free(m.answers, (m.n + 1) * sizeof(*m.answers));
	free(m.attempts);
	free(cases);
	return lines;
}
