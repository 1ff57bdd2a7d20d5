/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A PMU and a kernel that answer as told, behind struct counters_os. For the tests of counters and
 * doctor; include it once a program. fake_reset() makes a machine on which everything works.
 */
#ifndef MEMTAX_TESTS_FAKE_PMU_H
#define MEMTAX_TESTS_FAKE_PMU_H

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include "harness/measure/counters.h"

enum { FAKE_FDS = 32, FAKE_TEXTS = 8, FAKE_FIRST_FD = 100, FAKE_EVENTS = 12 };

/* What each event counts during each kind of work: more than the self test asks for. */
struct fake_event {
	const char *name;
	int open_error;	      /* errno, 0: opens */
	int unknown;	      /* libpfm4 does not know it */
	uint64_t per_work[4]; /* by enum counters_work */
};

struct fake_fd {
	int open, leader, event;
	uint64_t value;
	struct perf_event_attr attr;
	struct perf_event_mmap_page *page;
};

static struct fake {
	struct fake_event event[FAKE_EVENTS];
	struct fake_fd fd[FAKE_FDS];
	int slots;	    /* counters in hardware: a larger group never runs */
	int group_max;	    /* members beyond fail with EINVAL */
	int unpinned;	    /* a group that does not fit reads as never running, not as 0 bytes */
	int off_pmu;	    /* from now on no group runs */
	int idle_in_work;   /* ns the group is off the PMU during work */
	int interruptions;  /* calls that fail with EINTR first */
	int read_error;	    /* errno of read(2) */
	int short_read;	    /* read(2) returns one member less */
	int wrong_n;	    /* read(2) says one member less than it returns */
	int swapped;	    /* ids in another order */
	int backwards;	    /* counters run down */
	int user_reads;	    /* pages offer rdpmc */
	int map_error;	    /* errno of mmap */
	unsigned int width; /* of a counter, in user reads */
	int page_lies;	    /* pages are off by far */
	uint64_t time;	    /* ns */
	struct {
		const char *path, *text;
	} text[FAKE_TEXTS];
	int maps; /* pages mapped now */
} fake;

static inline void fake_reset(void)
{
	static const struct fake_event events[FAKE_EVENTS] = {
		{ .name = "cycles", .per_work = { 1000411, 700123, 9000001, 500002 } },
		{ .name = "instructions", .per_work = { 2000050, 600123, 100001, 65555 } },
		{ .name = "branches", .per_work = { 1000010, 130000, 40000, 65555 } },
		{ .name = "branch-misses", .per_work = { 3, 32000, 10, 10 } },
		{ .name = "L1-dcache-loads", .per_work = { 20, 20, 40000, 20 } },
		{ .name = "L1-dcache-load-misses", .per_work = { 2, 2, 20000, 2 } },
		{ .name = "LLC-load-misses", .per_work = { 0, 0, 16000, 1 } },
		{ .name = "dTLB-load-misses", .per_work = { 0, 0, 16000, 1 } },
		{ .name = "L1-icache-load-misses", .per_work = { 1, 1, 1, 60000 } },
		{ .name = "stalled-cycles-frontend", .per_work = { 1, 1, 1, 60000 } },
		{ .name = "cache-misses", .per_work = { 1, 1, 17000, 1 } },
		{ .name = "L2D_CACHE_REFILL", .per_work = { 1, 1, 17000, 1 } },
	};

	memset(&fake, 0, sizeof(fake));
	memcpy(fake.event, events, sizeof(events));
	fake.slots = 6;
	fake.group_max = 8;
	fake.width = 48;
}

static inline struct fake_event *fake_event(const char *name)
{
	for (int i = 0; i < FAKE_EVENTS; i++)
		if (!strcmp(fake.event[i].name, name))
			return &fake.event[i];
	abort();
}

static inline int fake_open_fds(void)
{
	int n = 0;

	for (int i = 0; i < FAKE_FDS; i++)
		n += fake.fd[i].open;
	return n;
}

static inline struct fake_fd *fake_of(int fd)
{
	assert(fd >= FAKE_FIRST_FD && fd < FAKE_FIRST_FD + FAKE_FDS);
	assert(fake.fd[fd - FAKE_FIRST_FD].open);
	return &fake.fd[fd - FAKE_FIRST_FD];
}

static inline int fake_group_size(int leader)
{
	int n = 0;

	for (int i = 0; i < FAKE_FDS; i++)
		n += fake.fd[i].open && fake.fd[i].leader == leader;
	return n;
}

static inline int fake_interrupted(void)
{
	if (fake.interruptions-- <= 0)
		return 0;
	errno = EINTR;
	return 1;
}

static int fake_open(struct perf_event_attr *attr, pid_t pid, int cpu, int group_fd,
		     unsigned long flags)
{
	int index = 0;

	assert(pid == 0 && cpu == -1 && flags == PERF_FLAG_FD_CLOEXEC);
	assert(attr->size == sizeof(*attr) && attr->config < FAKE_EVENTS);
	assert(attr->exclude_kernel && attr->exclude_hv && !attr->inherit);
	assert(attr->pinned == (group_fd < 0) && attr->disabled == (group_fd < 0));
	if (fake_interrupted())
		return -1;
	errno = fake.event[attr->config].open_error;
	if (errno)
		return -1;
	while (fake.fd[index].open)
		index++;
	assert(index < FAKE_FDS);
	if (group_fd >= 0 && fake_group_size(group_fd) >= fake.group_max) {
		errno = EINVAL;
		return -1;
	}
	fake.fd[index] = (struct fake_fd){
		.open = 1,
		.leader = group_fd < 0 ? FAKE_FIRST_FD + index : group_fd,
		.event = (int)attr->config,
		.value = 1000 + attr->config,
		.attr = *attr,
	};
	return FAKE_FIRST_FD + index;
}

static inline int fake_scheduled(const struct fake_fd *f)
{
	return !fake.off_pmu && fake_group_size(f->leader) <= fake.slots;
}

static inline void fake_page_update(struct fake_fd *f, int index)
{
	if (!f->page)
		return;
	f->page->lock += 2;
	f->page->cap_user_rdpmc = fake.user_reads;
	f->page->pmc_width = (__u16)fake.width;
	f->page->index = fake_scheduled(f) ? (__u32)index + 1 : 0;
	f->page->offset = fake.page_lies ? 1 << 30 : 5000;
	f->page->time_enabled = fake.time;
	f->page->time_running = fake_scheduled(f) ? fake.time - (uint64_t)fake.idle_in_work : 0;
}

static ssize_t fake_read(int fd, void *buf, size_t size)
{
	struct fake_fd *leader = fake_of(fd);
	uint64_t *out = buf;
	size_t n = 3;

	assert(leader->leader == fd);
	if (fake_interrupted())
		return -1;
	errno = fake.read_error;
	if (errno)
		return -1;
	if (!fake_scheduled(leader) && !fake.unpinned)
		return 0;
	fake.time += 100;
	out[1] = fake.time;
	out[2] = fake_scheduled(leader) ? fake.time - (uint64_t)fake.idle_in_work : 0;
	for (int i = 0; i < FAKE_FDS; i++) {
		struct fake_fd *f = &fake.fd[i];

		if (!f->open || f->leader != fd || (n - 3) / 2 >= (size_t)fake.group_max)
			continue;
		if (n + 2 > size / sizeof(*out))
			break;
		out[n++] = f->value;
		out[n++] = (uint64_t)(FAKE_FIRST_FD + i + fake.swapped);
	}
	if (fake.short_read)
		n -= 2;
	out[0] = (n - 3) / 2 - (size_t)fake.wrong_n;
	return (ssize_t)(n * sizeof(*out));
}

static int fake_ioctl(int fd, unsigned long request, uintptr_t arg)
{
	fake_of(fd);
	if (request == PERF_EVENT_IOC_ID)
		*(uint64_t *)arg = (uint64_t)fd;
	else
		assert(request == PERF_EVENT_IOC_ENABLE && arg == PERF_IOC_FLAG_GROUP);
	return 0;
}

static void *fake_map(size_t size, int fd)
{
	struct fake_fd *f = fake_of(fd);

	errno = fake.map_error;
	if (errno)
		return MAP_FAILED;
	assert(size >= sizeof(*f->page));
	f->page = calloc(1, size);
	fake.maps++;
	fake_page_update(f, fd - FAKE_FIRST_FD);
	return f->page;
}

static int fake_unmap(void *address, size_t size)
{
	(void)size;
	for (int i = 0; i < FAKE_FDS; i++)
		if (fake.fd[i].page == address)
			fake.fd[i].page = NULL;
	free(address);
	fake.maps--;
	return 0;
}

static int fake_close(int fd)
{
	fake_of(fd)->open = 0;
	return 0;
}

static int fake_text(const char *path, char *buf, size_t size)
{
	for (int i = 0; i < FAKE_TEXTS; i++) {
		if (!fake.text[i].path || strcmp(fake.text[i].path, path) != 0)
			continue;
		strncpy(buf, fake.text[i].text, size - 1);
		buf[size - 1] = '\0';
		return 0;
	}
	return -1;
}

static int fake_encode(const char *name, struct counters_encoding *encoding,
		       struct memtax_error *err)
{
	struct fake_event *event = fake_event(name);

	if (event->unknown)
		return memtax_fail(err, "libpfm4 knows no event '%s'", name);
	*encoding = (struct counters_encoding){ .config = (uint64_t)(event - fake.event) };
	return 0;
}

static bool fake_pmc_readable(uint32_t index)
{
	return index != 0;
}

static uint64_t fake_pmc(uint32_t index)
{
	uint64_t raw = fake.fd[index - 1].value - 5000;

	return fake.width == 64 ? raw : raw & ((UINT64_C(1) << fake.width) - 1);
}

static int fake_work(enum counters_work work)
{
	fake.time += 1000000;
	for (int i = 0; i < FAKE_FDS; i++) {
		struct fake_fd *f = &fake.fd[i];
		uint64_t amount = fake.event[f->event].per_work[work];

		if (!f->open || !fake_scheduled(f))
			continue;
		f->value += fake.backwards ? -amount : amount;
		fake_page_update(f, i);
	}
	return 0;
}

static const struct counters_os fake_os = {
	.open = fake_open,
	.read = fake_read,
	.ioctl = fake_ioctl,
	.map = fake_map,
	.unmap = fake_unmap,
	.close = fake_close,
	.text = fake_text,
	.encode = fake_encode,
	.pmc_readable = fake_pmc_readable,
	.pmc = fake_pmc,
	.work = fake_work,
};

#endif
