// SPDX-License-Identifier: GPL-2.0-or-later
/* Who else runs here. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "harness/doctor/checks.h"

enum { CPUS = 1024 };

/* What runs this moment beside this program: the fourth field, `running/all`. */
static int running_beside(const struct doctor_env *env)
{
	char line[128], *slash, *number;

	if (doctor_text(env, "/proc/loadavg", line, sizeof(line)) < 0)
		return -1;
	slash = strchr(line, '/');
	if (!slash)
		return -1;
	*slash = '\0';
	number = strrchr(line, ' ');
	return number ? (int)strtol(number, NULL, 10) - 1 : -1;
}

void doctor_check_load(struct doctor *d)
{
	static const char why[] = "what else runs takes CPU time, caches and memory bandwidth";
	static const char mend[] = "top -b -n 1 | head -20";
	const double quiet = 0.5; /* a shell, a desktop at rest */
	int cpus[CPUS];
	size_t n = doctor_cpus(d->env, cpus, CPUS);
	double load;

	if (!n)
		n = 1;
	if (doctor_number(d->env, "/proc/loadavg", &load) < 0)
		doctor_say(d, "load", DOCTOR_UNKNOWN, why, "", "/proc/loadavg cannot be read");
	else if (load < quiet)
		doctor_say(d, "load", DOCTOR_OK, why, "", "%.2f in the last minute", load);
	else if (load < (double)n)
		doctor_say(d, "load", DOCTOR_WARN, why, mend,
			   "%.2f in the last minute on %zu CPU%s", load, n, n > 1 ? "s" : "");
	else if (running_beside(d->env) == 0) /* as after a build */
		doctor_say(d, "load", DOCTOR_WARN, why, "sleep 60",
			   "%.2f in the last minute on %zu CPU%s, though nothing else runs now",
			   load, n, n > 1 ? "s" : "");
	else
		doctor_say(d, "load", DOCTOR_FAIL, why, mend,
			   "%.2f in the last minute on %zu CPU%s: no CPU is free to measure on",
			   load, n, n > 1 ? "s" : "");
}

void doctor_check_steal(struct doctor *d)
{
	static const char why[] = "stolen time is in the samples, and cannot be told from work";
	enum { STEAL = 7, FIELDS = 8 }; /* user nice system idle iowait irq softirq steal */
	const double tolerable = 0.01;
	char line[512], *at, *end;
	double field[FIELDS], total = 0;

	if (d->examination->machine == DOCTOR_METAL)
		return; /* nobody to steal */
	if (doctor_text(d->env, "/proc/stat", line, sizeof(line)) < 0 ||
	    strncmp(line, "cpu ", 4) != 0) {
		doctor_say(d, "steal", DOCTOR_UNKNOWN, why, "", "/proc/stat cannot be read");
		return;
	}
	at = line + 4;
	for (int i = 0; i < FIELDS; i++) {
		field[i] = strtod(at, &end);
		total += field[i];
		if (end == at) {
			doctor_say(d, "steal", DOCTOR_UNKNOWN, why, "",
				   "/proc/stat does not count stolen time");
			return;
		}
		at = end;
	}
	doctor_say(d, "steal",
		   total > 0 && field[STEAL] > tolerable * total ? DOCTOR_WARN : DOCTOR_OK, why, "",
		   "%.2f %% of all CPU time since boot went to the host",
		   total > 0 ? 100 * field[STEAL] / total : 0.0);
}

void doctor_check_pinning(struct doctor *d)
{
	static const char why[] = "a launch pins itself to one CPU; the rest of the program wants "
				  "another";
	int cpus[CPUS];
	size_t n = doctor_cpus(d->env, cpus, CPUS);
	cpu_set_t allowed;
	int count;

	CPU_ZERO(&allowed);
	if (d->env->affinity(&allowed) < 0) {
		doctor_say(d, "pinning", DOCTOR_UNKNOWN, why, "", "sched_getaffinity: %s",
			   strerror(errno));
		return;
	}
	count = CPU_COUNT(&allowed);
	if (count == 0)
		doctor_say(d, "pinning", DOCTOR_FAIL, why, "", "no CPU is allowed to this program");
	else if (count == 1)
		doctor_say(d, "pinning", DOCTOR_WARN, why, "",
			   "one CPU is allowed (of %zu): samples and bookkeeping share it", n);
	else
		doctor_say(d, "pinning", DOCTOR_OK, why, "", "%d CPUs of %zu are allowed", count,
			   n);
}

void doctor_check_isolation(struct doctor *d)
{
	static const char path[] = "/sys/devices/system/cpu/isolated";
	static const char why[] = "on an isolated CPU the scheduler puts nothing else";
	char list[128];

	if (doctor_text(d->env, path, list, sizeof(list)) == 0)
		doctor_say(d, "isolation", DOCTOR_OK, why, "", "isolated CPUs: %s", list);
	else if (doctor_exists(d->env, path))
		doctor_say(d, "isolation", DOCTOR_WARN, why,
			   "add isolcpus=1 nohz_full=1 to the kernel's command line and boot",
			   "no CPU is isolated");
	else
		doctor_say(d, "isolation", DOCTOR_UNKNOWN, why, "", "the kernel does not say");
}
