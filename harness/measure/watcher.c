// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/watcher.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>

enum { ROOM = 4096 };

static void (*tell_report)(const struct watcher_report *report);

/* The library is in the process from its start, or never. */
static void *of_library(const char *name)
{
	return dlsym(RTLD_DEFAULT, name);
}

bool watcher_here(void)
{
	return of_library("__asan_poison_memory_region") != NULL;
}

size_t watcher_room(void)
{
	return watcher_here() ? ROOM : 0;
}

static void mark(const char *name, const void *p, size_t size)
{
	void (*call)(const volatile void *, size_t) = of_library(name);

	if (call && size)
		call(p, size);
}

void watcher_forbid(const void *p, size_t size)
{
	mark("__asan_poison_memory_region", p, size);
}

void watcher_allow(const void *p, size_t size)
{
	mark("__asan_unpoison_memory_region", p, size);
}

static void on_report(const char *text)
{
	const char *(*description)(void) = of_library("__asan_get_report_description");
	void *(*pc)(void) = of_library("__asan_get_report_pc");
	void *(*bp)(void) = of_library("__asan_get_report_bp");
	int (*writes)(void) = of_library("__asan_get_report_access_type");
	size_t (*size)(void) = of_library("__asan_get_report_access_size");
	struct watcher_report report = { .at = (uintptr_t)pc() };
	const uintptr_t *frame = bp();

	(void)text; /* has addresses in it */
	/* Above the saved frame pointer lies the address of return, on x86-64 and aarch64. */
	report.caller = frame ? frame[1] : 0;
	snprintf(report.what, sizeof(report.what), "%s, %s of %zu byte%s", description(),
		 writes() ? "write" : "read", size(), size() == 1 ? "" : "s");
	tell_report(&report);
}

void watcher_on_report(void (*tell)(const struct watcher_report *report))
{
	void (*set)(void (*)(const char *)) = of_library("__asan_set_error_report_callback");

	tell_report = tell;
	if (set)
		set(on_report);
}

void watcher_silence(void)
{
	void (*set)(void *) = of_library("__sanitizer_set_report_fd");
	int nowhere = set ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;

	if (nowhere >= 0)
		set((void *)(intptr_t)nowhere);
}
