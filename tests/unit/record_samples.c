/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing and reading samples.ndjson: torn, damaged, full, locked, killed. */
#include "tests/unit/record_fixture.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include "harness/record/samples_read.h"

static int flat_ticks(int group, int layout, int round, int cell)
{
	(void)group;
	(void)layout;
	(void)round;
	return 1000 + cell;
}

static struct samples *read_run(const struct fixture *f)
{
	struct memtax_error err;
	struct samples *s = samples_read(f->dir, &err);

	if (!s)
		fail_msg("%s", err.text);
	return s;
}

static long size_of(const struct fixture *f)
{
	char path[128];
	struct stat st;

	fixture_path(f, SAMPLES_FILE, path);
	assert_int_equal(stat(path, &st), 0);
	return st.st_size;
}

static void reads_what_was_written(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = flat_ticks };
	const struct samples_attempt *a;
	struct samples *s;

	(void)state;
	fixture_run(&f);
	s = read_run(&f);
	assert_int_equal(s->n_cells, FIXTURE_CELLS);
	assert_int_equal(s->n_groups, FIXTURE_GROUPS);
	assert_int_equal(s->n_launches, FIXTURE_GROUPS * 2);
	assert_int_equal(s->n_done, s->n_launches);
	assert_int_equal(s->cells[CLONE].clone_of, OWNED);
	assert_string_equal(s->finished_at, "2026-11-23T17:40:00Z");
	assert_false(s->torn);
	a = s->launches[3].counted;
	assert_int_equal(s->launches[3].group, 1);
	assert_int_equal(s->launches[3].layout, 1);
	assert_int_equal(a->n_rounds, FIXTURE_ROUNDS);
	/* whatever the order of the round, ticks stand at the cell's place */
	for (int i = 0; i < FIXTURE_ROUNDS; i++) {
		assert_true(a->ticks[2 * i] == 1000);
		assert_true(a->ticks[2 * i + 1] == 1001);
		assert_int_equal(a->n_probes[i], 3);
		assert_int_equal(a->wide[3 * i + 2], 100);
	}
	samples_free(s);
	fixture_remove(&f);
}

static void torn_last_line(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;
	struct samples *s;
	char *text;
	long whole;

	(void)state;
	fixture_begin(&f);
	fixture_launch(&f, 0, 0, 1);
	fixture_append(&f, fixture_round(&f, 0, 0, 1, 0, -1));
	samples_close(f.w);
	whole = size_of(&f);
	text = fixture_read(&f, SAMPLES_FILE);
	strcat(text, "{\"t\":\"round\",\"launch\":0,\"att");
	fixture_write(&f, SAMPLES_FILE, text);
	s = read_run(&f);
	assert_true(s->torn);
	assert_int_equal(s->launches[0].attempts[0].n_rounds, 1);
	samples_free(s);
	f.w = samples_reopen(f.dir, &err);
	assert_non_null(f.w);
	assert_int_equal(size_of(&f), whole);
	fixture_append(&f, fixture_round(&f, 0, 0, 1, 1, -1));
	s = read_run(&f);
	assert_false(s->torn);
	assert_int_equal(s->launches[0].attempts[0].n_rounds, 2);
	samples_free(s);
	free(text);
	fixture_remove(&f);
}

static void nothing_recorded(void **state)
{
	static const char *const texts[] = { "", "{\"t\":\"run\",\"sch" };
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;

	(void)state;
	fixture_begin(&f);
	for (size_t i = 0; i < 2; i++) {
		fixture_write(&f, SAMPLES_FILE, texts[i]);
		assert_null(samples_read(f.dir, &err));
		assert_non_null(strstr(err.text, "samples.ndjson:1: no line 'run'"));
	}
	assert_null(samples_read("/nowhere", &err));
	assert_non_null(strstr(err.text, "/nowhere/samples.ndjson: cannot read it"));
	fixture_remove(&f);
}

/* The text with line `number` (from 1) replaced by another; "" takes it out. */
static char *with_line(const char *text, int number, const char *line)
{
	char *out = calloc(1, strlen(text) + strlen(line) + 2);
	const char *at = text, *end;

	for (int i = 1; i < number; i++)
		at = strchr(at, '\n') + 1;
	end = strchr(at, '\n') + 1;
	memcpy(out, text, (size_t)(at - text));
	strcat(out, line);
	if (*line)
		strcat(out, "\n");
	strcat(out, end);
	return out;
}

/* Lines: 1 run, 2 launch 0, 3 calibration, 4-9 rounds, 10 launch_end, 11 launch 1. */
static void damaged_lines(void **state)
{
#define ROUND(round, order, ticks, wide)                                                           \
	"{\"t\":\"round\",\"launch\":0,\"attempt\":1,\"round\":" round                             \
	",\"first_segment\":0,\"ops\":9,\"order\":" order ",\"ticks\":" ticks ",\"wide\":" wide    \
	",\"dependent\":[1,1,1]}"
	static const struct {
		int number;
		const char *line, *says;
	} cases[] = {
		{ 4, "{\"t\":\"round\",\"laun", ":4: not JSON" },
		{ 4, "", ":4: 'round' is missing or no whole number from 0 to 0" },
		{ 4, "[1]", ":4: not a JSON object" },
		{ 4, "{\"t\":\"sample\"}", ":4: 'sample' is no kind of line of memtax.samples/1" },
		{ 4, "{\"x\":1}", ":4: 't' is missing" },
		{ 4, "{\"t\":\"round\",\"t\":\"round\"}", ":4: not JSON (duplicate" },
		{ 4, "\xff\xfe", ":4: not JSON" },
		{ 4, ROUND("0", "[0,1]", "[5]", "[1,1,1]"), ":4: 'order' has 2 cells" },
		{ 4, ROUND("0", "[0,0]", "[5,5]", "[1,1,1]"), ":4: 'order' has cell 0 twice" },
		{ 4, ROUND("0", "[0,7]", "[5,5]", "[1,1,1]"), ":4: 'order' holds no cell" },
		{ 4, ROUND("0", "[0,1]", "[5,0]", "[1,1,1]"), ":4: 'ticks' holds something else" },
		{ 4, ROUND("0", "[0,1]", "[5,-1]", "[1,1,1]"), ":4: 'ticks' holds something else" },
		{ 4, ROUND("0", "[0,1]", "[5,5.5]", "[1,1,1]"),
		  ":4: 'ticks' holds something else" },
		{ 4, ROUND("0", "[0,1]", "[5,5]", "[1,1]"), ":4: 'wide' has 2 entries" },
		{ 5, ROUND("0", "[0,1]", "[5,5]", "[1,1,1]"), ":5: 'round' is missing or no" },
		{ 4, "{\"t\":\"round\",\"launch\":99,\"attempt\":1}", ":4: 'launch' is missing" },
		{ 4, "{\"t\":\"round\",\"launch\":1,\"attempt\":1}", ":4: attempt 1 of launch 1" },
		{ 2, "{\"t\":\"launch\",\"launch\":0,\"attempt\":2}", ":2: 'attempt' is missing" },
		{ 2, "{\"t\":\"launch\",\"launch\":0,\"attempt\":1,\"group\":1}", ":2: 'group'" },
		{ 3, "{\"t\":\"calibration\",\"group\":0,\"segments\":0}", ":3: 'segments'" },
		{ 10, "{\"t\":\"launch_end\",\"launch\":0,\"attempt\":1,\"status\":\"fine\"}",
		  ":10: status 'fine'" },
		{ 10, "{\"t\":\"end\",\"finished_at\":\"x\",\"status\":\"complete\"}",
		  ":11: a line 'launch' after the line 'end'" },
		{ 1, "{\"t\":\"run\",\"schema\":\"memtax.samples/2\"}",
		  ":1: schema 'memtax.samples/2' is not 'memtax.samples/1'" },
		{ 1, "", ":1: the first line is 'launch', not 'run'" },
	};
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;
	char *text;

	(void)state;
	fixture_run(&f);
	text = fixture_read(&f, SAMPLES_FILE);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *damaged = with_line(text, cases[i].number, cases[i].line);

		fixture_write(&f, SAMPLES_FILE, damaged);
		free(damaged);
		if (samples_read(f.dir, &err))
			fail_msg("case %zu was read", i);
		if (!strstr(err.text, cases[i].says))
			fail_msg("case %zu: '%s' does not say '%s'", i, err.text, cases[i].says);
	}
	free(text);
	fixture_remove(&f);
}

/* The first line, one member changed at a time. */
static void damaged_header(void **state)
{
	static const struct {
		const char *from, *to, *says;
	} cases[] = {
		{ "\"launches\":3", "\"launches\":4", "'launches'" },
		{ "\"layouts\":1", "\"layouts\":0", "'layouts'" },
		{ "\"clone_of\":2", "\"clone_of\":9", "'clone_of'" },
		{ "\"cells\":[6,7]", "\"cells\":[6,6]", "group 2 has cell 6 twice" },
		{ "\"cells\":[6,7]", "\"cells\":[6,8]", "group 2: no cell" },
		{ "\"cells\":[6,7]", "\"cells\":[6,5]", "group 2 has cell 5 of another workload" },
		{ "discipline", "baseline", "group 0 has two baselines of gcc" },
		{ "\"seed\":7", "\"seed\":[", "not JSON" },
		{ "x86_64", "x86-64", "'x86-64' has no clock" },
		{ "\"doctor\"", "\"dactor\"", "'doctor' is missing" },
		{ "\"headline\":true", "\"headline\":1234", "'headline'" },
	};
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;

	(void)state;
	fixture_run(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *text = fixture_read(&f, SAMPLES_FILE), *kept = strdup(text);

		fixture_replace(text, cases[i].from, cases[i].to);
		fixture_write(&f, SAMPLES_FILE, text);
		if (samples_read(f.dir, &err))
			fail_msg("case %zu was read", i);
		if (!strstr(err.text, cases[i].says) || !strstr(err.text, "samples.ndjson:1: "))
			fail_msg("case %zu: '%s' does not say '%s'", i, err.text, cases[i].says);
		fixture_write(&f, SAMPLES_FILE, kept);
		free(text);
		free(kept);
	}
	fixture_remove(&f);
}

/* Bytes changed at random: an error or a run, never a crash. */
static void random_damage(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	unsigned int seed = 20261123;
	size_t read = 0, size;
	char *text;

	(void)state;
	fixture_run(&f);
	text = fixture_read(&f, SAMPLES_FILE);
	size = strlen(text);
	for (int i = 0; i < 1500; i++) {
		size_t at = (size_t)rand_r(&seed) % size;
		char old = text[at], new = "0195-{}[],:\"\ntx"[rand_r(&seed) % 15];
		struct memtax_error err = { "" };
		struct samples *s;

		text[at] = new;
		fixture_write(&f, SAMPLES_FILE, text);
		s = samples_read(f.dir, &err);
		read += s != NULL;
		if (!s && !strstr(err.text, "samples.ndjson:"))
			fail_msg("no file and line: '%s'", err.text);
		samples_free(s);
		text[at] = old;
	}
	assert_true(read > 0 && read < 1500);
	free(text);
	fixture_remove(&f);
}

static void create_is_exclusive(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;

	(void)state;
	fixture_begin(&f);
	assert_null(samples_create(f.dir, &err));
	assert_non_null(strstr(err.text, "samples.ndjson: cannot create it: File exists"));
	assert_null(samples_create("/nowhere", &err));
	assert_non_null(strstr(err.text, "/nowhere/samples.ndjson"));
	assert_null(samples_reopen("/nowhere", &err));
	assert_non_null(strstr(err.text, "No such file"));
	fixture_remove(&f);
}

static void one_writer(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;
	int status;
	pid_t pid;

	(void)state;
	fixture_begin(&f);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		struct samples_writer *w = samples_reopen(f.dir, &err);

		_exit(!w && strstr(err.text, "another memtax is writing it") ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	fixture_remove(&f);
}

/* --resume reads the file while it holds it: reading must not let go of it. */
static void reading_keeps_the_lock(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;

	(void)state;
	fixture_begin(&f);
	samples_close(f.w);
	f.w = samples_reopen(f.dir, &err);
	assert_non_null(f.w);
	samples_free(read_run(&f));
	assert_null(samples_reopen(f.dir, &err));
	assert_non_null(strstr(err.text, "another memtax is writing it"));
	samples_close(f.w);
	f.w = samples_reopen(f.dir, &err);
	assert_non_null(f.w);
	fixture_remove(&f);
}

static void disk_full(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct memtax_error err;
	char path[128];

	(void)state;
	fixture_begin(&f);
	samples_close(f.w);
	fixture_path(&f, SAMPLES_FILE, path);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(symlink("/dev/full", path), 0);
	f.w = samples_reopen(f.dir, &err);
	assert_non_null(f.w);
	assert_int_equal(samples_append(f.w, json_pack("{ss}", "t", "end"), &err), -1);
	assert_non_null(strstr(err.text, "samples.ndjson: cannot append a line: No space left"));
	assert_non_null(strstr(err.text, "free space"));
	fixture_remove(&f);
}

/* The limit cuts a line in the middle: the half is taken back, and nothing else is lost. */
static void short_write_is_undone(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	struct rlimit old, limit;
	struct memtax_error err;
	struct samples *s;
	long whole;

	(void)state;
	fixture_begin(&f);
	fixture_launch(&f, 0, 0, 1);
	whole = size_of(&f);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	limit = (struct rlimit){ (rlim_t)whole + 20, old.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	assert_int_equal(samples_append(f.w, fixture_round(&f, 0, 0, 1, 0, -1), &err), -1);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_non_null(strstr(err.text, "File too large"));
	assert_int_equal(size_of(&f), whole);
	fixture_append(&f, fixture_round(&f, 0, 0, 1, 0, -1));
	s = read_run(&f);
	assert_int_equal(s->launches[0].attempts[0].n_rounds, 1);
	samples_free(s);
	fixture_remove(&f);
}

/* Goes on with a run until killed; `first_round` of `attempt`. */
static void write_rounds(struct fixture *f, int attempt, int reports)
{
	struct memtax_error err;

	f->w = samples_reopen(f->dir, &err);
	if (!f->w)
		_exit(1);
	fixture_launch(f, 0, 0, attempt);
	for (int round = 0; round < 1 << 19; round++) {
		fixture_append(f, fixture_round(f, 0, 0, attempt, round, -1));
		/* told only after it was written: what must not be lost */
		if (write(reports, &round, sizeof(round)) != sizeof(round))
			_exit(1);
	}
	_exit(1);
}

static void killed_at_any_moment(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = flat_ticks };
	unsigned int seed = 1;

	(void)state;
	fixture_begin(&f);
	samples_close(f.w);
	f.w = NULL;
	for (int attempt = 1; attempt <= 20; attempt++) {
		int ends[2], last = -1, status;
		struct samples *s;
		pid_t pid;

		assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
		assert_int_equal(fcntl(ends[1], F_SETFL, 0), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			write_rounds(&f, attempt, ends[1]);
		close(ends[1]);
		usleep(2000 + rand_r(&seed) % 20000);
		kill(pid, SIGKILL);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status));
		while (read(ends[0], &last, sizeof(last)) == sizeof(last))
			;
		close(ends[0]);
		s = read_run(&f);
		if (last >= 0) {
			assert_int_equal(s->launches[0].n_attempts, attempt);
			assert_in_range(s->launches[0].attempts[attempt - 1].n_rounds, last + 1,
					last + 2);
		} else if ((int)s->launches[0].n_attempts < attempt) {
			attempt--; /* killed before it began */
		}
		samples_free(s);
	}
	fixture_remove(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written), cmocka_unit_test(torn_last_line),
		cmocka_unit_test(nothing_recorded),	  cmocka_unit_test(damaged_lines),
		cmocka_unit_test(damaged_header),	  cmocka_unit_test(random_damage),
		cmocka_unit_test(create_is_exclusive),	  cmocka_unit_test(one_writer),
		cmocka_unit_test(reading_keeps_the_lock), cmocka_unit_test(disk_full),
		cmocka_unit_test(short_write_is_undone),  cmocka_unit_test(killed_at_any_moment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
