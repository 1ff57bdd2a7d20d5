// SPDX-License-Identifier: GPL-2.0-or-later
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include "harness/doctor/checks.h"
#if defined(__x86_64__)
#include <cpuid.h>
#endif

static int cpu_hypervisor(char vendor[DOCTOR_VENDOR])
{
	memset(vendor, 0, DOCTOR_VENDOR);
#if defined(__x86_64__)
	enum { HYPERVISOR_BIT = 31, HYPERVISOR_LEAF = 0x40000000 };
	unsigned int a, b, c, d;

	if (!__get_cpuid(1, &a, &b, &c, &d))
		return -1;
	if (!(c >> HYPERVISOR_BIT & 1))
		return 0;
	__cpuid(HYPERVISOR_LEAF, a, b, c, d);
	memcpy(vendor, &b, sizeof(b));
	memcpy(vendor + 4, &c, sizeof(c));
	memcpy(vendor + 8, &d, sizeof(d));
	for (char *at = vendor; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
	return 1;
#else
	return -1; /* the architecture has no such word */
#endif
}

static int own_affinity(cpu_set_t *cpus)
{
	return sched_getaffinity(0, sizeof(*cpus), cpus);
}

static unsigned long own_personality(void)
{
	return (unsigned long)personality(0xffffffff); /* asks, changes nothing */
}

const struct doctor_env doctor_env_real = {
	.root = "",
#if defined(__x86_64__)
	.arch = "x86_64",
#else
	.arch = "aarch64",
#endif
	.counters = &counters_os_real,
	.hypervisor = cpu_hypervisor,
	.affinity = own_affinity,
	.personality = own_personality,
};

void doctor_say(struct doctor *d, const char *check, enum doctor_status status, const char *why,
		const char *mend, const char *found, ...)
{
	struct doctor_finding *finding;
	va_list args;

	if (d->examination->n == DOCTOR_FINDINGS)
		return;
	finding = &d->examination->finding[d->examination->n++];
	finding->check = check;
	finding->status = status;
	finding->why = why;
	finding->mend = mend;
	va_start(args, found);
	vsnprintf(finding->found, sizeof(finding->found), found, args);
	va_end(args);
}

void doctor_look(const struct doctor_env *env, struct doctor_examination *examination)
{
	static doctor_check *const checks[] = {
		doctor_check_machine,	doctor_check_pmu,      doctor_check_timer,
		doctor_check_paranoid,	doctor_check_watchdog, doctor_check_governor,
		doctor_check_boost,	doctor_check_smt,      doctor_check_aslr,
		doctor_check_load,	doctor_check_steal,    doctor_check_pinning,
		doctor_check_isolation, doctor_check_thp,
	};
	struct doctor d = { .env = env, .examination = examination };

	memset(examination, 0, sizeof(*examination));
	examination->machine = DOCTOR_MACHINE_UNKNOWN;
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		checks[i](&d);
}

const char *doctor_grade(const struct doctor_examination *examination)
{
	switch (examination->machine) {
	case DOCTOR_METAL:
		return examination->pmu ? "metal-pmu" : "metal-tsc";
	case DOCTOR_EMULATED:
		return "emulated";
	case DOCTOR_VM:
	case DOCTOR_MACHINE_UNKNOWN:
		break;
	}
	return examination->pmu ? "vm-pmu" : "vm-tsc";
}

bool doctor_failed(const struct doctor_examination *examination)
{
	for (size_t i = 0; i < examination->n; i++)
		if (examination->finding[i].status == DOCTOR_FAIL)
			return true;
	return false;
}

const char *doctor_status_name(enum doctor_status status)
{
	static const char *const names[] = {
		[DOCTOR_OK] = "ok",
		[DOCTOR_WARN] = "warn",
		[DOCTOR_FAIL] = "fail",
		[DOCTOR_UNKNOWN] = "unknown",
	};

	return names[status];
}

json_t *doctor_json(const struct doctor_examination *examination)
{
	json_t *findings = json_array();

	for (size_t i = 0; i < examination->n; i++) {
		const struct doctor_finding *f = &examination->finding[i];

		json_array_append_new(findings,
				      json_pack("{s:s, s:s, s:s, s:s, s:s}", "check", f->check,
						"status", doctor_status_name(f->status), "found",
						f->found, "why", f->why, "mend", f->mend));
	}
	return findings;
}

json_t *doctor_examine(const struct doctor_env *env, const char **grade)
{
	struct doctor_examination examination;

	doctor_look(env, &examination);
	*grade = doctor_grade(&examination);
	return doctor_json(&examination);
}
