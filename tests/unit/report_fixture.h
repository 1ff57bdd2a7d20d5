/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests/unit/report*.c: the document tests/golden/report/run.json, and a directory to write
 * its reports to. */
#ifndef MEMTAX_TESTS_REPORT_FIXTURE_H
#define MEMTAX_TESTS_REPORT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "harness/report/report.h"

#define GOLDEN MEMTAX_SOURCE "/tests/golden/report/"

static char dir[] = "/tmp/memtax-report-XXXXXX";
static char path[512];

static inline json_t *load(void)
{
	json_error_t error;
	json_t *run = json_load_file(GOLDEN "run.json", 0, &error);

	if (!run)
		fail_msg("run.json:%d: %s", error.line, error.text);
	return run;
}

static inline char *slurp(const char *name)
{
	FILE *file = fopen(name, "r");
	char *text = NULL;
	size_t size = 0;

	if (file && getdelim(&text, &size, '\0', file) < 0) {
		free(text);
		text = NULL;
	}
	if (file)
		fclose(file);
	return text;
}

static inline char *written(const char *name)
{
	char *text;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	text = slurp(path);
	assert_non_null(text);
	return text;
}

static inline char *on_terminal(const json_t *run, bool colour)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	report_terminal(run, out, colour);
	assert_int_equal(fclose(out), 0);
	return text;
}

static inline void wipe(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s/* %s/.report*", dir, dir);
	assert_int_equal(system(command), 0);
}

static inline int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static inline int remove_dir(void **state)
{
	(void)state;
	wipe();
	return rmdir(dir);
}

static inline void write_report(const json_t *run)
{
	struct memtax_error err = { "" };

	wipe();
	if (report_write(run, dir, &err) != REPORT_WRITTEN)
		fail_msg("%s", err.text);
}

#endif
