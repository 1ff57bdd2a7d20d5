// SPDX-License-Identifier: GPL-2.0-or-later
/* One set of counters: open, read, difference, close. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <linux/perf_event.h>
#include <sys/mman.h>
#include "harness/measure/counters_impl.h"

enum { INTERRUPTED_TRIES = 100 };

const char counters_void_unscheduled[] =
	"the group was not on the PMU (another user of the counters, or another kind of core)";

/* The layout of read(2) for the read_format below. */
struct group_values {
	uint64_t n, enabled, running;
	struct {
		uint64_t value, id;
	} event[COUNTERS_SET_EVENTS];
};

static int open_event(const struct counters_os *os, const struct counters_event *event,
		      int group_fd)
{
	struct perf_event_attr attr = {
		.type = event->encoding.type,
		.size = sizeof(attr),
		.config = event->encoding.config,
		.config1 = event->encoding.config1,
		.config2 = event->encoding.config2,
		.read_format = PERF_FORMAT_GROUP | PERF_FORMAT_ID | PERF_FORMAT_TOTAL_TIME_ENABLED |
			       PERF_FORMAT_TOTAL_TIME_RUNNING,
		.disabled = group_fd < 0, /* the leader starts the group */
		.pinned = group_fd < 0,	  /* always on the PMU, or in error: never multiplexed */
		.exclude_kernel = 1,
		.exclude_hv = 1,
	};
	int fd = -1;

	for (int try = 0; try < INTERRUPTED_TRIES; try++) {
		fd = os->open(&attr, 0, -1, group_fd, PERF_FLAG_FD_CLOEXEC);
		if (fd >= 0 || errno != EINTR)
			break;
	}
	return fd;
}

static enum counters_opened failure_kind(int error)
{
	switch (error) {
	case EACCES:
	case EPERM:
	case ENOSYS:
	case EMFILE:
	case ENFILE:
		return COUNTERS_FORBIDDEN;
	default:
		return COUNTERS_ABSENT;
	}
}

enum counters_opened counters_open_group(const struct counters_os *os,
					 const struct counters_event *events, size_t n,
					 struct counters_set *set, struct memtax_error *err)
{
	memset(set, 0, sizeof(*set));
	set->os = os;
	set->owner = pthread_self();
	for (size_t i = 0; i < n; i++) {
		int fd = open_event(os, &events[i], i ? set->fd[0] : -1);

		if (fd < 0) {
			int error = errno;

			counters_say_open(os, error, events[i].name, i > 0, err);
			counters_close(set);
			return failure_kind(error);
		}
		set->fd[i] = fd;
		set->name[i] = events[i].name;
		set->n = i + 1;
		if (os->ioctl(fd, PERF_EVENT_IOC_ID, (uintptr_t)&set->id[i]) < 0) {
			memtax_fail(err, "'%s' has no id: %s", events[i].name, strerror(errno));
			counters_close(set);
			return COUNTERS_ABSENT;
		}
	}
	if (os->ioctl(set->fd[0], PERF_EVENT_IOC_ENABLE, PERF_IOC_FLAG_GROUP) < 0) {
		memtax_fail(err, "the group of '%s' does not start: %s", events[0].name,
			    strerror(errno));
		counters_close(set);
		return COUNTERS_ABSENT;
	}
	return COUNTERS_OPENED;
}

static void read_group(const struct counters_set *set, struct counters_sample *sample)
{
	struct group_values values;
	size_t size = offsetof(struct group_values, event[set->n]);
	ssize_t got = -1;

	for (int try = 0; try < INTERRUPTED_TRIES; try++) {
		got = set->os->read(set->fd[0], &values, size);
		if (got >= 0 || errno != EINTR)
			break;
	}
	if (got < 0) {
		sample->voided = "reading the counters failed";
		return;
	}
	if (got == 0) { /* what a pinned group in error reads as */
		sample->voided = counters_void_unscheduled;
		return;
	}
	if ((size_t)got != size || values.n != set->n) {
		sample->voided = "the kernel returned another number of counters";
		return;
	}
	for (size_t i = 0; i < set->n; i++) {
		if (values.event[i].id != set->id[i]) {
			sample->voided = "the kernel returned the counters in another order";
			return;
		}
		sample->value[i] = values.event[i].value;
		sample->idle[i] = values.enabled - values.running;
	}
	sample->running = values.running;
}

static void read_pages(const struct counters_set *set, struct counters_sample *sample)
{
	for (size_t i = 0; i < set->n; i++) {
		struct counters_point point;

		sample->voided = counters_page_read(set->page[i], set->os->pmc, &point);
		if (sample->voided)
			return;
		sample->value[i] = point.value;
		sample->idle[i] = point.idle;
	}
}

/* Nothing older still counts, nothing younger counts yet: counter reads are not ordered. */
static inline void fence(void)
{
#if defined(__x86_64__)
	__asm__ volatile("lfence" ::: "memory");
#elif defined(__aarch64__)
	__asm__ volatile("dsb ish\n\tisb" ::: "memory");
#endif
}

void counters_read(const struct counters_set *set, struct counters_sample *sample)
{
	sample->voided = NULL;
	sample->running = 0;
	if (!set->n) {
		sample->voided = "the set is not open";
		return;
	}
	if (!pthread_equal(set->owner, pthread_self())) {
		sample->voided = "another thread than the one that opened the set read it";
		return;
	}
	fence();
	if (set->user)
		read_pages(set, sample);
	else
		read_group(set, sample);
	fence();
}

const char *counters_diff(const struct counters_set *set, const struct counters_sample *begin,
			  const struct counters_sample *end, uint64_t count[COUNTERS_SET_EVENTS])
{
	if (begin->voided)
		return begin->voided;
	if (end->voided)
		return end->voided;
	if (!set->user && end->running == begin->running)
		return counters_void_unscheduled;
	for (size_t i = 0; i < set->n; i++) {
		if (end->idle[i] != begin->idle[i])
			return "the group was off the PMU for a part of the sample";
		if (end->value[i] < begin->value[i])
			return "a counter ran backwards";
	}
	for (size_t i = 0; i < set->n; i++)
		count[i] = end->value[i] - begin->value[i];
	return NULL;
}

static void unmap_pages(struct counters_set *set)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);

	for (size_t i = 0; i < set->n; i++) {
		if (set->page[i])
			set->os->unmap(set->page[i], size);
		set->page[i] = NULL;
	}
}

/* Do all pages offer a counter that this program knows how to read? */
static bool pages_readable(const struct counters_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		const volatile struct perf_event_mmap_page *page = set->page[i];

		if (!page->cap_user_rdpmc || !set->os->pmc_readable(page->index))
			return false;
	}
	return true;
}

/* A value read from the pages must lie between two that the kernel gives. */
static bool pages_truthful(const struct counters_set *set)
{
	struct counters_sample before = { 0 }, user = { 0 }, after = { 0 };

	read_group(set, &before);
	read_pages(set, &user);
	read_group(set, &after);
	if (before.voided || user.voided || after.voided)
		return false;
	for (size_t i = 0; i < set->n; i++) {
		if (user.value[i] < before.value[i] || user.value[i] > after.value[i])
			return false;
	}
	return true;
}

void counters_map_pages(struct counters_set *set)
{
	size_t size = (size_t)sysconf(_SC_PAGESIZE);

	for (size_t i = 0; i < set->n; i++) {
		void *page = set->os->map(size, set->fd[i]);

		if (page == MAP_FAILED) {
			counters_say_no_user_reads(set->os, errno, &set->user_reason);
			unmap_pages(set);
			return;
		}
		set->page[i] = page;
	}
	if (!pages_readable(set)) {
		counters_say_no_user_reads(set->os, 0, &set->user_reason);
		unmap_pages(set);
		return;
	}
	if (!pages_truthful(set)) {
		memtax_fail(&set->user_reason, "user-space reads disagree with read(2), which is "
					       "used instead");
		unmap_pages(set);
		return;
	}
	set->user = true;
}

int counters_open_set(const struct counters_os *os, const struct counters_report *report,
		      size_t index, struct counters_set *set, struct memtax_error *err)
{
	memset(set, 0, sizeof(*set));
	if (index >= report->n_sets)
		return memtax_fail(err, "there is no counter set %zu: %zu are available", index,
				   report->n_sets);
	if (counters_open_group(os, report->set[index].event, report->set[index].n, set, err) !=
	    COUNTERS_OPENED)
		return -1;
	counters_map_pages(set);
	return 0;
}

void counters_close(struct counters_set *set)
{
	if (!set->n)
		return;
	unmap_pages(set);
	/* The leader last: its members would become groups of their own. */
	for (size_t i = set->n; i-- > 0;)
		set->os->close(set->fd[i]);
	memset(set, 0, sizeof(*set));
}
