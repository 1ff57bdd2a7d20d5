// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The doctor on machines that are made up: a fit one raises no alarm; then every condition by
 * itself must be found, by the right check, with the right mend, and by no other check.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <ftw.h>
#include <limits.h>
#include <sys/personality.h>
#include <sys/stat.h>
#include "harness/doctor/doctor.h"
#include "tests/unit/fake_pmu.h"

static char root[] = "/tmp/memtax-doctor-XXXXXX";
static int allowed_cpus, cpu_says;
static char cpu_vendor[DOCTOR_VENDOR];
static unsigned long own_personality;
static struct doctor_env env;

static void put(const char *path, const char *text)
{
	char full[PATH_MAX];
	FILE *file;

	assert_true(snprintf(full, sizeof(full), "%s%s", root, path) < (int)sizeof(full));
	for (char *slash = full + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
	file = fopen(full, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static void take(const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	nftw(full, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int fake_hypervisor(char vendor[DOCTOR_VENDOR])
{
	memcpy(vendor, cpu_vendor, DOCTOR_VENDOR);
	return cpu_says;
}

static int fake_affinity(cpu_set_t *cpus)
{
	if (allowed_cpus < 0) {
		errno = EPERM;
		return -1;
	}
	for (int i = 0; i < allowed_cpus; i++)
		CPU_SET(i, cpus);
	return 0;
}

static unsigned long fake_personality(void)
{
	return own_personality;
}

#define CPU "/sys/devices/system/cpu/"
#define CPUINFO "/proc/cpuinfo"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define THP "/sys/kernel/mm/transparent_hugepage/enabled"
#define GOVERNOR1 CPU "cpu1/cpufreq/scaling_governor"

/* A workstation tuned for measuring: nothing is wrong with it. */
static void fit_machine(void)
{
	take("");
	assert_int_equal(mkdir(root, 0700), 0);
	put(CPUINFO, "processor\t: 0\nvendor_id\t: GenuineIntel\n"
		     "flags\t\t: fpu tsc constant_tsc rep_good nonstop_tsc avx2\n");
	put(CLOCKSOURCE, "tsc\n");
	put("/proc/sys/kernel/perf_event_paranoid", "2\n");
	put("/proc/sys/kernel/nmi_watchdog", "0\n");
	put("/proc/sys/kernel/randomize_va_space", "2\n");
	put("/proc/loadavg", "0.03 0.10 0.20 1/300 4711\n");
	put("/proc/stat", "cpu  1000 0 200 90000 10 0 5 0 0 0\n");
	put(CPU "cpu0/cpufreq/scaling_governor", "performance\n");
	put(GOVERNOR1, "performance\n");
	put(CPU "cpu0/topology/thread_siblings_list", "0\n");
	put(CPU "cpu1/topology/thread_siblings_list", "1\n");
	put(CPU "cpufreq/boost", "0\n");
	put(CPU "smt/active", "0\n");
	put(CPU "isolated", "1\n");
	put(THP, "always [madvise] never\n");
	fake_reset();
	allowed_cpus = 2;
	cpu_says = 0;
	memset(cpu_vendor, 0, sizeof(cpu_vendor));
	own_personality = 0;
	env = (struct doctor_env){
		.root = root,
		.arch = "x86_64",
		.counters = &fake_os,
		.hypervisor = fake_hypervisor,
		.affinity = fake_affinity,
		.personality = fake_personality,
	};
}

static const struct doctor_finding *finding(const struct doctor_examination *e, const char *check)
{
	for (size_t i = 0; i < e->n; i++)
		if (!strcmp(e->finding[i].check, check))
			return &e->finding[i];
	fail_msg("there is no finding '%s'", check);
	return NULL;
}

static void assert_found(const struct doctor_examination *e, const char *check,
			 enum doctor_status status, const char *found, const char *mend)
{
	const struct doctor_finding *f = finding(e, check);

	if (f->status != status)
		fail_msg("%s is %s: %s", check, doctor_status_name(f->status), f->found);
	if (!strstr(f->found, found))
		fail_msg("%s: '%s' does not say '%s'", check, f->found, found);
	if (mend && strcmp(f->mend, mend) != 0)
		fail_msg("%s: mend is '%s', not '%s'", check, f->mend, mend);
	assert_int_not_equal(f->why[0], '\0');
	assert_null(strchr(f->found, '\n'));
}

/* All findings but the named one are ok. */
static void assert_no_other(const struct doctor_examination *e, const char *check)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->finding[i].status != DOCTOR_OK && strcmp(e->finding[i].check, check) != 0)
			fail_msg("false alarm: %s: %s", e->finding[i].check, e->finding[i].found);
}

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
		{ "/proc/loadavg", "2.00 0.10 0.20 1/300 4711\n", "load", DOCTOR_FAIL,
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

static void no_counters(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	for (int i = 0; i < FAKE_EVENTS; i++)
		fake.event[i].open_error = ENOENT;
	doctor_look(&env, &e);
	assert_found(&e, "pmu", DOCTOR_WARN, "no hardware counters", "");
	assert_no_other(&e, "pmu");
	assert_string_equal(doctor_grade(&e), "metal-tsc");

	/* Forbidden: the check that can name the mend names it. */
	for (int i = 0; i < FAKE_EVENTS; i++)
		fake.event[i].open_error = EACCES;
	fake.text[0].path = "/proc/sys/kernel/perf_event_paranoid";
	fake.text[0].text = "3";
	put("/proc/sys/kernel/perf_event_paranoid", "3\n");
	doctor_look(&env, &e);
	assert_found(&e, "pmu", DOCTOR_WARN, "perf_event_paranoid is 3", "");
	assert_found(&e, "paranoid", DOCTOR_WARN, "perf_event_paranoid is 3",
		     "sysctl kernel.perf_event_paranoid=2");

	fit_machine();
	fake_event("branches")->open_error = ENOENT;
	doctor_look(&env, &e);
	assert_found(&e, "pmu", DOCTOR_WARN,
		     "1 events missing, the first: no PMU counts 'branches'", "");
	assert_string_equal(doctor_grade(&e), "metal-pmu");
}

/* Each sign of a hypervisor by itself. */
static void virtual_machines(void **state)
{
	static const struct {
		int cpu_says;
		const char *vendor, *path, *text, *found;
	} cases[] = {
		{ 1, "KVMKVMKVM", NULL, NULL, "the CPU says: KVMKVMKVM" },
		{ 1, "", NULL, NULL, "a hypervisor without a name" },
		{ -1, "", CPUINFO, "flags\t: constant_tsc nonstop_tsc hypervisor\n",
		  "hypervisor flag" },
		{ -1, "", "/sys/hypervisor/type", "xen\n", "firmware: xen" },
		{ -1, "", "/proc/device-tree/hypervisor/compatible", "linux,kvm", "linux,kvm" },
		{ -1, "", "/proc/device-tree/compatible", "linux,dummy-virt", "dummy-virt" },
		{ -1, "", "/sys/class/dmi/id/sys_vendor", "QEMU\n", "QEMU" },
		{ -1, "", "/sys/class/dmi/id/sys_vendor", "Amazon EC2\n", "Amazon EC2" },
		{ 0, "", "/sys/class/dmi/id/product_name", "Google Compute Engine\n", "Google" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct doctor_examination e;

		fit_machine();
		cpu_says = cases[i].cpu_says;
		strcpy(cpu_vendor, cases[i].vendor);
		if (cases[i].path)
			put(cases[i].path, cases[i].text);
		doctor_look(&env, &e);
		assert_found(&e, "machine", DOCTOR_WARN, "a virtual machine", "");
		assert_found(&e, "machine", DOCTOR_WARN, cases[i].found, "");
		assert_found(&e, "smt", DOCTOR_UNKNOWN, "the host may share", "");
		assert_string_equal(doctor_grade(&e), "vm-pmu");
		assert_false(doctor_failed(&e));
	}
}

static void in_a_virtual_machine(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	cpu_says = 1;
	put(CLOCKSOURCE, "kvm-clock\n");
	put("/proc/stat", "cpu  1000 0 200 90000 10 0 5 1000 0 0\n");
	fake_event("cycles")->open_error = fake_event("instructions")->open_error = ENOENT;
	doctor_look(&env, &e);
	assert_found(&e, "timer", DOCTOR_WARN, "keeps time by kvm-clock", "");
	assert_found(&e, "steal", DOCTOR_WARN, "1.08 %", "");
	assert_string_equal(doctor_grade(&e), "vm-tsc");

	put("/proc/stat", "cpu  1000 0 200 90000 10 0 5 900 0 0\n");
	doctor_look(&env, &e);
	assert_found(&e, "steal", DOCTOR_OK, "0.98 %", "");
	put("/proc/stat", "cpu  0 0 0 0 0 0 0 0 0 0\n");
	doctor_look(&env, &e);
	assert_found(&e, "steal", DOCTOR_OK, "0.00 %", "");
	put("/proc/stat", "cpu  1000 0 200\n");
	doctor_look(&env, &e);
	assert_found(&e, "steal", DOCTOR_UNKNOWN, "does not count", "");
	take("/proc/stat");
	doctor_look(&env, &e);
	assert_found(&e, "steal", DOCTOR_UNKNOWN, "cannot be read", "");
}

static void emulators(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	cpu_says = 1;
	strcpy(cpu_vendor, "TCGTCGTCGTCG");
	doctor_look(&env, &e);
	assert_found(&e, "machine", DOCTOR_FAIL, "TCG", "");
	assert_string_equal(doctor_grade(&e), "emulated");
	assert_true(doctor_failed(&e));

	/* qemu-user: an aarch64 program reads an x86 /proc/cpuinfo, and the other way round. */
	fit_machine();
	env.arch = "aarch64";
	doctor_look(&env, &e);
	assert_found(&e, "machine", DOCTOR_FAIL, "another architecture's", "");
	fit_machine();
	put(CPUINFO, "processor\t: 0\nCPU implementer\t: 0x41\n");
	doctor_look(&env, &e);
	assert_string_equal(doctor_grade(&e), "emulated");

	/* A PMU whose cycles are four times its instructions, to the last one. */
	fit_machine();
	for (int w = 0; w < 4; w++)
		fake_event("cycles")->per_work[w] = 4 * fake_event("instructions")->per_work[w];
	doctor_look(&env, &e);
	assert_found(&e, "pmu", DOCTOR_FAIL, "fixed multiple", "");
	assert_string_equal(doctor_grade(&e), "emulated");
}

static void aarch64_machines(void **state)
{
	struct doctor_examination e;

	(void)state;
	fit_machine();
	env.arch = "aarch64";
	cpu_says = -1;
	put(CPUINFO, "processor\t: 0\nCPU implementer\t: 0x41\n");
	put(CLOCKSOURCE, "arch_sys_counter\n");
	put("/sys/class/dmi/id/sys_vendor", "Ampere\n");
	doctor_look(&env, &e);
	assert_no_other(&e, "");
	assert_string_equal(doctor_grade(&e), "metal-pmu");

	put("/sys/class/dmi/id/sys_vendor", "Amazon EC2\n");
	put("/sys/class/dmi/id/product_name", "c7g.metal\n");
	doctor_look(&env, &e);
	assert_string_equal(doctor_grade(&e), "metal-pmu");

	take("/sys/class/dmi");
	put("/proc/device-tree/compatible", "raspberrypi,5-model-b");
	doctor_look(&env, &e);
	assert_string_equal(doctor_grade(&e), "metal-pmu");

	put(CLOCKSOURCE, "mmio\n");
	doctor_look(&env, &e);
	assert_found(&e, "timer", DOCTOR_WARN, "keeps time by mmio", "");

	/* Nobody says anything: the more modest grade. */
	take("/proc/device-tree");
	doctor_look(&env, &e);
	assert_found(&e, "machine", DOCTOR_UNKNOWN, "neither", "");
	assert_string_equal(doctor_grade(&e), "vm-pmu");
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
	put("/proc/loadavg", "9.00 0.10 0.20 1/300 4711\n");
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
	put("/proc/loadavg", "9.00 0.10 0.20 1/300 4711\n");
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

/* This machine, whatever it is: every finding is complete and the grade one of five. */
static void this_machine(void **state)
{
	struct doctor_examination e;
	const char *grade;

	(void)state;
	doctor_look(&doctor_env_real, &e);
	grade = doctor_grade(&e);
	assert_true(!strcmp(grade, "metal-pmu") || !strcmp(grade, "metal-tsc") ||
		    !strcmp(grade, "vm-pmu") || !strcmp(grade, "vm-tsc") ||
		    !strcmp(grade, "emulated"));
	for (size_t i = 0; i < e.n; i++) {
		assert_int_not_equal(e.finding[i].found[0], '\0');
		assert_int_not_equal(e.finding[i].why[0], '\0');
	}
}

static int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static int remove_root(void **state)
{
	(void)state;
	take("");
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fit_machine),
		cmocka_unit_test(one_file),
		cmocka_unit_test(other_boost_switches),
		cmocka_unit_test(no_cpufreq),
		cmocka_unit_test(of_this_program),
		cmocka_unit_test(no_counters),
		cmocka_unit_test(virtual_machines),
		cmocka_unit_test(in_a_virtual_machine),
		cmocka_unit_test(emulators),
		cmocka_unit_test(aarch64_machines),
		cmocka_unit_test(an_empty_root),
		cmocka_unit_test(as_json),
		cmocka_unit_test(as_text),
		cmocka_unit_test(this_machine),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
