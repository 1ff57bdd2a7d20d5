/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine that is made up, for the tests of the doctor: a root directory with what it reads of
 * /proc and /sys, and a fake PMU. Include it once a program; fit_machine() begins anew.
 */
#ifndef MEMTAX_TESTS_FAKE_MACHINE_H
#define MEMTAX_TESTS_FAKE_MACHINE_H

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

static inline void put(const char *path, const char *text)
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
	if (!file)
		abort();
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

static inline int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

static inline void take(const char *path)
{
	char full[PATH_MAX];

	snprintf(full, sizeof(full), "%s%s", root, path);
	nftw(full, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static inline int fake_hypervisor(char vendor[DOCTOR_VENDOR])
{
	memcpy(vendor, cpu_vendor, DOCTOR_VENDOR);
	return cpu_says;
}

static inline int fake_affinity(cpu_set_t *cpus)
{
	if (allowed_cpus < 0) {
		errno = EPERM;
		return -1;
	}
	for (int i = 0; i < allowed_cpus; i++)
		CPU_SET(i, cpus);
	return 0;
}

static inline unsigned long fake_personality(void)
{
	return own_personality;
}

#define CPU "/sys/devices/system/cpu/"
#define CPUINFO "/proc/cpuinfo"
#define CLOCKSOURCE "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define THP "/sys/kernel/mm/transparent_hugepage/enabled"
#define GOVERNOR1 CPU "cpu1/cpufreq/scaling_governor"

/* A workstation tuned for measuring: nothing is wrong with it. */
static inline void fit_machine(void)
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

static inline const struct doctor_finding *finding(const struct doctor_examination *e,
						   const char *check)
{
	for (size_t i = 0; i < e->n; i++)
		if (!strcmp(e->finding[i].check, check))
			return &e->finding[i];
	fail_msg("there is no finding '%s'", check);
	return NULL;
}

static inline void assert_found(const struct doctor_examination *e, const char *check,
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
static inline void assert_no_other(const struct doctor_examination *e, const char *check)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->finding[i].status != DOCTOR_OK && strcmp(e->finding[i].check, check) != 0)
			fail_msg("false alarm: %s: %s", e->finding[i].check, e->finding[i].found);
}

static inline int make_root(void **state)
{
	(void)state;
	return mkdtemp(root) ? 0 : -1;
}

static inline int remove_root(void **state)
{
	(void)state;
	take("");
	return 0;
}

#endif
