/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports of one run document, tests/golden/report/run.json, against what people have looked at
 * and accepted, to the byte: MEMTAX_ACCEPT=1 writes what is rendered now in place of it. Then
 * what must hold of any document: the same twice, with and without gnuplot, no wider than a
 * terminal, and colour that adds nothing but colour.
 */
#include <sys/stat.h>
#include "harness/report/table.h"
#include "tests/unit/report_fixture.h"

/* The first line that differs, for a person. */
static void fail_at_difference(const char *name, const char *got, const char *want)
{
	size_t line = 1, start = 0;

	for (size_t i = 0; got[i] && got[i] == want[i]; i++)
		if (got[i] == '\n') {
			line++;
			start = i + 1;
		}
	fail_msg("%s:%zu:\n  is      %.*s\n  was     %.*s\nMEMTAX_ACCEPT=1 accepts it", name, line,
		 (int)strcspn(got + start, "\n"), got + start, (int)strcspn(want + start, "\n"),
		 want + start);
}

static void compare(const char *name, const char *got)
{
	const char *accept = getenv("MEMTAX_ACCEPT");
	char *want;

	snprintf(path, sizeof(path), GOLDEN "%s", name);
	if (accept && *accept) {
		FILE *file = fopen(path, "w");

		assert_non_null(file);
		fputs(got, file);
		assert_int_equal(fclose(file), 0);
	}
	want = slurp(path);
	if (!want)
		fail_msg("%s is missing; MEMTAX_ACCEPT=1 makes it", path);
	if (strcmp(got, want))
		fail_at_difference(name, got, want);
	free(want);
}

static void golden(void **state)
{
	static const char *const names[] = { "report.md", "report.html", "forest-rx-kernel.svg",
					     "tiers.svg", "tiers-clang-19.svg" };
	json_t *run = load();
	char *text = on_terminal(run, false);

	(void)state;
	compare("terminal.txt", text);
	free(text);
	write_report(run);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		text = written(names[i]);
		compare(names[i], text);
		free(text);
	}
	json_decref(run);
}

static void the_same_twice(void **state)
{
	static const char *const names[] = { "report.md", "report.html", "forest-rx-kernel.svg",
					     "forest-ring-kernel.svg", "tiers.svg" };
	char *first[sizeof(names) / sizeof(names[0])];
	json_t *run = load();

	(void)state;
	write_report(run);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		first[i] = written(names[i]);
	json_decref(run);
	run = load();
	write_report(run);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *second = written(names[i]);

		assert_string_equal(first[i], second);
		assert_null(strstr(second, "/tmp"));
		assert_null(strstr(second, dir));
		free(first[i]);
		free(second);
	}
	json_decref(run);
}

static void with_path(const char *value, int expected, const char *why)
{
	char *old = strdup(getenv("PATH"));
	struct memtax_error err = { "" };
	json_t *run = load();
	char *text;
	int status;

	/* A user-mode emulator makes a fork of the spawn, which hears nothing of a failed exec. */
	if (getenv("MEMTAX_RUNNER"))
		skip();
	wipe();
	setenv("PATH", value, 1);
	status = report_write(run, dir, &err);
	setenv("PATH", old, 1);
	assert_int_equal(status, expected);
	assert_non_null(strstr(err.text, why));
	text = written("report.md");
	assert_non_null(strstr(text, "**No plots:**"));
	assert_non_null(strstr(text, why));
	assert_null(strstr(text, ".svg"));
	free(text);
	text = written("report.html");
	assert_non_null(strstr(text, why));
	assert_null(strstr(text, "<svg"));
	free(text);
	snprintf(path, sizeof(path), "%s/forest-rx-kernel.svg", dir);
	assert_int_not_equal(access(path, F_OK), 0);
	json_decref(run);
	free(old);
}

static void without_gnuplot(void **state)
{
	(void)state;
	with_path("/nonexistent", REPORT_WITHOUT_PLOTS, "gnuplot was not found");
}

static void with_a_failing_gnuplot(void **state)
{
	char fake[] = "/tmp/memtax-fake-XXXXXX", program[64];
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(fake));
	snprintf(program, sizeof(program), "%s/gnuplot", fake);
	file = fopen(program, "w");
	assert_non_null(file);
	fputs("#!/bin/sh\nexit 1\n", file);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(chmod(program, 0755), 0);
	with_path(fake, REPORT_WITHOUT_PLOTS, "gnuplot failed on plots/forest.gp");
	unlink(program);
	rmdir(fake);
}

static void nowhere_to_write(void **state)
{
	struct memtax_error err = { "" };
	json_t *run = load();

	(void)state;
	assert_int_equal(report_write(run, "/nonexistent/run", &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/run/"));
	assert_non_null(strstr(err.text, "No such file"));
	json_decref(run);
}

static void assert_fits(const char *text)
{
	char line[4096];

	for (const char *at = text; *at; at += strlen(line) + 1) {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(at, "\n"), at);
		if (text_width(line) > 120)
			fail_msg("%zu columns: %s", text_width(line), line);
	}
}

/* Long names, every tag: what is wide wraps, what is aligned stays so. */
static void fits_the_terminal(void **state)
{
	json_t *run = load(), *result;
	char *text;
	size_t i;

	(void)state;
	text = on_terminal(run, false);
	assert_fits(text);
	free(text);
	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		json_t *tags = json_pack("[ss]", "under 1 %", "layout-dependent");

		json_object_set_new(result, "tags", tags);
		json_object_set_new(result, "verdict", json_string("inconclusive"));
		json_object_set_new(result, "unit", json_string("address-lookup"));
		if (!strcmp(json_string_value(json_object_get(result, "variant")), "owned"))
			json_object_set_new(result, "variant", json_string("owned-handle"));
	}
	text = on_terminal(run, false);
	assert_fits(text);
	assert_non_null(strstr(text, "layout-dependent"));
	free(text);
	json_decref(run);
}

static void strip_escapes(char *text)
{
	char *to = text;

	while (*text) {
		if (*text == '\033')
			text += strcspn(text, "m") + 1;
		else
			*to++ = *text++;
	}
	*to = '\0';
}

static void colour_changes_nothing_else(void **state)
{
	json_t *run = load();
	char *plain = on_terminal(run, false), *coloured = on_terminal(run, true);

	(void)state;
	assert_null(strchr(plain, '\033'));
	assert_non_null(strchr(coloured, '\033'));
	strip_escapes(coloured);
	assert_string_equal(plain, coloured);
	free(plain);
	free(coloured);
	json_decref(run);
}

static void no_colour_when_asked(void **state)
{
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	setenv("TERM", "xterm", 1);
	unsetenv("NO_COLOR");
	assert_false(report_wants_colour(file)); /* no terminal */
	fclose(file);
	file = fopen("/dev/ptmx", "r+"); /* a terminal of our own */
	if (!file)
		skip();
	assert_true(isatty(fileno(file)));
	assert_true(report_wants_colour(file));
	setenv("NO_COLOR", "1", 1);
	assert_false(report_wants_colour(file));
	unsetenv("NO_COLOR");
	setenv("TERM", "dumb", 1);
	assert_false(report_wants_colour(file));
	setenv("TERM", "xterm", 1);
	fclose(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden),
		cmocka_unit_test(the_same_twice),
		cmocka_unit_test(without_gnuplot),
		cmocka_unit_test(with_a_failing_gnuplot),
		cmocka_unit_test(nowhere_to_write),
		cmocka_unit_test(fits_the_terminal),
		cmocka_unit_test(colour_changes_nothing_else),
		cmocka_unit_test(no_colour_when_asked),
	};

	return cmocka_run_group_tests(tests, make_dir, remove_dir);
}
