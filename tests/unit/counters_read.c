// SPDX-License-Identifier: GPL-2.0-or-later
/* Reading counters: samples that count, samples that are void, and the counter page's protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include "harness/measure/counters_impl.h"
#include "tests/unit/fake_pmu.h"

static struct counters_report report;

static int set_up(void **state)
{
	(void)state;
	fake_reset();
	counters_probe(&fake_os, &report);
	assert_true(report.available);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	assert_int_equal(fake_open_fds(), 0);
	assert_int_equal(fake.maps, 0);
	return 0;
}

static void assert_says(const char *text, const char *part)
{
	assert_non_null(text);
	if (!strstr(text, part))
		fail_msg("'%s' does not say '%s'", text, part);
}

static struct counters_set opened(size_t index)
{
	struct counters_set set;
	struct memtax_error err;

	if (counters_open_set(&fake_os, &report, index, &set, &err) < 0)
		fail_msg("%s", err.text);
	return set;
}

/* Read, work, read: the reason why it is void, or NULL with the counts. */
static const char *sample(const struct counters_set *set, uint64_t count[COUNTERS_SET_EVENTS])
{
	struct counters_sample begin, end;

	counters_read(set, &begin);
	fake_work(COUNTERS_WORK_LOOP);
	counters_read(set, &end);
	return counters_diff(set, &begin, &end, count);
}

static void a_sample_by_read(void **state)
{
	struct counters_set set = opened(0);
	uint64_t count[COUNTERS_SET_EVENTS];

	(void)state;
	assert_false(set.user);
	assert_null(sample(&set, count));
	assert_int_equal(count[0], 1000411);
	assert_int_equal(count[1], 2000050);
	assert_int_equal(count[2], 1000010);
	assert_int_equal(count[3], 3);
	counters_close(&set);
	counters_close(&set); /* again: nothing happens */
}

static void a_sample_by_pages(void **state)
{
	static const unsigned int widths[] = { 32, 40, 48, 64 };

	(void)state;
	fake.user_reads = 1;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		struct counters_set set;
		uint64_t count[COUNTERS_SET_EVENTS];

		fake.width = widths[i];
		set = opened(0);
		assert_true(set.user);
		fake.read_error = EIO; /* nobody may call read(2) from here on */
		assert_null(sample(&set, count));
		fake.read_error = 0;
		assert_int_equal(count[0], 1000411);
		assert_int_equal(count[1], 2000050);
		assert_int_equal(count[2], 1000010);
		assert_int_equal(count[3], 3);
		counters_close(&set);
	}
}

static void user_reads_fall_back(void **state)
{
	struct counters_set set = opened(0);
	uint64_t count[COUNTERS_SET_EVENTS];

	(void)state;
#if defined(__aarch64__)
	assert_says(set.user_reason.text, "keeps the counters from user space");
	fake.text[1].path = "/proc/sys/kernel/perf_user_access";
	fake.text[1].text = "1";
	counters_close(&set);
	set = opened(0);
#endif
	assert_says(set.user_reason.text, "no reads from user space");
	counters_close(&set);

	fake.user_reads = 1;
	fake.map_error = EPERM;
	set = opened(0);
	assert_false(set.user);
	assert_says(set.user_reason.text, "cannot be mapped");
	assert_null(sample(&set, count));
	counters_close(&set);

	fake.map_error = 0;
	fake.page_lies = 1;
	set = opened(0);
	assert_false(set.user);
	assert_says(set.user_reason.text, "disagree with read(2)");
	assert_null(sample(&set, count));
	assert_int_equal(count[1], 2000050);
	counters_close(&set);

	fake.page_lies = 0;
	fake.user_reads = 0;
#if defined(__aarch64__)
	fake.text[0].path = "/proc/sys/kernel/perf_user_access";
#else
	fake.text[0].path = "/sys/bus/event_source/devices/cpu/rdpmc";
#endif
	fake.text[0].text = "0";
	set = opened(0);
	assert_false(set.user);
	assert_says(set.user_reason.text, "as root");
	counters_close(&set);
}

static void void_samples(void **state)
{
	uint64_t count[COUNTERS_SET_EVENTS] = { 77 };

	(void)state;
	for (fake.user_reads = 0; fake.user_reads < 2; fake.user_reads++) {
		struct counters_set set = opened(1);
		struct counters_sample begin, end;

		assert_int_equal(set.user, fake.user_reads);
		fake.backwards = 1;
		assert_says(sample(&set, count), "ran backwards");
		fake.backwards = 0;

		counters_read(&set, &begin);
		fake.idle_in_work = 5;
		fake_work(COUNTERS_WORK_LOOP);
		counters_read(&set, &end);
		assert_says(counters_diff(&set, &begin, &end, count), "off the PMU for a part");
		assert_null(sample(&set, count)); /* time lost before does not matter */
		count[0] = 77;

		counters_read(&set, &begin);
		fake.off_pmu = 1;
		for (int i = 0; i < FAKE_FDS; i++)
			fake_page_update(&fake.fd[i], i);
		counters_read(&set, &end);
		assert_says(counters_diff(&set, &begin, &end, count), "not on the PMU");
		assert_says(counters_diff(&set, &end, &begin, count), "not on the PMU");
		assert_int_equal(count[0], 77);
		fake.off_pmu = 0;
		fake.idle_in_work = 0;
		counters_close(&set);
		assert_says(sample(&set, count), "not open");
		assert_int_equal(count[0], 77);
	}
}

static void reads_that_go_wrong(void **state)
{
	struct counters_set set = opened(0);
	uint64_t count[COUNTERS_SET_EVENTS];

	(void)state;
	fake.interruptions = 3;
	assert_null(sample(&set, count));
	fake.interruptions = 1000000;
	assert_says(sample(&set, count), "reading the counters failed");
	fake.interruptions = 0;
	fake.read_error = EIO;
	assert_says(sample(&set, count), "reading the counters failed");
	fake.read_error = 0;
	fake.short_read = 1;
	assert_says(sample(&set, count), "another number of counters");
	fake.short_read = 0;
	fake.wrong_n = 1;
	assert_says(sample(&set, count), "another number of counters");
	fake.wrong_n = 0;
	fake.swapped = 1;
	assert_says(sample(&set, count), "another order");
	fake.swapped = 0;
	fake.unpinned = fake.off_pmu = 1; /* time passes, but none of it on the PMU */
	assert_says(sample(&set, count), "not on the PMU");
	fake.unpinned = fake.off_pmu = 0;
	assert_null(sample(&set, count));
	counters_close(&set);
}

static void interrupted_opening(void **state)
{
	struct counters_set set;

	(void)state;
	fake.interruptions = 5;
	set = opened(0);
	counters_close(&set);
}

static void opening_fails_later(void **state)
{
	struct counters_set set;
	struct memtax_error err;

	(void)state;
	fake_event("branches")->open_error = EMFILE;
	assert_int_equal(counters_open_set(&fake_os, &report, 0, &set, &err), -1);
	assert_says(err.text, "EMFILE");
	assert_int_equal(set.n, 0);
	assert_int_equal(counters_open_set(&fake_os, &report, 99, &set, &err), -1);
	assert_says(err.text, "no counter set 99");
}

static void *read_elsewhere(void *set)
{
	static struct counters_sample got;

	counters_read(set, &got);
	return &got;
}

static void another_thread(void **state)
{
	struct counters_set set = opened(0);
	pthread_t thread;
	void *got;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, read_elsewhere, &set), 0);
	pthread_join(thread, &got);
	assert_says(((struct counters_sample *)got)->voided, "another thread");
	counters_close(&set);
}

/* --- the page itself, fabricated */

static struct perf_event_mmap_page page;
static uint64_t pmc_value;
static int pmc_calls, disturb; /* how many reads find the page changed behind them */

static uint64_t scripted_pmc(uint32_t index)
{
	assert_int_equal(index, page.index);
	pmc_calls++;
	if (disturb-- > 0) { /* switched out and in again: another counter, another offset */
		page.lock += 2;
		page.index++;
		page.offset += 100;
	}
	return pmc_value;
}

static void fresh_page(void)
{
	memset(&page, 0, sizeof(page));
	page.lock = 4;
	page.cap_user_rdpmc = 1;
	page.index = 1;
	page.pmc_width = 48;
	page.offset = 1000;
	page.time_enabled = 500;
	page.time_running = 480;
	pmc_value = 23;
	pmc_calls = disturb = 0;
}

static void page_values(void **state)
{
	static const struct {
		uint16_t width;
		int64_t offset;
		uint64_t pmc, value;
	} cases[] = {
		{ 48, 1000, 23, 1023 },
		{ 48, 1000, 0x7fffffffffff, 1000 + UINT64_C(0x7fffffffffff) },
		{ 48, INT64_C(1) << 47, 0x800000000000, 0 }, /* Linux starts at -period */
		{ 48, 1000, 0xffffffffffff, 999 },
		{ 32, 1000, 0xffffffff, 999 },
		{ 32, 1000, 0x7fffffff, 1000 + UINT64_C(0x7fffffff) },
		/* bits above the width are no part of the value */
		{ 32, 1000, 0xdead00000005, 1005 },
		{ 64, 1000, UINT64_MAX, 999 },
		{ 64, -5, 6, 1 },
		{ 1, 1000, 1, 999 },
	};
	struct counters_point point;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fresh_page();
		page.pmc_width = cases[i].width;
		page.offset = cases[i].offset;
		pmc_value = cases[i].pmc;
		assert_null(counters_page_read(&page, scripted_pmc, &point));
		assert_true(point.value == cases[i].value);
		assert_int_equal(point.idle, 20);
		assert_int_equal(pmc_calls, 1);
	}
}

static void page_without_counter(void **state)
{
	struct counters_point point = { .value = 77 };

	(void)state;
	fresh_page();
	page.index = 0;
	assert_says(counters_page_read(&page, scripted_pmc, &point), "not on the PMU");
	fresh_page();
	page.cap_user_rdpmc = 0;
	assert_says(counters_page_read(&page, scripted_pmc, &point), "not on the PMU");
	fresh_page();
	page.pmc_width = 0;
	assert_says(counters_page_read(&page, scripted_pmc, &point), "not on the PMU");
	fresh_page();
	page.pmc_width = 65;
	assert_says(counters_page_read(&page, scripted_pmc, &point), "not on the PMU");
	assert_int_equal(point.value, 77);
	assert_int_equal(pmc_calls, 0);
}

static void page_changes_in_between(void **state)
{
	struct counters_point point = { .value = 77 };

	(void)state;
	fresh_page();
	disturb = 3;
	assert_null(counters_page_read(&page, scripted_pmc, &point));
	assert_int_equal(pmc_calls, 4);
	assert_int_equal(point.value, 1000 + 3 * 100 + 23);

	fresh_page();
	disturb = 1000000;
	point.value = 77;
	assert_says(counters_page_read(&page, scripted_pmc, &point), "kept changing");
	assert_int_equal(point.value, 77);

	fresh_page();
	page.lock = 5; /* the kernel is in the middle of it, for ever */
	assert_says(counters_page_read(&page, scripted_pmc, &point), "kept changing");
}

/* --- the machine the test runs on: a figure or a reason, and never both or neither */

static void this_machine(void **state)
{
	struct counters_report here;

	(void)state;
	for (int work = COUNTERS_WORK_LOOP; work <= COUNTERS_WORK_CODE; work++)
		assert_int_equal(counters_os_real.work((enum counters_work)work), 0);
	counters_probe(&counters_os_real, &here);
	if (!here.available) {
		assert_int_not_equal(here.reason.text[0], '\0');
		assert_int_equal(here.n_sets, 0);
		print_message("here: %s\n", here.reason.text);
		return;
	}
	assert_true(here.n_sets > 0);
	for (size_t i = 0; i < here.n_sets; i++) {
		struct counters_sample begin, end;
		struct counters_set set;
		struct memtax_error err;
		uint64_t count[COUNTERS_SET_EVENTS];

		assert_int_equal(counters_open_set(&counters_os_real, &here, i, &set, &err), 0);
		counters_read(&set, &begin);
		counters_os_real.work(COUNTERS_WORK_LOOP);
		counters_read(&set, &end);
		assert_null(counters_diff(&set, &begin, &end, count));
		for (size_t j = 0; j < set.n; j++)
			if (!strcmp(set.name[j], "instructions"))
				assert_in_range(count[j], 1998000, 2002000);
		counters_close(&set);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_sample_by_read, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_sample_by_pages, set_up, tear_down),
		cmocka_unit_test_setup_teardown(user_reads_fall_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(void_samples, set_up, tear_down),
		cmocka_unit_test_setup_teardown(reads_that_go_wrong, set_up, tear_down),
		cmocka_unit_test_setup_teardown(interrupted_opening, set_up, tear_down),
		cmocka_unit_test_setup_teardown(opening_fails_later, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_thread, set_up, tear_down),
		cmocka_unit_test(page_values),
		cmocka_unit_test(page_without_counter),
		cmocka_unit_test(page_changes_in_between),
		cmocka_unit_test(this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
