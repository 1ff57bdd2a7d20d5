// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each way in which a counter deceives, provoked on a real kernel with a real perf_event_open: run
 * as root in the guest of `make test-pmu` (an emulated Cortex-A72 has six counters and one for
 * cycles), alone on one CPU. `traps enosys` is for user-mode emulation, where there are none.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "harness/measure/counters.h"

#define PARANOID "/proc/sys/kernel/perf_event_paranoid"
#define USER_ACCESS "/proc/sys/kernel/perf_user_access"

enum { HOGS_MOST = 16, LOOP = COUNTERS_LOOP_TURNS * COUNTERS_LOOP_INSTRUCTIONS };

static void write_number(const char *path, int number)
{
	FILE *file = fopen(path, "we");

	assert_non_null(file);
	assert_true(fprintf(file, "%d\n", number) > 0);
	assert_int_equal(fclose(file), 0);
}

static int reset(void **state)
{
	(void)state;
	write_number(PARANOID, 2);
	write_number(USER_ACCESS, 0);
	return 0;
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not say '%s'", text, part);
}

static const char *reason_of(const struct counters_report *report, const char *event)
{
	for (size_t i = 0; i < report->n_missing; i++)
		if (!strcmp(report->missing[i].name, event))
			return report->missing[i].reason.text;
	fail_msg("%s is not missing", event);
	return "";
}

static bool has(const struct counters_report *report, const char *event)
{
	for (size_t i = 0; i < report->n_sets; i++)
		for (size_t j = 0; j < report->set[i].n; j++)
			if (!strcmp(report->set[i].event[j].name, event))
				return true;
	return false;
}

/* Other users of the PMU: events that count instructions. */
struct hogs {
	size_t n;
	int fd[HOGS_MOST];
};

/* pid and cpu as perf_event_open takes them: (0, -1) this thread, (-1, 0) the whole CPU. */
static void hogs_open(struct hogs *hogs, size_t n, pid_t pid, int cpu, bool pinned)
{
	struct perf_event_attr attr = {
		.type = PERF_TYPE_HARDWARE,
		.size = sizeof(attr),
		.config = PERF_COUNT_HW_INSTRUCTIONS,
		.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING,
		.pinned = pinned,
	};

	for (hogs->n = 0; hogs->n < n; hogs->n++) {
		int fd = (int)syscall(SYS_perf_event_open, &attr, pid, cpu, -1, 0);

		assert_true(fd >= 0);
		hogs->fd[hogs->n] = fd;
	}
}

static void hogs_close(struct hogs *hogs)
{
	while (hogs->n)
		close(hogs->fd[--hogs->n]);
}

static bool was_multiplexed(const struct hogs *hogs)
{
	for (size_t i = 0; i < hogs->n; i++) {
		uint64_t value[3]; /* count, ns enabled, ns running */

		assert_int_equal(read(hogs->fd[i], value, sizeof(value)), sizeof(value));
		if (value[2] && value[2] < value[1])
			return true;
	}
	return false;
}

/* libpfm4's answers, but every event beside the base is a raw one that this PMU does not have. */
static int encode_unimplemented(const char *name, struct counters_encoding *encoding,
				struct memtax_error *err)
{
	if (!strcmp(name, "cycles") || !strcmp(name, "instructions"))
		return counters_os_real.encode(name, encoding, err);
	*encoding = (struct counters_encoding){ .type = PERF_TYPE_RAW, .config = 0x03 };
	return 0;
}

/* ... but every event beside the base counts instructions too: so that sets have four members. */
static int encode_same(const char *name, struct counters_encoding *encoding,
		       struct memtax_error *err)
{
	return counters_os_real.encode(strcmp(name, "cycles") ? "instructions" : name, encoding,
				       err);
}

static void raw_event_that_reads_zero(void **state)
{
	struct counters_os os = counters_os_real;
	struct counters_report report;

	(void)state;
	os.encode = encode_unimplemented;
	counters_probe(&os, &report);
	assert_true(report.available);
	assert_says(reason_of(&report, "branches"), "opens but always reads 0");
	assert_false(has(&report, "branches"));
	assert_true(has(&report, "instructions"));
}

static void event_that_no_pmu_counts(void **state)
{
	struct counters_report report;

	(void)state;
	counters_probe(&counters_os_real, &report);
	assert_true(report.available);
	assert_true(report.emulated);
	assert_says(reason_of(&report, "branches"), "no PMU counts 'branches' here (ENOENT)");
	assert_false(has(&report, "branches"));
}

/* Two counters are left beside the one for cycles: sets of four open and never run, so are split.
 */
static void group_too_large_is_split(void **state)
{
	struct counters_os os = counters_os_real;
	struct counters_report whole, split;
	struct hogs hogs;

	(void)state;
	os.encode = encode_same;
	counters_probe(&os, &whole);
	assert_int_equal(whole.n_sets, 4);
	assert_int_equal(whole.set[0].n, 4);
	hogs_open(&hogs, 4, 0, -1, true);
	counters_probe(&os, &split);
	hogs_close(&hogs);
	assert_true(split.available);
	assert_int_equal(split.n_missing, 0);
	assert_int_equal(split.n_sets, 8);
	for (size_t i = 0; i < split.n_sets; i++)
		assert_int_equal(split.set[i].n, 3);
}

/* One is left: a third event opens and never runs, and there is nothing to split. */
static void group_that_never_runs(void **state)
{
	struct counters_os os = counters_os_real;
	struct counters_report report;
	struct hogs hogs;

	(void)state;
	os.encode = encode_same;
	hogs_open(&hogs, 5, 0, -1, true);
	counters_probe(&os, &report);
	hogs_close(&hogs);
	assert_true(report.available);
	assert_int_equal(report.n_sets, 1);
	assert_int_equal(report.set[0].n, 2);
	assert_says(reason_of(&report, "branches"), "opens but its group of 3 never runs");
}

static void count_loop(const struct counters_set *set, uint64_t count[COUNTERS_SET_EVENTS],
		       int turns)
{
	struct counters_sample begin, end;
	const char *why;

	counters_read(set, &begin);
	for (int i = 0; i < turns; i++)
		counters_os_real.work(COUNTERS_WORK_LOOP);
	counters_read(set, &end);
	why = counters_diff(set, &begin, &end, count);
	if (why)
		fail_msg("void: %s", why);
}

/* Instructions are the second event of the first set. */
static void open_first(struct counters_report *report, struct counters_set *set)
{
	struct memtax_error err;

	counters_probe(&counters_os_real, report);
	assert_true(report->available);
	assert_string_equal(report->set[0].event[1].name, "instructions");
	if (counters_open_set(&counters_os_real, report, 0, set, &err))
		fail_msg("%s", err.text);
}

/* Twelve more events than there are counters take turns; a pinned group is not among them. */
static void multiplexing_does_not_touch_a_set(void **state)
{
	enum { TURNS = 40 }; /* some twenty ticks of the kernel */
	uint64_t alone[COUNTERS_SET_EVENTS], beside[COUNTERS_SET_EVENTS];
	struct counters_report report;
	struct counters_set set;
	struct hogs hogs;

	(void)state;
	open_first(&report, &set);
	count_loop(&set, alone, TURNS);
	hogs_open(&hogs, 12, 0, -1, false);
	count_loop(&set, beside, TURNS);
	assert_true(was_multiplexed(&hogs));
	hogs_close(&hogs);
	counters_close(&set);
	assert_int_equal(alone[1], beside[1]);
	assert_true(alone[1] >= (uint64_t)TURNS * LOOP);
}

/* Whoever counts a whole CPU, pinned, comes before us: the sample that it takes the PMU from is
 * void. */
static void group_pushed_off_the_pmu(void **state)
{
	struct counters_report report;
	struct counters_set set;
	struct counters_sample begin, end;
	uint64_t count[COUNTERS_SET_EVENTS] = { 0 };
	struct hogs hogs;
	const char *why;

	(void)state;
	open_first(&report, &set);
	counters_read(&set, &begin);
	counters_os_real.work(COUNTERS_WORK_LOOP);
	hogs_open(&hogs, 6, -1, 0, true);
	counters_os_real.work(COUNTERS_WORK_LOOP);
	counters_read(&set, &end);
	why = counters_diff(&set, &begin, &end, count);
	hogs_close(&hogs);
	counters_close(&set);
	assert_non_null(why);
	assert_says(why, "PMU");
	assert_int_equal(count[1], 0);
}

/* What a program without privileges is told at each level: in the child, as user 1000. */
static int ask_as_user(int level)
{
	struct counters_report report;
	char says[64];

	if (setresgid(1000, 1000, 1000) || setresuid(1000, 1000, 1000))
		return 2;
	counters_probe(&counters_os_real, &report);
	if (level <= 2)
		return report.available ? 0 : 3;
	snprintf(says, sizeof(says), "perf_event_paranoid is %d, 2 is enough", level);
	if (report.available || report.n_sets || !strstr(report.reason.text, says)) {
		fprintf(stderr, "level %d: %s\n", level, report.reason.text);
		return 4;
	}
	return 0;
}

static void each_paranoid_level(void **state)
{
	(void)state;
	for (int level = -1; level <= 4; level++) {
		int status;
		pid_t pid;

		write_number(PARANOID, level);
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			_exit(ask_as_user(level));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		if (WEXITSTATUS(status))
			fail_msg("level %d: status %d", level, WEXITSTATUS(status));
	}
}

static void user_access_that_is_off(void **state)
{
	struct counters_report report;

	(void)state;
	counters_probe(&counters_os_real, &report);
	assert_false(report.user_reads);
	assert_says(report.user_reads_reason.text, "sysctl kernel.perf_user_access=1");
}

/* The same work, counted both ways at once, by the exact loop. */
static void user_reads_equal_group_reads(void **state)
{
	uint64_t loop[2][COUNTERS_SET_EVENTS], none[2][COUNTERS_SET_EVENTS];
	struct counters_report report;
	struct counters_set set;

	(void)state;
	write_number(USER_ACCESS, 1);
	open_first(&report, &set);
	if (!set.user)
		fail_msg("no reads from user space: %s", set.user_reason.text);
	for (int user = 0; user < 2; user++) {
		set.user = user;
		count_loop(&set, none[user],
			   1); /* warm: the first read of a way may fault pages in */
		count_loop(&set, none[user], 0);
		count_loop(&set, loop[user], 1);
	}
	set.user = true;
	counters_close(&set);
	assert_int_equal(loop[0][1] - none[0][1], loop[1][1] - none[1][1]);
	assert_true(loop[0][1] - none[0][1] >= LOOP);
	assert_true(loop[0][1] - none[0][1] < LOOP + 100); /* the turn of count_loop() itself */
}

/* What a launch does with the names of the run's first line: as good as what the probe found. */
static void an_encoded_event_is_read_by_the_user(void **state)
{
	struct counters_report one = { .available = true, .n_sets = 1 };
	struct counters_set set;
	struct memtax_error err;

	(void)state;
	write_number(USER_ACCESS, 1);
	one.set[0].n = 1;
	assert_int_equal(counters_encode_event(&counters_os_real, "instructions",
					       &one.set[0].event[0], &err),
			 0);
	assert_int_equal(counters_open_set(&counters_os_real, &one, 0, &set, &err), 0);
	assert_true(set.user);
	counters_close(&set);
}

static void no_perf_event_open(void **state)
{
	struct counters_report report;

	(void)state;
	counters_probe(&counters_os_real, &report);
	assert_false(report.available);
	assert_int_equal(report.n_sets, 0);
	assert_says(report.reason.text, "no perf_event_open here (ENOSYS)");
	assert_says(report.reason.text, "user-mode emulation");
}

int main(int argc, char **argv)
{
	const struct CMUnitTest emulated[] = {
		cmocka_unit_test_setup(raw_event_that_reads_zero, reset),
		cmocka_unit_test_setup(event_that_no_pmu_counts, reset),
		cmocka_unit_test_setup(group_too_large_is_split, reset),
		cmocka_unit_test_setup(group_that_never_runs, reset),
		cmocka_unit_test_setup(multiplexing_does_not_touch_a_set, reset),
		cmocka_unit_test_setup(group_pushed_off_the_pmu, reset),
		cmocka_unit_test_setup(each_paranoid_level, reset),
		cmocka_unit_test_setup(user_access_that_is_off, reset),
		cmocka_unit_test_setup(user_reads_equal_group_reads, reset),
		cmocka_unit_test_setup(an_encoded_event_is_read_by_the_user, reset),
	};
	const struct CMUnitTest user_mode[] = { cmocka_unit_test(no_perf_event_open) };

	if (argc > 1 && !strcmp(argv[1], "enosys"))
		return cmocka_run_group_tests_name("user mode", user_mode, NULL, NULL);
	return cmocka_run_group_tests_name("traps", emulated, NULL, NULL);
}
