// SPDX-License-Identifier: GPL-2.0-or-later
/* What kind of machine this is, whether it counts, whether its timer can be trusted. */
#include <string.h>
#include "harness/doctor/checks.h"

#define CPUINFO "/proc/cpuinfo"

enum { FLAGS = 8192 };

static const char why_machine[] =
	"under a hypervisor other guests and the host take time, and the clock may be virtual";

static const char why_emulated[] = "an emulator's time says nothing about a real CPU";

static void say_machine(struct doctor *d, enum doctor_machine machine, const char *found)
{
	static const enum doctor_status status[] = {
		[DOCTOR_METAL] = DOCTOR_OK,
		[DOCTOR_VM] = DOCTOR_WARN,
		[DOCTOR_EMULATED] = DOCTOR_FAIL,
		[DOCTOR_MACHINE_UNKNOWN] = DOCTOR_UNKNOWN,
	};

	d->examination->machine = machine;
	doctor_say(d, "machine", status[machine],
		   machine == DOCTOR_EMULATED ? "an emulator's time says nothing about a real CPU"
					      : why_machine,
		   "", "%s", found);
}

/* qemu-user shows the host's /proc/cpuinfo, which is written in the host's words. */
static bool cpuinfo_is_foreign(const struct doctor_env *env)
{
	char unused[FLAGS];
	const char *foreign = !strcmp(env->arch, "aarch64") ? "vendor_id" : "CPU implementer";

	return doctor_field(env, CPUINFO, foreign, unused, sizeof(unused)) == 0;
}

/* What firmware calls the machine: 1 a virtual one, 0 no sign of it, -1 firmware is silent. */
static int firmware_says_vm(const struct doctor_env *env, char *what, size_t size)
{
	static const char *const vendors[] = {
		"QEMU", "VMware",    "innotek",		"Xen", "Parallels", "Google Compute",
		"KVM",	"OpenStack", "Virtual Machine", NULL,
	};
	char vendor[128] = "", product[128] = "";
	bool speaks;

	if (doctor_text(env, "/proc/device-tree/hypervisor/compatible", what, size) == 0 ||
	    doctor_text(env, "/sys/hypervisor/type", what, size) == 0)
		return 1;
	speaks = doctor_text(env, "/proc/device-tree/compatible", what, size) == 0;
	if (speaks && strstr(what, "dummy-virt"))
		return 1;
	speaks |= doctor_text(env, "/sys/class/dmi/id/sys_vendor", vendor, sizeof(vendor)) == 0;
	(void)doctor_text(env, "/sys/class/dmi/id/product_name", product, sizeof(product));
	snprintf(what, size, "%s %s", vendor, product);
	for (size_t i = 0; vendors[i]; i++)
		if (strstr(what, vendors[i]))
			return 1;
	/* Amazon names its machines without a hypervisor so. */
	if (strstr(vendor, "Amazon") && !strstr(product, "metal"))
		return 1;
	return speaks ? 0 : -1;
}

void doctor_check_machine(struct doctor *d)
{
	char vendor[DOCTOR_VENDOR] = "", flags[FLAGS] = "", what[256] = "", found[320];
	const struct doctor_env *env = d->env;
	int says = env->hypervisor(vendor), firmware;

	if (cpuinfo_is_foreign(env)) {
		say_machine(d, DOCTOR_EMULATED, "emulated: " CPUINFO " is another architecture's");
		return;
	}
	if (!strncmp(vendor, "TCG", 3)) {
		say_machine(d, DOCTOR_EMULATED, "emulated: the CPU calls itself QEMU's TCG");
		return;
	}
	if (says == 1) {
		snprintf(found, sizeof(found), "a virtual machine (the CPU says: %s)",
			 vendor[0] ? vendor : "a hypervisor without a name");
		say_machine(d, DOCTOR_VM, found);
		return;
	}
	if (doctor_field(env, CPUINFO, "flags", flags, sizeof(flags)) == 0 &&
	    doctor_has_word(flags, "hypervisor")) {
		say_machine(d, DOCTOR_VM,
			    "a virtual machine (" CPUINFO " has the hypervisor flag)");
		return;
	}
	firmware = firmware_says_vm(env, what, sizeof(what));
	if (firmware == 1) {
		snprintf(found, sizeof(found), "a virtual machine (firmware: %s)", what);
		say_machine(d, DOCTOR_VM, found);
		return;
	}
	if (says == 0 || flags[0] || firmware == 0)
		say_machine(d, DOCTOR_METAL, "no hypervisor is to be seen");
	else
		say_machine(d, DOCTOR_MACHINE_UNKNOWN,
			    "neither CPU nor firmware says whether there is a hypervisor");
}

/* A PMU worth the name counts both; an emulator's may have cycles alone, which are its own time. */
static bool counts_the_base(const struct counters_report *report)
{
	if (!report->available)
		return false;
	for (size_t i = 0; i < report->n_missing; i++)
		if (!strcmp(report->missing[i].name, "cycles") ||
		    !strcmp(report->missing[i].name, "instructions"))
			return false;
	return true;
}

void doctor_check_pmu(struct doctor *d)
{
	static struct counters_report report; /* large; one thread at a time (doctor.h) */
	static const char why[] =
		"without counters there are cycles (from the timer), but no instructions, misses "
		"or branches behind them";
	size_t events = 0;

	counters_probe(d->env->counters, &report);
	d->examination->pmu = counts_the_base(&report);
	if (report.emulated)
		d->examination->machine = DOCTOR_EMULATED;
	if (!report.available) {
		doctor_say(d, "pmu", DOCTOR_WARN, why, "", "%s", report.reason.text);
		return;
	}
	for (size_t i = 0; i < report.n_sets; i++)
		events += report.set[i].n;
	if (report.emulated)
		doctor_say(d, "pmu", DOCTOR_FAIL, why_emulated, "",
			   "emulated: its cycles are a fixed multiple of instructions");
	else if (report.n_missing)
		doctor_say(d, "pmu", DOCTOR_WARN, why, "",
			   "%zu sets of counters; %zu events missing, the first: %.300s",
			   report.n_sets, report.n_missing, report.missing[0].reason.text);
	else
		doctor_say(d, "pmu", DOCTOR_OK, why, "",
			   "%zu sets, %zu counters in all, none missing; read %s%.200s",
			   report.n_sets, events,
			   report.user_reads ? "from user space" : "by system call: ",
			   report.user_reads_reason.text);
}

static const char why_timer[] =
	"ticks become cycles only if the timer runs at one rate and never stops";

static void check_tsc(struct doctor *d, const char *source)
{
	char flags[FLAGS];

	if (doctor_field(d->env, CPUINFO, "flags", flags, sizeof(flags)) < 0) {
		doctor_say(d, "timer", DOCTOR_UNKNOWN, why_timer, "", CPUINFO " has no flags");
		return;
	}
	if (!doctor_has_word(flags, "constant_tsc") || !doctor_has_word(flags, "nonstop_tsc")) {
		doctor_say(
			d, "timer", DOCTOR_FAIL, why_timer, "",
			"the TSC changes its rate or stops: constant_tsc is %s, nonstop_tsc is %s",
			doctor_has_word(flags, "constant_tsc") ? "there" : "missing",
			doctor_has_word(flags, "nonstop_tsc") ? "there" : "missing");
		return;
	}
	/* In a virtual machine the paravirtual clock is preferred; on metal, the TSC was found bad.
	 */
	if (!strcmp(source, "tsc"))
		doctor_say(d, "timer", DOCTOR_OK, why_timer, "",
			   "TSC, constant and non-stop; the kernel keeps time by it");
	else if (d->examination->machine == DOCTOR_VM)
		doctor_say(d, "timer", DOCTOR_WARN, why_timer, "",
			   "TSC, constant and non-stop; the kernel keeps time by %s", source);
	else
		doctor_say(
			d, "timer", DOCTOR_FAIL, why_timer, "dmesg | grep -i -e tsc -e clocksource",
			"the kernel keeps time by %s, not by the TSC: it found it unstable, or was "
			"told to",
			source);
}

void doctor_check_timer(struct doctor *d)
{
	char source[64];

	if (doctor_text(d->env, "/sys/devices/system/clocksource/clocksource0/current_clocksource",
			source, sizeof(source)) < 0) {
		doctor_say(d, "timer", DOCTOR_UNKNOWN, why_timer, "",
			   "the kernel does not say what it keeps time by");
		return;
	}
	if (!strcmp(d->env->arch, "x86_64"))
		check_tsc(d, source);
	else if (!strcmp(source, "arch_sys_counter"))
		doctor_say(d, "timer", DOCTOR_OK, why_timer, "",
			   "the architected counter; the kernel keeps time by it");
	else
		doctor_say(d, "timer", DOCTOR_WARN, why_timer, "",
			   "the kernel keeps time by %s, not by the architected counter", source);
}
