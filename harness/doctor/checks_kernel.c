// SPDX-License-Identifier: GPL-2.0-or-later
/* Settings of the kernel. */
#include <string.h>
#include <sys/personality.h>
#include "harness/doctor/checks.h"

void doctor_check_paranoid(struct doctor *d)
{
	static const char why[] = "above 2 only privileged programs may count, even themselves";
	double level;

	if (doctor_number(d->env, "/proc/sys/kernel/perf_event_paranoid", &level) < 0)
		doctor_say(d, "paranoid", DOCTOR_UNKNOWN, why, "",
			   "there is no perf_event_paranoid: no perf events, or no /proc/sys");
	else if (level > 2)
		doctor_say(d, "paranoid", d->examination->pmu ? DOCTOR_OK : DOCTOR_WARN, why,
			   d->examination->pmu ? "" : "sysctl kernel.perf_event_paranoid=2",
			   "perf_event_paranoid is %.0f%s", level,
			   d->examination->pmu ? ", and this program may count all the same" : "");
	else
		doctor_say(d, "paranoid", DOCTOR_OK, why, "", "perf_event_paranoid is %.0f", level);
}

void doctor_check_watchdog(struct doctor *d)
{
	static const char why[] = "it holds one hardware counter on every CPU, and interrupts";
	double on;

	if (doctor_number(d->env, "/proc/sys/kernel/nmi_watchdog", &on) < 0)
		doctor_say(d, "watchdog", DOCTOR_UNKNOWN, why, "", "there is no nmi_watchdog");
	else if (on)
		doctor_say(d, "watchdog", DOCTOR_WARN, why, "sysctl kernel.nmi_watchdog=0",
			   "the NMI watchdog runs");
	else
		doctor_say(d, "watchdog", DOCTOR_OK, why, "", "the NMI watchdog is off");
}

void doctor_check_aslr(struct doctor *d)
{
	static const char why[] = "every launch is to meet other addresses: one placement alone "
				  "shifts a figure by per cents";
	double level;

	if (d->env->personality() & ADDR_NO_RANDOMIZE)
		doctor_say(d, "aslr", DOCTOR_WARN, why, "",
			   "off for this program (setarch -R, a debugger): start it without");
	else if (doctor_number(d->env, "/proc/sys/kernel/randomize_va_space", &level) < 0)
		doctor_say(d, "aslr", DOCTOR_UNKNOWN, why, "", "there is no randomize_va_space");
	else if (level < 2)
		doctor_say(d, "aslr", DOCTOR_WARN, why, "sysctl kernel.randomize_va_space=2",
			   "%s: randomize_va_space is %.0f", level < 1 ? "off" : "partial", level);
	else
		doctor_say(d, "aslr", DOCTOR_OK, why, "", "full: randomize_va_space is %.0f",
			   level);
}

void doctor_check_thp(struct doctor *d)
{
	static const char path[] = "/sys/kernel/mm/transparent_hugepage/enabled";
	static const char why[] = "without huge pages, footprints beyond the TLB measure the TLB";
	char modes[128];

	if (doctor_text(d->env, path, modes, sizeof(modes)) < 0)
		doctor_say(d, "thp", DOCTOR_UNKNOWN, why, "",
			   "the kernel has no transparent huge pages, or does not say");
	else if (strstr(modes, "[never]"))
		doctor_say(d, "thp", DOCTOR_WARN, why,
			   "echo madvise > /sys/kernel/mm/transparent_hugepage/enabled",
			   "transparent huge pages: never");
	else if (strstr(modes, "[madvise]") || strstr(modes, "[always]"))
		doctor_say(d, "thp", DOCTOR_OK, why, "", "transparent huge pages: %s",
			   strstr(modes, "[always]") ? "always" : "where asked for");
	else
		doctor_say(d, "thp", DOCTOR_UNKNOWN, why, "", "transparent huge pages: '%s'",
			   modes);
}
