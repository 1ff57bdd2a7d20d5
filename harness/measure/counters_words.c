// SPDX-License-Identifier: GPL-2.0-or-later
/* Why the counters say nothing, in words: what is wrong and what mends it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "harness/measure/counters_impl.h"

#define PARANOID "/proc/sys/kernel/perf_event_paranoid"

/* A small number from a file, or `otherwise` if there is none. */
static long number_in(const struct counters_os *os, const char *path, long otherwise)
{
	char text[32], *end;
	long value;

	if (os->text(path, text, sizeof(text)) < 0)
		return otherwise;
	value = strtol(text, &end, 10);
	return end == text ? otherwise : value;
}

static void say_forbidden(const struct counters_os *os, int error, struct memtax_error *err)
{
	enum { NOT_READ = -100 };
	long level = number_in(os, PARANOID, NOT_READ);
	const char *code = error == EPERM ? "EPERM" : "EACCES";

	if (level == NOT_READ)
		memtax_fail(err,
			    "the kernel forbids counting (%s) and " PARANOID " cannot be read: a "
			    "container without /proc/sys? Ask for CAP_PERFMON",
			    code);
	else if (level > 2)
		memtax_fail(err,
			    "the kernel forbids counting (%s): perf_event_paranoid is %ld, 2 is "
			    "enough; as root: sysctl kernel.perf_event_paranoid=2",
			    code, level);
	else
		memtax_fail(err,
			    "the kernel forbids counting (%s) although perf_event_paranoid is %ld: "
			    "a seccomp filter or security module does (containers: docker run "
			    "--cap-add PERFMON --security-opt seccomp=unconfined)",
			    code, level);
}

void counters_say_open(const struct counters_os *os, int error, const char *name, bool beside,
		       struct memtax_error *err)
{
	switch (error) {
	case ENOENT:
		memtax_fail(err,
			    "no PMU counts '%s' here (ENOENT); in a virtual machine the host must "
			    "offer a virtual PMU that does",
			    name);
		return;
	case EACCES:
	case EPERM:
		say_forbidden(os, error, err);
		return;
	case EINVAL:
		if (beside)
			memtax_fail(err,
				    "'%s' does not fit into one group with the others (EINVAL)",
				    name);
		else
			memtax_fail(err, "the PMU refuses '%s' in user mode alone (EINVAL)", name);
		return;
	case ENOSYS:
		memtax_fail(err, "no perf_event_open here (ENOSYS): a kernel without "
				 "CONFIG_PERF_EVENTS, user-mode emulation, or a seccomp filter");
		return;
	case EMFILE:
		memtax_fail(err, "too many open files (EMFILE): raise `ulimit -n`");
		return;
	case ENFILE:
		memtax_fail(err, "the system has too many open files (ENFILE): raise fs.file-max");
		return;
	case EOPNOTSUPP:
		memtax_fail(err, "the PMU cannot count '%s' this way (EOPNOTSUPP)", name);
		return;
	case EBUSY:
		memtax_fail(err,
			    "another program holds the PMU for itself (EBUSY): stop it (perf, a "
			    "profiler) and try again");
		return;
	case ENODEV:
		memtax_fail(err, "this CPU does not support '%s' (ENODEV)", name);
		return;
	case E2BIG:
		memtax_fail(err,
			    "the kernel is older than the headers memtax was built with (E2BIG):"
			    " build it on this machine");
		return;
	default:
		memtax_fail(err, "'%s' cannot be opened: %s", name, strerror(error));
	}
}

void counters_say_unscheduled(const struct counters_os *os, const char *name, size_t n,
			      struct memtax_error *err)
{
	const char *mend =
		"another user of the PMU (perf, a profiler, a hypervisor) holds counters";

	if (number_in(os, "/proc/sys/kernel/nmi_watchdog", 0) == 1)
		mend = "the NMI watchdog holds one; as root: sysctl kernel.nmi_watchdog=0";
	if (n > 1)
		memtax_fail(err,
			    "'%s' opens but its group of %zu never runs: too few free counters; %s",
			    name, n, mend);
	else
		memtax_fail(err, "'%s' opens but never runs: no free counter; %s", name, mend);
}

void counters_say_no_user_reads(const struct counters_os *os, int error, struct memtax_error *err)
{
	if (error) {
		memtax_fail(err, "the counter pages cannot be mapped: %s", strerror(error));
		return;
	}
#if defined(__aarch64__)
	if (number_in(os, "/proc/sys/kernel/perf_user_access", 0) != 1) {
		memtax_fail(err, "the kernel keeps the counters from user space; as root: sysctl "
				 "kernel.perf_user_access=1");
		return;
	}
#else
	if (number_in(os, "/sys/bus/event_source/devices/cpu/rdpmc", 1) == 0) {
		memtax_fail(err, "rdpmc is turned off; as root: echo 1 > "
				 "/sys/bus/event_source/devices/cpu/rdpmc");
		return;
	}
#endif
	memtax_fail(err, "the kernel offers no reads from user space for these events");
}
