// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The doctor on machines that are made up: a fit one raises no alarm; then every condition by
 * itself must be found, by the right check, with the right mend, and by no other check.
 */
#include "tests/unit/fake_machine.h"

static void a_fit_machine(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	doctor_look(&env, &e);
	assert_int_equal(e.n, 13); /* every check but steal, which metal does not know */
	assert_no_other(&e, "");
	assert_string_equal(doctor_grade(&e), "metal-pmu");
	assert_false(doctor_failed(&e));
}

/* One file is other than on the fit machine (NULL: absent). */
static void one_file(void **state)
{
	static const char tee_governor[] =
		"echo performance | tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor";
	static const struct {
		const char *path, *text, *check;
		enum doctor_status status;
		const char *found, *mend;
	} cases[] = {
		{ GOVERNOR1, "powersave\n", "governor", DOCTOR_WARN, "powersave on 1 of 2 CPUs",
		  tee_governor },
		{ CPU "cpu0/cpufreq/scaling_governor", NULL, "governor", DOCTOR_OK, "all 1 CPUs",
		  "" },
		{ CPU "cpufreq/boost", "1\n", "boost", DOCTOR_WARN, "may boost",
		  "echo 0 > /sys/devices/system/cpu/cpufreq/boost" },
		{ CPU "cpufreq/boost", NULL, "boost", DOCTOR_UNKNOWN, "no switch", "" },
		{ CPU "cpufreq/boost", "junk\n", "boost", DOCTOR_UNKNOWN, "no switch", "" },
		{ CPU "smt/active", "1\n", "smt", DOCTOR_WARN, "share a core",
		  "echo off > /sys/devices/system/cpu/smt/control" },
		{ CPU "cpu1/topology/thread_siblings_list", "1,5\n", "smt", DOCTOR_WARN,
		  "share a core", "echo off > /sys/devices/system/cpu/smt/control" },
		{ CPU "smt/active", NULL, "smt", DOCTOR_UNKNOWN, "does not say", "" },
		{ "/proc/sys/kernel/randomize_va_space", "0\n", "aslr", DOCTOR_WARN, "off",
		  "sysctl kernel.randomize_va_space=2" },
		{ "/proc/sys/kernel/randomize_va_space", "1\n", "aslr", DOCTOR_WARN, "partial",
		  "sysctl kernel.randomize_va_space=2" },
		{ "/proc/sys/kernel/randomize_va_space", NULL, "aslr", DOCTOR_UNKNOWN, "no random",
		  "" },
		{ "/proc/sys/kernel/nmi_watchdog", "1\n", "watchdog", DOCTOR_WARN, "runs",
		  "sysctl kernel.nmi_watchdog=0" },
		{ "/proc/sys/kernel/nmi_watchdog", NULL, "watchdog", DOCTOR_UNKNOWN, "no nmi", "" },
		{ "/proc/sys/kernel/perf_event_paranoid", NULL, "paranoid", DOCTOR_UNKNOWN,
		  "no perf_event_paranoid", "" },
		{ "/proc/sys/kernel/perf_event_paranoid", "3\n", "paranoid", DOCTOR_OK,
		  "may count all the same", "" },
		{ "/proc/sys/kernel/perf_event_paranoid", "-1\n", "paranoid", DOCTOR_OK, "is -1",
		  "" },
		{ "/proc/loadavg", "0.70 0.10 0.20 1/300 4711\n", "load", DOCTOR_WARN, "0.70",
		  "top -b -n 1 | head -20" },
		{ "/proc/loadavg", "2.00 0.10 0.20 1/300 4711\n", "load", DOCTOR_WARN,
		  "nothing else runs now", "sleep 60" },
		{ "/proc/loadavg", "2.00\n", "load", DOCTOR_FAIL, "no CPU is free",
		  "top -b -n 1 | head -20" },
		{ "/proc/loadavg", "2.00 0.10 0.20 2/300 4711\n", "load", DOCTOR_FAIL,
		  "no CPU is free", "top -b -n 1 | head -20" },
		{ "/proc/loadavg", "", "load", DOCTOR_UNKNOWN, "cannot be read", "" },
		{ THP, "always madvise [never]\n", "thp", DOCTOR_WARN, "never",
		  "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled" },
		{ THP, "[always] madvise never\n", "thp", DOCTOR_OK, "always", "" },
		{ THP, NULL, "thp", DOCTOR_UNKNOWN, "no transparent huge pages", "" },
		{ THP, "whatever\n", "thp", DOCTOR_UNKNOWN, "'whatever'", "" },
		{ CPU "isolated", "\n", "isolation", DOCTOR_WARN, "no CPU is isolated", NULL },
		{ CPU "isolated", NULL, "isolation", DOCTOR_UNKNOWN, "does not say", "" },
		{ CLOCKSOURCE, "hpet\n", "timer", DOCTOR_FAIL, "keeps time by hpet", NULL },
		{ CLOCKSOURCE, NULL, "timer", DOCTOR_UNKNOWN, "does not say", "" },
		{ CPUINFO, "flags\t: fpu tsc nonstop_tsc\n", "timer", DOCTOR_FAIL,
		  "constant_tsc is missing, nonstop_tsc is there", "" },
		{ CPUINFO, "flags\t: constant_tsc xnonstop_tsc nonstop_tscx\n", "timer",
		  DOCTOR_FAIL, "nonstop_tsc is missing", "" },
		{ CPUINFO, "processor : 0\n", "timer", DOCTOR_UNKNOWN, "no flags", "" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct doctor_examination e;

		fit_machine();
		take(cases[i].path);
		if (cases[i].text)
			put(cases[i].path, cases[i].text);
		doctor_look(&env, &e);
		assert_found(&e, cases[i].check, cases[i].status, cases[i].found, cases[i].mend);
		assert_no_other(&e, cases[i].check);
		assert_string_equal(doctor_grade(&e), "metal-pmu");
		assert_int_equal(doctor_failed(&e), cases[i].status == DOCTOR_FAIL);
	}
}

static void other_boost_switches(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	take(CPU "cpufreq/boost");
	put(CPU "intel_pstate/no_turbo", "0\n");
	doctor_look(&env, &e);
	assert_found(&e, "boost", DOCTOR_WARN, "may boost",
		     "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo");
	put(CPU "intel_pstate/no_turbo", "1\n");
	doctor_look(&env, &e);
	assert_found(&e, "boost", DOCTOR_OK, "off", "");
	take(CPU "intel_pstate");
	put(CPU "cpu0/cpufreq/boost", "1\n");
	doctor_look(&env, &e);
	assert_found(&e, "boost", DOCTOR_WARN, "may boost",
		     "echo 0 | tee /sys/devices/system/cpu/cpu*/cpufreq/boost");
}

static void no_cpufreq(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	take(GOVERNOR1);
	take(CPU "cpu0/cpufreq/scaling_governor");
	doctor_look(&env, &e);
	assert_found(&e, "governor", DOCTOR_UNKNOWN, "no cpufreq", "");
	assert_no_other(&e, "governor");
}

/* What only the program can say: affinity, personality. */
static void of_this_program(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	own_personality = ADDR_NO_RANDOMIZE;
	doctor_look(&env, &e);
	assert_found(&e, "aslr", DOCTOR_WARN, "setarch -R", "");
	assert_no_other(&e, "aslr");

	static const struct {
		int allowed;
		enum doctor_status status;
		const char *found;
	} cases[] = {
		{ 2, DOCTOR_OK, "2 CPUs of 2" },
		{ 1, DOCTOR_WARN, "one CPU is allowed (of 2)" },
		{ 0, DOCTOR_FAIL, "no CPU is allowed" },
		{ -1, DOCTOR_UNKNOWN, "Operation not permitted" },
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fit_machine();
		allowed_cpus = cases[i].allowed;
		doctor_look(&env, &e);
		assert_found(&e, "pinning", cases[i].status, cases[i].found, "");
		assert_no_other(&e, "pinning");
	}
}

static void an_empty_root(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	take("/proc");
	take("/sys");
	cpu_says = -1;
	doctor_look(&env, &e);
	assert_int_equal(e.n, 14);
	for (size_t i = 0; i < e.n; i++)
		if (strcmp(e.finding[i].check, "pmu") != 0 &&
		    strcmp(e.finding[i].check, "pinning") != 0)
			assert_int_equal(e.finding[i].status, DOCTOR_UNKNOWN);
	env.root = "/no/such/root";
	doctor_look(&env, &e);
	assert_int_equal(e.n, 14);
}

static void as_json(void **state)
{
	static const char *const keys[] = { "check", "status", "found", "why", "mend" };
	const char *grade = NULL;
	size_t index;
	json_t *findings, *one;

	(void)state;
	fit_machine();
	put("/proc/loadavg", "9.00 0.10 0.20 8/300 4711\n");
	findings = doctor_examine(&env, &grade);
	assert_string_equal(grade, "metal-pmu");
	assert_int_equal(json_array_size(findings), 13);
	json_array_foreach(findings, index, one)
	{
		for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			assert_true(json_is_string(json_object_get(one, keys[k])));
		assert_int_equal(json_object_size(one), 5);
		if (!strcmp(json_string_value(json_object_get(one, "check")), "load"))
			assert_string_equal(json_string_value(json_object_get(one, "status")),
					    "fail");
	}
	json_decref(findings);
}

static void as_text(void **state)
{
	struct doctor_examination e;
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	fit_machine();
	put("/proc/sys/kernel/nmi_watchdog", "1\n");
	put("/proc/loadavg", "9.00 0.10 0.20 8/300 4711\n");
	doctor_look(&env, &e);
	doctor_print(&e, out, false);
	fclose(out);
	assert_ptr_equal(strstr(text, "grade metal-pmu: "), text);
	assert_non_null(strstr(text, "mend: sysctl kernel.nmi_watchdog=0"));
	assert_non_null(strstr(text, "fail"));
	assert_true(strstr(text, "fail") < strstr(text, "warn"));
	assert_true(strstr(text, "warn") < strstr(text, "  ok "));
	assert_null(strchr(text, '\033'));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fit_machine),
		cmocka_unit_test(one_file),
		cmocka_unit_test(other_boost_switches),
		cmocka_unit_test(no_cpufreq),
		cmocka_unit_test(of_this_program),
		cmocka_unit_test(an_empty_root),
		cmocka_unit_test(as_json),
		cmocka_unit_test(as_text),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
