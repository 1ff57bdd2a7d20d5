// SPDX-License-Identifier: GPL-2.0-or-later
/* The system itself, behind struct counters_os. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include "harness/measure/counters_impl.h"

static int os_open(struct perf_event_attr *attr, pid_t pid, int cpu, int group_fd,
		   unsigned long flags)
{
	return (int)syscall(SYS_perf_event_open, attr, pid, cpu, group_fd, flags);
}

static int os_ioctl(int fd, unsigned long request, uintptr_t arg)
{
	return ioctl(fd, request, arg);
}

static void *os_map(size_t size, int fd)
{
	return mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0);
}

static int os_text(const char *path, char *buf, size_t size)
{
	FILE *file = fopen(path, "re");
	char *line;

	if (!file)
		return -1;
	line = fgets(buf, (int)size, file);
	fclose(file);
	if (!line)
		return -1;
	line[strcspn(line, "\n")] = '\0';
	return 0;
}

const struct counters_os counters_os_real = {
	.open = os_open,
	.read = read,
	.ioctl = os_ioctl,
	.map = os_map,
	.unmap = munmap,
	.close = close,
	.text = os_text,
	.encode = counters_encode,
	.pmc_readable = counters_pmc_readable,
	.pmc = counters_pmc,
	.work = counters_do_work,
};
