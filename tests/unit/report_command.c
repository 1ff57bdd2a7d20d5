/* SPDX-License-Identifier: GPL-2.0-or-later */
/* memtax report DIR on runs that ended well, were killed, or are damaged: what it prints, where
 * it says the damage is, what it leaves behind, and its exit status. */
#include <sys/wait.h>
#include "harness/cli/cli.h"
#include "tests/unit/record_fixture.h"

static char said[1 << 16], complained[1 << 12];

static void read_back(FILE *file, char *text, size_t size)
{
	rewind(file);
	text[fread(text, 1, size - 1, file)] = '\0';
	fclose(file);
}

/* In a child, for argp ends the process. */
static int report_on(const char *dir)
{
	FILE *out = tmpfile(), *errors = tmpfile();
	int status;
	pid_t pid;

	assert_non_null(out);
	assert_non_null(errors);
	fflush(NULL);
	pid = fork();
	if (!pid) {
		char *argv[] = { "report", (char *)dir, NULL };

		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(errors), STDERR_FILENO);
		exit(cmd_report(dir ? 2 : 1, argv));
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	read_back(out, said, sizeof(said));
	read_back(errors, complained, sizeof(complained));
	return WEXITSTATUS(status);
}

static int ticks(int group, int layout, int round, int cell)
{
	(void)group;
	return 2000 + 7 * layout + round + (cell == BOUNDS ? 40 + layout : 0);
}

static bool exists(const struct fixture *f, const char *name)
{
	char path[128];

	fixture_path(f, name, path);
	return !access(path, F_OK);
}

static void a_complete_run_gets_its_document_back(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = ticks };
	char *first, *second;

	(void)state;
	fixture_run(&f);
	assert_int_equal(report_on(f.dir), CLI_OK);
	assert_non_null(strstr(said, "ring"));
	assert_null(strstr(said, "Partial run"));
	assert_true(exists(&f, "run.json"));
	first = fixture_read(&f, "report.md");
	assert_int_equal(report_on(f.dir), CLI_OK); /* with a run.json */
	second = fixture_read(&f, "report.md");
	assert_string_equal(first, second);
	free(first);
	free(second);
	fixture_remove(&f);
}

/* By hand: a cost becomes a saving. */
static void edit_document(const struct fixture *f)
{
	char *text = fixture_read(f, "run.json");

	fixture_replace(text, "\"verdict\": \"costs\"", "\"verdict\": \"saves\"");
	fixture_write(f, "run.json", text);
	free(text);
}

static void figures_come_from_the_samples(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = ticks };
	char *first, *second, *edited, *kept, path[128];

	(void)state;
	fixture_run(&f);
	assert_int_equal(report_on(f.dir), CLI_OK);
	assert_string_equal(complained, "");
	first = fixture_read(&f, "report.md");
	edit_document(&f);
	edited = fixture_read(&f, "run.json");
	assert_int_equal(report_on(f.dir), CLI_FINDING);
	assert_non_null(
		strstr(complained, "/run.json does not follow from samples.ndjson: ignored"));
	assert_ptr_equal(strchr(complained, '\n') + 1, complained + strlen(complained));
	second = fixture_read(&f, "report.md");
	assert_string_equal(first, second);
	kept = fixture_read(&f, "run.json"); /* left for somebody to look at */
	assert_string_equal(edited, kept);
	free(second);
	free(kept);

	/* Without samples there is nothing else to show, and that is said. */
	fixture_path(&f, "samples.ndjson", path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(report_on(f.dir), CLI_OK);
	assert_non_null(strstr(complained, "no samples.ndjson"));
	second = fixture_read(&f, "report.md");
	assert_string_not_equal(first, second);
	free(first);
	free(second);
	free(edited);
	fixture_remove(&f);
}

static void a_killed_run_reads_as_partial(void **state)
{
	struct fixture f = { .layouts = 3, .ticks = ticks };
	char *text;

	(void)state;
	fixture_begin(&f);
	fixture_make_launch(&f, 0, 0, 1, -1);
	fixture_make_launch(&f, 0, 1, 1, -1);
	fixture_launch(&f, 0, 2, 1);
	fixture_append(&f, fixture_round(&f, 0, 2, 1, 0, -1));
	assert_int_equal(report_on(f.dir), CLI_OK);
	assert_non_null(strstr(said, "! Partial run: 2 of 9 launches are done"));
	assert_non_null(strstr(said, "2 of 3 layouts"));
	assert_false(exists(&f, "run.json"));
	text = fixture_read(&f, "report.md");
	assert_non_null(strstr(text, "**Partial run:**"));
	free(text);
	/* Taken up again: what has come since is seen. */
	fixture_make_launch(&f, 0, 2, 2, -1);
	assert_int_equal(report_on(f.dir), CLI_OK);
	assert_non_null(strstr(said, "! Partial run: 3 of 9 launches are done"));
	fixture_remove(&f);
}

static void damage_is_told_with_file_and_line(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = ticks };

	(void)state;
	fixture_run(&f);
	fixture_write(&f, "run.json", "{\n \"schema\": \"memtax.run/1\",\n oops\n}\n");
	assert_int_equal(report_on(f.dir), CLI_ENVIRONMENT);
	assert_non_null(strstr(complained, "/run.json:3"));
	fixture_write(&f, "run.json", "{\"schema\": \"memtax.run/9\"}\n");
	assert_int_equal(report_on(f.dir), CLI_ENVIRONMENT);
	assert_non_null(strstr(complained, "schema"));
	assert_false(exists(&f, "report.md"));
	fixture_remove(&f);

	fixture_begin(&f);
	fixture_make_launch(&f, 0, 0, 1, -1);
	fixture_append(&f, json_pack("{ss}", "t", "nonsense"));
	assert_int_equal(report_on(f.dir), CLI_ENVIRONMENT);
	assert_non_null(strstr(complained, "/samples.ndjson:"));
	assert_string_equal(said, "");
	fixture_remove(&f);
}

static void no_run_there(void **state)
{
	(void)state;
	assert_int_equal(report_on("/nonexistent"), CLI_ENVIRONMENT);
	assert_non_null(strstr(complained, "/nonexistent"));
	assert_int_equal(report_on(NULL), CLI_USAGE);
	assert_non_null(strstr(complained, "results/MACHINE/RUN"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_complete_run_gets_its_document_back),
		cmocka_unit_test(figures_come_from_the_samples),
		cmocka_unit_test(a_killed_run_reads_as_partial),
		cmocka_unit_test(damage_is_told_with_file_and_line),
		cmocka_unit_test(no_run_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
