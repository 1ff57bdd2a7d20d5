// SPDX-License-Identifier: GPL-2.0-or-later
/* What kind of machine it is, and the grade that follows: metal, virtual, emulated, silent. */
#include "tests/unit/fake_machine.h"

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

	/* Cycles alone are not what the grade promises. */
	fit_machine();
	fake_event("instructions")->open_error = ENOENT;
	doctor_look(&env, &e);
	assert_found(&e, "pmu", DOCTOR_WARN, "1 events missing", "");
	assert_string_equal(doctor_grade(&e), "metal-tsc");

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_counters),		cmocka_unit_test(virtual_machines),
		cmocka_unit_test(in_a_virtual_machine), cmocka_unit_test(emulators),
		cmocka_unit_test(aarch64_machines),	cmocka_unit_test(this_machine),
	};

	return cmocka_run_group_tests(tests, make_root, remove_root);
}
