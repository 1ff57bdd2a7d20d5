/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For tests/unit/record_*.c: the document of a fixture, and looking things up in it. */
#ifndef MEMTAX_TESTS_RECORD_LOOKUP_H
#define MEMTAX_TESTS_RECORD_LOOKUP_H

#include "tests/unit/record_fixture.h"
#include <math.h>
#include "harness/record/results.h"
#include "harness/record/samples_read.h"

/* raw 1000000; bounds 1, 2, 3 % more by layout; owned 10 % more in all; by clang 2 % less. */
static inline int known_ticks(int group, int layout, int round, int cell)
{
	(void)round;
	switch (cell) {
	case BOUNDS:
		return 1000000 + (group == 0 ? 10000 * (layout + 1) : 50000 + layout);
	case OWNED:
	case CLONE:
		return 1100000;
	case BOUNDS_CLANG:
		return 980000 + layout;
	case RX_BOUNDS:
		return 1040000 + 100 * layout;
	default:
		return 1000000;
	}
}

/* Every discipline row differs by layout, so that p is neither 0 nor 1. */
static inline int family_ticks(int group, int layout, int round, int cell)
{
	static const int wobble[] = { 0, 6000, -5000, 2000 };

	(void)group;
	(void)round;
	switch (cell) {
	case BOUNDS:
		return 1030000 + wobble[layout];
	case OWNED:
	case CLONE:
		return 1008500 + wobble[layout];
	case BOUNDS_CLANG:
		return 1000500 + wobble[layout];
	case RX_BOUNDS:
		return 1060000 + wobble[layout];
	default:
		return 1000000;
	}
}

static inline json_t *build(struct fixture *f)
{
	struct memtax_error err;
	struct samples *s = samples_read(f->dir, &err);
	json_t *run;

	if (!s)
		fail_msg("%s", err.text);
	run = results_build(s, &err);
	if (!run)
		fail_msg("%s", err.text);
	samples_free(s);
	return run;
}

static inline json_t *find(json_t *run, const char *list, const char *workload, const char *entry,
			   const char *variant, const char *toolchain)
{
	json_t *row;
	size_t i;

	json_array_foreach(json_object_get(run, list), i, row)
	{
		if (!strcmp(json_string_value(json_object_get(row, "workload")), workload) &&
		    !strcmp(json_string_value(json_object_get(row, "entry")), entry) &&
		    !strcmp(json_string_value(json_object_get(row, "variant")), variant) &&
		    !strcmp(json_string_value(json_object_get(row, "toolchain")), toolchain))
			return row;
	}
	fail_msg("no %s %s %s %s in %s", workload, entry, variant, toolchain, list);
	return NULL;
}

static inline json_t *bounds(json_t *run)
{
	return find(run, "results", "ring", "batch", "bounds", "gcc");
}

/* The number at a path such as "per_op.cycles.value". */
static inline double number(const json_t *at, const char *path)
{
	char copy[96], *save, *key;

	snprintf(copy, sizeof(copy), "%s", path);
	for (key = strtok_r(copy, ".", &save); key; key = strtok_r(NULL, ".", &save))
		at = json_object_get(at, key);
	if (!json_is_number(at))
		fail_msg("%s is no number", path);
	return json_number_value(at);
}

static inline void assert_near(double found, double expected)
{
	if (!(fabs(found - expected) <= 1e-6 * fabs(expected)))
		fail_msg("%.12g is not %.12g", found, expected);
}

static inline bool is_null(const json_t *at, const char *key)
{
	assert_non_null(json_object_get(at, key));
	return json_is_null(json_object_get(at, key));
}

static inline const char *text(const json_t *at, const char *key)
{
	const char *s = json_string_value(json_object_get(at, key));

	if (!s)
		fail_msg("%s is no text", key);
	return s;
}

#endif
