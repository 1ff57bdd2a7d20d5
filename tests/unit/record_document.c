/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json: whole or not at all, checked when read, valid by its schema. */
#include "tests/unit/record_fixture.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "harness/record/document.h"
#include "harness/record/rundir.h"

static int some_ticks(int group, int layout, int round, int cell)
{
	return 100000 + 1000 * cell + 100 * layout + 10 * group + round;
}

static void make(const struct fixture *f)
{
	struct memtax_error err;
	json_t *run = document_make(f->dir, &err);

	if (!run)
		fail_msg("%s", err.text);
	json_decref(run);
}

static bool exists(const struct fixture *f, const char *name)
{
	char path[128];

	fixture_path(f, name, path);
	return access(path, F_OK) == 0;
}

static void failed_write_leaves_the_old(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	struct rlimit old, limit;
	struct memtax_error err;
	char *before, *after;
	json_t *run;

	(void)state;
	fixture_run(&f);
	make(&f);
	before = fixture_read(&f, DOCUMENT_FILE);
	run = document_read(f.dir, &err);
	assert_non_null(run);
	json_object_set_new(run, "command", json_string("something else"));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){ 1000, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(document_write(f.dir, run, &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_non_null(strstr(err.text, "run.json: cannot write it: File too large"));
	after = fixture_read(&f, DOCUMENT_FILE);
	assert_string_equal(before, after);
	assert_false(exists(&f, DOCUMENT_FILE ".new"));
	assert_int_equal(document_write("/nowhere", run, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/run.json"));
	free(before);
	free(after);
	json_decref(run);
	fixture_remove(&f);
}

/* Killed while it writes over and over: there is always a whole document. */
static void killed_while_writing(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	unsigned int seed = 3;

	(void)state;
	fixture_run(&f);
	make(&f);
	for (int i = 0; i < 15; i++) {
		struct memtax_error err;
		json_t *run;
		pid_t pid = fork();

		assert_true(pid >= 0);
		while (!pid) {
			json_t *again = document_make(f.dir, &err);

			if (!again)
				_exit(1);
			json_decref(again);
		}
		usleep(1000 + rand_r(&seed) % 10000);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, NULL, 0), pid);
		run = document_read(f.dir, &err);
		if (!run)
			fail_msg("%s", err.text);
		json_decref(run);
	}
	fixture_remove(&f);
}

static void not_a_document(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "run.json:1: not JSON" },
		{ "{\n\"schema\": \"memtax.run/1\",\n\"id\": oops\n}", "run.json:3: not JSON" },
		{ "{\"id\": \"x\"}", "run.json: no member 'schema'" },
		{ "[]", "run.json: no member 'schema'" },
		{ "{\"schema\": \"memtax.run/9\"}", "schema 'memtax.run/9' is not 'memtax.run/1'" },
		{ "{\"schema\": \"memtax.run/1\"}", "run.json: id is missing" },
	};
	struct fixture f = { .layouts = 1, .ticks = some_ticks };
	struct memtax_error err;

	(void)state;
	fixture_begin(&f);
	assert_null(document_read(f.dir, &err));
	assert_non_null(strstr(err.text, "run.json: cannot read it: No such file"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		fixture_write(&f, DOCUMENT_FILE, cases[i].text);
		assert_null(document_read(f.dir, &err));
		if (!strstr(err.text, cases[i].says))
			fail_msg("case %zu: '%s' does not say '%s'", i, err.text, cases[i].says);
	}
	fixture_remove(&f);
}

/* A member of another type is told by its place, however deep. */
static void wrong_members(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	struct memtax_error err;
	json_t *run, *row, *ratio;

	(void)state;
	fixture_run(&f);
	make(&f);
	run = document_read(f.dir, &err);
	row = json_array_get(json_object_get(run, "results"), 1);
	ratio = json_object_get(row, "ratio_to_base");
	json_object_set_new(ratio, "lo", json_string("low"));
	assert_int_equal(document_write(f.dir, run, &err), 0);
	assert_null(document_read(f.dir, &err));
	assert_non_null(
		strstr(err.text, "run.json: results[1].ratio_to_base.lo is of another type"));
	json_object_set_new(ratio, "lo", json_null());
	json_object_del(row, "verdict");
	assert_int_equal(document_write(f.dir, run, &err), 0);
	assert_null(document_read(f.dir, &err));
	assert_non_null(strstr(err.text, "run.json: results[1].verdict is missing"));
	json_array_insert_new(json_object_get(run, "controls"), 0, json_integer(1));
	json_object_set_new(row, "verdict", json_string("costs"));
	assert_int_equal(document_write(f.dir, run, &err), 0);
	assert_null(document_read(f.dir, &err));
	assert_non_null(strstr(err.text, "run.json: controls[0] is no object"));
	json_decref(run);
	fixture_remove(&f);
}

static int schema_check(const struct fixture *f)
{
	char command[256];
	int status;

	snprintf(command, sizeof(command),
		 "/usr/bin/python3 " MEMTAX_SOURCE "/tests/schema_check.py %s", f->dir);
	status = system(command);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void whole_run_is_valid(void **state)
{
	struct fixture f = { .layouts = 3, .family = true, .ticks = some_ticks };

	(void)state;
	fixture_run(&f);
	make(&f);
	assert_int_equal(schema_check(&f), 0);
	fixture_remove(&f);
}

/* Every kind of line, a cell that failed, launches that are missing, a torn end. */
static void partial_run_is_valid(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	char *text;

	(void)state;
	fixture_begin(&f);
	fixture_launch(&f, 0, 0, 1);
	fixture_append(&f, json_pack("{ss si si si ss}", "t", "cell_failed", "launch", 0, "attempt",
				     1, "cell", OWNED, "reason", "wrong digest"));
	fixture_append(&f, json_pack("{ss si si ss ss}", "t", "launch_end", "launch", 0, "attempt",
				     1, "status", "failed", "reason", "died"));
	fixture_append(&f, json_pack("{ss ss si}", "t", "resume", "at", "2026-11-23T18:00:00Z",
				     "seed", 7));
	fixture_launch(&f, 0, 0, 2);
	for (int round = 0; round < FIXTURE_ROUNDS; round++)
		fixture_append(&f, fixture_round(&f, 0, 0, 2, round, OWNED));
	fixture_append(&f, json_pack("{ss si si si si si s{si si}}", "t", "counters", "launch", 0,
				     "attempt", 2, "set", 0, "cell", BOUNDS, "ops", 100, "values",
				     "cycles", 1000, "instructions", 3000));
	fixture_append(&f, json_pack("{ss si si si si si ss}", "t", "counters", "launch", 0,
				     "attempt", 2, "set", 1, "cell", BOUNDS, "ops", 100, "void",
				     "not always on the PMU"));
	fixture_append(&f, fixture_launch_end(&f, 0, 0, 2, FIXTURE_ROUNDS));
	text = fixture_read(&f, SAMPLES_FILE);
	strcat(text, "{\"t\":\"laun");
	fixture_write(&f, SAMPLES_FILE, text);
	free(text);
	make(&f);
	assert_int_equal(schema_check(&f), 0);
	fixture_remove(&f);
}

/* What the schema is for: it does find fault. */
static void schema_finds_fault(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	struct memtax_error err;
	json_t *run;
	char *text;

	(void)state;
	fixture_run(&f);
	make(&f);
	run = document_read(f.dir, &err);
	json_object_set_new(run, "average_of_everything", json_real(1.5));
	assert_int_equal(document_write(f.dir, run, &err), 0);
	assert_int_equal(schema_check(&f), 1);
	json_object_del(run, "average_of_everything");
	json_object_set_new(json_array_get(json_object_get(run, "results"), 0), "verdict",
			    json_string("fast"));
	assert_int_equal(document_write(f.dir, run, &err), 0);
	assert_int_equal(schema_check(&f), 1);
	json_decref(run);
	make(&f);
	assert_int_equal(schema_check(&f), 0);
	text = fixture_read(&f, SAMPLES_FILE);
	fixture_replace(text, "first_segment", "first_segmint");
	fixture_write(&f, SAMPLES_FILE, text);
	free(text);
	assert_int_equal(schema_check(&f), 1);
	fixture_remove(&f);
}

static void writable_directories(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = some_ticks };
	char path[PATH_MAX], again[PATH_MAX], deep[128];
	struct memtax_error err;
	struct stat st;

	(void)state;
	fixture_begin(&f);
	fixture_path(&f, "a/b/c", deep);
	assert_int_equal(record_check_writable(deep, 1, &err), 0);
	assert_int_equal(stat(deep, &st), 0);
	assert_int_equal(rmdir(deep), 0); /* and nothing is left in it */
	assert_int_equal(record_check_writable(f.dir, 1ull << 62, &err), -1);
	assert_non_null(strstr(err.text, "MiB free, a run asks for"));
	fixture_path(&f, SAMPLES_FILE "/x", deep);
	assert_int_equal(record_check_writable(deep, 1, &err), -1);
	assert_non_null(strstr(err.text, "is there, but is no directory"));
	assert_int_equal(record_check_writable("/proc/memtax", 1, &err), -1);
	assert_non_null(strstr(err.text, "/proc/memtax: cannot make this directory"));
	assert_int_equal(record_check_writable("/proc", 1, &err), -1);
	assert_non_null(strstr(err.text, "/proc: cannot make a file here"));
	assert_int_equal(record_check_writable("", 1, &err), -1);
	assert_int_equal(record_new_run(f.dir, "machine", "0123abc", 1795455000, path, &err), 0);
	assert_non_null(strstr(path, "/machine/20261123T173000Z-0123abc"));
	assert_int_equal(record_new_run(f.dir, "machine", "0123abc", 1795455000, again, &err), 0);
	assert_non_null(strstr(again, "/machine/20261123T173000Z-0123abc-2"));
	fixture_remove(&f);
}

static void times_are_utc(void **state)
{
	char text[RECORD_TIME_SIZE];

	(void)state;
	record_time(1795455000, text);
	assert_string_equal(text, "2026-11-23T17:30:00Z");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(failed_write_leaves_the_old),
		cmocka_unit_test(killed_while_writing),
		cmocka_unit_test(not_a_document),
		cmocka_unit_test(wrong_members),
		cmocka_unit_test(whole_run_is_valid),
		cmocka_unit_test(partial_run_is_valid),
		cmocka_unit_test(schema_finds_fault),
		cmocka_unit_test(writable_directories),
		cmocka_unit_test(times_are_utc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
