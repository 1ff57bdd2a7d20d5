// SPDX-License-Identifier: GPL-2.0-or-later
/* Hardware counters against a fake PMU: every failure, and what is said of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "tests/unit/fake_pmu.h"

static int set_up(void **state)
{
	(void)state;
	fake_reset();
	return 0;
}

/* Whatever happened, nothing stays open or mapped. */
static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(fake_open_fds(), 0);
	assert_int_equal(fake.maps, 0);
	return 0;
}

static void assert_says(const char *text, const char *part)
{
	if (!strstr(text, part))
		fail_msg("'%s' does not say '%s'", text, part);
	assert_null(strchr(text, '\n'));
}

static const char *reason_of(const struct counters_report *report, const char *event)
{
	for (size_t i = 0; i < report->n_missing; i++)
		if (!strcmp(report->missing[i].name, event))
			return report->missing[i].reason.text;
	fail_msg("%s is not missing", event);
	return "";
}

static bool has(const struct counters_report *report, size_t set, const char *event)
{
	for (size_t i = 0; i < report->set[set].n; i++)
		if (!strcmp(report->set[set].event[i].name, event))
			return true;
	return false;
}

static void everything_works(void **state)
{
	struct counters_report report;

	(void)state;
	counters_probe(&fake_os, &report);
	assert_true(report.available);
	assert_string_equal(report.reason.text, "");
	assert_int_equal(report.n_sets, 4);
	assert_int_equal(report.n_missing, 0);
	assert_false(report.emulated);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(report.set[i].n, 4);
		assert_string_equal(report.set[i].event[0].name, "cycles");
		assert_string_equal(report.set[i].event[1].name, "instructions");
	}
	assert_true(has(&report, 0, "branches") && has(&report, 0, "branch-misses"));
	assert_true(has(&report, 1, "L1-dcache-loads"));
	assert_true(has(&report, 1, "L1-dcache-load-misses"));
	assert_true(has(&report, 2, "LLC-load-misses") && has(&report, 2, "dTLB-load-misses"));
	assert_true(has(&report, 3, "L1-icache-load-misses"));
	assert_true(has(&report, 3, "stalled-cycles-frontend"));
}

/* The kernel refuses everything with one error: no counters, and words that help. */
static void nothing_opens(void **state)
{
	static const struct {
		int error;
		const char *paranoid; /* content of the file, NULL: none */
		const char *says[2];
	} cases[] = {
		{ ENOENT, "2", { "no hardware counters", "virtual PMU" } },
		{ EACCES, "3", { "perf_event_paranoid is 3", "kernel.perf_event_paranoid=2" } },
		{ EPERM, "4", { "perf_event_paranoid is 4", "kernel.perf_event_paranoid=2" } },
		{ EPERM, "1", { "although perf_event_paranoid is 1", "seccomp" } },
		{ EACCES, "2", { "although perf_event_paranoid is 2", "seccomp" } },
		{ EACCES, NULL, { "perf_event_paranoid cannot be read", "CAP_PERFMON" } },
		{ EACCES, "junk", { "perf_event_paranoid cannot be read", "CAP_PERFMON" } },
		{ ENOSYS, "2", { "ENOSYS", "CONFIG_PERF_EVENTS" } },
		{ EMFILE, "2", { "EMFILE", "ulimit -n" } },
		{ ENFILE, "2", { "ENFILE", "fs.file-max" } },
		{ EBUSY, "2", { "EBUSY", "holds the PMU" } },
		{ ENODEV, "2", { "ENODEV", "does not support" } },
		{ EINVAL, "2", { "EINVAL", "user mode alone" } },
		{ EOPNOTSUPP, "2", { "EOPNOTSUPP", "this way" } },
		{ E2BIG, "2", { "E2BIG", "build it on this machine" } },
		{ ENOMEM, "2", { "Cannot allocate memory", "cycles" } },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct counters_report report;
		struct counters_set set;
		struct memtax_error err;

		fake_reset();
		for (int e = 0; e < FAKE_EVENTS; e++)
			fake.event[e].open_error = cases[i].error;
		if (cases[i].paranoid) {
			fake.text[0].path = "/proc/sys/kernel/perf_event_paranoid";
			fake.text[0].text = cases[i].paranoid;
		}
		counters_probe(&fake_os, &report);
		assert_false(report.available);
		assert_int_equal(report.n_sets, 0);
		assert_int_equal(report.n_missing, 0);
		assert_says(report.reason.text, cases[i].says[0]);
		assert_says(report.reason.text, cases[i].says[1]);
		assert_int_equal(counters_open_set(&fake_os, &report, 0, &set, &err), -1);
		assert_says(err.text, "no counter set 0");
	}
}

static void one_event_is_missing(void **state)
{
	struct counters_report report;

	(void)state;
	fake_event("L1-dcache-loads")->open_error = ENOENT;
	fake_event("branches")->unknown = 1;
	counters_probe(&fake_os, &report);
	assert_true(report.available);
	assert_int_equal(report.n_sets, 4);
	assert_int_equal(report.n_missing, 2);
	assert_says(reason_of(&report, "L1-dcache-loads"), "no PMU counts 'L1-dcache-loads' here");
	assert_says(reason_of(&report, "branches"), "libpfm4 knows no event 'branches'");
	assert_int_equal(report.set[0].n, 3);
	assert_int_equal(report.set[1].n, 3);
	assert_false(has(&report, 1, "L1-dcache-loads"));
}

static void instructions_are_missing(void **state)
{
	struct counters_report report;

	(void)state;
	fake_event("instructions")->open_error = ENOENT;
	counters_probe(&fake_os, &report);
	assert_true(report.available);
	assert_int_equal(report.n_missing, 1);
	assert_says(reason_of(&report, "instructions"), "ENOENT");
	assert_int_equal(report.n_sets, 4);
	assert_int_equal(report.set[0].n, 3);
	assert_string_equal(report.set[0].event[0].name, "cycles");
}

/* The last level is not counted per core: the second choice counts, under its own name. */
static void second_choice(void **state)
{
	struct counters_report report;
#if defined(__aarch64__)
	const char *second = "L2D_CACHE_REFILL";
#else
	const char *second = "cache-misses";
#endif

	(void)state;
	fake_event("LLC-load-misses")->open_error = ENOENT;
	counters_probe(&fake_os, &report);
	assert_int_equal(report.n_missing, 0);
	assert_true(has(&report, 2, second));
	assert_false(has(&report, 2, "LLC-load-misses"));

	fake_event(second)->open_error = ENOENT;
	counters_probe(&fake_os, &report);
	assert_says(reason_of(&report, "LLC-load-misses"), "'LLC-load-misses'");
}

static void never_any_count(void **state)
{
	struct counters_report report;

	(void)state;
	memset(fake_event("stalled-cycles-frontend")->per_work, 0, sizeof(uint64_t[4]));
	counters_probe(&fake_os, &report);
	assert_int_equal(report.n_missing, 1);
	assert_says(reason_of(&report, "stalled-cycles-frontend"), "always reads 0");
	assert_int_equal(report.set[3].n, 3);

	fake_event("cycles")->per_work[COUNTERS_WORK_LOOP] = 0;
	counters_probe(&fake_os, &report);
	assert_says(reason_of(&report, "cycles"), "always reads 0");
	assert_string_equal(report.set[0].event[0].name, "instructions");
}

static void miscounted_instructions(void **state)
{
	static const struct {
		uint64_t count;
		bool good;
	} cases[] = { { 2000000, true },  { 2001900, true },  { 1998100, true },
		      { 2002100, false }, { 1997900, false }, { 1000000, false } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct counters_report report;

		fake_event("instructions")->per_work[COUNTERS_WORK_LOOP] = cases[i].count;
		counters_probe(&fake_os, &report);
		assert_int_equal(report.n_missing, cases[i].good ? 0 : 1);
		if (!cases[i].good)
			assert_says(reason_of(&report, "instructions"), "miscounts known work");
	}
}

/* A group of four never runs, read as 0 bytes or as no time running; or is refused at opening. */
static void groups_are_split(void **state)
{
	(void)state;
	for (int how = 0; how < 3; how++) {
		struct counters_report report;

		fake_reset();
		if (how == 2)
			fake.group_max = 3;
		else
			fake.slots = 3;
		fake.unpinned = how == 1;
		counters_probe(&fake_os, &report);
		assert_true(report.available);
		assert_int_equal(report.n_missing, 0);
		assert_int_equal(report.n_sets, 8);
		for (size_t i = 0; i < 8; i++)
			assert_int_equal(report.set[i].n, 3);
		assert_true(has(&report, 0, "branches") && has(&report, 1, "branch-misses"));
	}
}

static void nothing_fits_beside_the_base(void **state)
{
	struct counters_report report;

	(void)state;
	fake.slots = 2;
	fake.text[0].path = "/proc/sys/kernel/nmi_watchdog";
	fake.text[0].text = "1";
	counters_probe(&fake_os, &report);
	assert_true(report.available);
	assert_int_equal(report.n_sets, 1);
	assert_int_equal(report.set[0].n, 2);
	assert_int_equal(report.n_missing, 8);
	assert_says(reason_of(&report, "branches"), "group of 3 never runs");
	assert_says(reason_of(&report, "branches"), "sysctl kernel.nmi_watchdog=0");

	fake.text[0].text = "0";
	counters_probe(&fake_os, &report);
	assert_says(reason_of(&report, "branches"), "another user of the PMU");
}

static void not_one_counter_is_free(void **state)
{
	struct counters_report report;

	(void)state;
	fake.slots = 0;
	counters_probe(&fake_os, &report);
	assert_false(report.available);
	assert_says(report.reason.text, "never runs: no free counter");

	/* Each alone runs, both together do not. */
	fake.slots = 1;
	counters_probe(&fake_os, &report);
	assert_false(report.available);
	assert_says(report.reason.text, "group of 2 never runs");
}

static void an_emulator_is_recognised(void **state)
{
	struct counters_report report;

	(void)state;
	for (unsigned int shift = 0; shift < 3; shift++) {
		struct fake_event *cycles = fake_event("cycles");
		struct fake_event *instructions = fake_event("instructions");

		for (int w = 0; w < 4; w++)
			cycles->per_work[w] = instructions->per_work[w] << shift;
		counters_probe(&fake_os, &report);
		assert_true(report.emulated);
		cycles->per_work[COUNTERS_WORK_RANDOM]++;
		counters_probe(&fake_os, &report);
		assert_false(report.emulated);
	}
}

static void libpfm_names(void **state)
{
	static const struct {
		const char *name;
		uint32_t type;
		uint64_t config;
	} known[] = {
		{ "cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES },
		{ "instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS },
		{ "branches", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_INSTRUCTIONS },
		{ "branch-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_BRANCH_MISSES },
		{ "L1-dcache-loads", PERF_TYPE_HW_CACHE, 0x00000 },
		{ "L1-dcache-load-misses", PERF_TYPE_HW_CACHE, 0x10000 },
		{ "LLC-load-misses", PERF_TYPE_HW_CACHE, 0x10002 },
		{ "dTLB-load-misses", PERF_TYPE_HW_CACHE, 0x10003 },
		{ "L1-icache-load-misses", PERF_TYPE_HW_CACHE, 0x10001 },
		{ "stalled-cycles-frontend", PERF_TYPE_HARDWARE,
		  PERF_COUNT_HW_STALLED_CYCLES_FRONTEND },
		{ "cache-misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES },
	};
	struct counters_encoding encoding;
	struct memtax_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		assert_int_equal(counters_os_real.encode(known[i].name, &encoding, &err), 0);
		assert_int_equal(encoding.type, known[i].type);
		assert_int_equal(encoding.config, known[i].config);
	}
	assert_int_equal(counters_os_real.encode("no-such-event", &encoding, &err), -1);
	assert_says(err.text, "libpfm4 knows no event 'no-such-event'");
}

static void report_as_json(void **state)
{
	struct counters_report report;
	json_t *json;

	(void)state;
	fake_event("dTLB-load-misses")->open_error = ENOENT;
	counters_probe(&fake_os, &report);
	json = counters_report_json(&report);
	assert_non_null(json);
	assert_true(json_is_true(json_object_get(json, "available")));
	assert_int_equal(json_array_size(json_object_get(json, "sets")), 4);
	assert_int_equal(json_array_size(json_array_get(json_object_get(json, "sets"), 2)), 3);
	assert_int_equal(json_array_size(json_object_get(json, "missing")), 1);
	assert_string_equal(json_string_value(json_object_get(
				    json_array_get(json_object_get(json, "missing"), 0), "event")),
			    "dTLB-load-misses");
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(everything_works, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_opens, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_event_is_missing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(instructions_are_missing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(second_choice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(never_any_count, set_up, tear_down),
		cmocka_unit_test_setup_teardown(miscounted_instructions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(groups_are_split, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nothing_fits_beside_the_base, set_up, tear_down),
		cmocka_unit_test_setup_teardown(not_one_counter_is_free, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_emulator_is_recognised, set_up, tear_down),
		cmocka_unit_test_setup_teardown(libpfm_names, set_up, tear_down),
		cmocka_unit_test_setup_teardown(report_as_json, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
