// SPDX-License-Identifier: GPL-2.0-or-later
/* How fast the cores run, and whether two threads share one. */
#include <string.h>
#include "harness/doctor/checks.h"

enum { CPUS = 1024 };

void doctor_check_governor(struct doctor *d)
{
	static const char why[] =
		"a frequency that moves between samples moves the memory's cost in "
		"cycles with it";
	char governor[64], path[128], other[64] = "";
	size_t n_set = 0, n_other = 0;
	int cpus[CPUS];
	size_t n = doctor_cpus(d->env, cpus, CPUS);

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path),
			 "/sys/devices/system/cpu/cpu%d/cpufreq/scaling_governor", cpus[i]);
		if (doctor_text(d->env, path, governor, sizeof(governor)) < 0)
			continue;
		n_set++;
		if (!strcmp(governor, "performance"))
			continue;
		n_other++;
		memcpy(other, governor, sizeof(other));
	}
	if (!n_set)
		doctor_say(d, "governor", DOCTOR_UNKNOWN, why, "",
			   "no cpufreq here: firmware or hypervisor chooses the frequency");
	else if (!n_other)
		doctor_say(d, "governor", DOCTOR_OK, why, "", "performance on all %zu CPUs", n_set);
	else
		doctor_say(d, "governor", DOCTOR_WARN, why,
			   "echo performance | tee "
			   "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor",
			   "%s on %zu of %zu CPUs, not performance", other, n_other, n_set);
}

void doctor_check_boost(struct doctor *d)
{
	/* Where drivers keep the switch, the value that means boosting, and how to turn it off. */
	static const struct {
		const char *path;
		double on;
		const char *mend;
	} switches[] = {
		{ "/sys/devices/system/cpu/cpufreq/boost", 1,
		  "echo 0 > /sys/devices/system/cpu/cpufreq/boost" },
		{ "/sys/devices/system/cpu/intel_pstate/no_turbo", 0,
		  "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo" },
		{ "/sys/devices/system/cpu/cpu0/cpufreq/boost", 1,
		  "echo 0 | tee /sys/devices/system/cpu/cpu*/cpufreq/boost" },
	};
	static const char why[] = "boost depends on temperature and on what other cores do";
	double value;

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++) {
		if (doctor_number(d->env, switches[i].path, &value) < 0)
			continue;
		if (value == switches[i].on)
			doctor_say(d, "boost", DOCTOR_WARN, why, switches[i].mend,
				   "the cores may boost above their base frequency");
		else
			doctor_say(d, "boost", DOCTOR_OK, why, "", "off");
		return;
	}
	doctor_say(d, "boost", DOCTOR_UNKNOWN, why, "", "no switch for it is to be seen");
}

static bool any_siblings(const struct doctor_env *env)
{
	char list[64], path[128];
	int cpus[CPUS];
	size_t n = doctor_cpus(env, cpus, CPUS);

	for (size_t i = 0; i < n; i++) {
		snprintf(path, sizeof(path),
			 "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", cpus[i]);
		if (doctor_text(env, path, list, sizeof(list)) == 0 && strpbrk(list, ",-"))
			return true;
	}
	return false;
}

void doctor_check_smt(struct doctor *d)
{
	static const char why[] =
		"a sibling hardware thread takes issue slots and cache; rounds in "
		"which one ran are set apart, which costs rounds";
	double active;
	bool known = doctor_number(d->env, "/sys/devices/system/cpu/smt/active", &active) == 0;

	if (any_siblings(d->env) || (known && active == 1))
		doctor_say(d, "smt", DOCTOR_WARN, why,
			   "echo off > /sys/devices/system/cpu/smt/control",
			   "on: two hardware threads share a core");
	else if (!known)
		doctor_say(d, "smt", DOCTOR_UNKNOWN, why, "", "the kernel does not say");
	else if (d->examination->machine == DOCTOR_VM)
		doctor_say(d, "smt", DOCTOR_UNKNOWN, why, "",
			   "off as far as this machine sees; the host may share the core unseen");
	else
		doctor_say(d, "smt", DOCTOR_OK, why, "", "off");
}
