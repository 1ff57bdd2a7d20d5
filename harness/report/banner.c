/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/banner.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/view.h"

static __attribute__((format(printf, 3, 4))) size_t add(struct banner *at, const char *title,
							const char *format, ...)
{
	va_list args;

	at->title = title;
	va_start(args, format);
	vsnprintf(at->text, sizeof(at->text), format, args);
	va_end(args);
	return 1;
}

static size_t add_partial(const json_t *run, struct banner *at)
{
	const json_t *plan = json_object_get(run, "plan");

	if (strcmp(view_text(run, "state"), "partial"))
		return 0;
	return add(at, "Partial run",
		   "%s of %s launches are done, and only they are shown. "
		   "memtax bench --resume DIR measures the rest.",
		   figure_plain(view_number(plan, "launches_done"), 0).s,
		   figure_plain(view_number(plan, "launches"), 0).s);
}

static size_t add_kind(const json_t *run, struct banner *at)
{
	const json_t *plan = json_object_get(run, "plan");
	const char *kind = view_text(run, "kind");

	if (view_true(plan, "exploratory"))
		return add(at, "Exploratory run",
			   "%s layouts (%.40s): intervals, but no family verdicts. Look, do not "
			   "publish.",
			   figure_plain(view_number(plan, "layouts"), 0).s, kind);
	if (!strcmp(kind, "custom"))
		return add(at, "Filtered run",
			   "cells were chosen by hand: intervals, but no family verdicts.");
	return 0;
}

static size_t add_source(const json_t *run, struct banner *at)
{
	const json_t *source = json_object_get(run, "source");
	size_t n = 0;

	if (view_true(source, "dirty"))
		n += add(at, "Modified sources",
			 "what ran was built from revision %.60s with local changes. "
			 "Not reproducible, never published.",
			 view_text(source, "revision"));
	if (view_true(source, "stale"))
		n += add(at + n, "Stale build",
			 "the objects that ran were older than their sources. Run make and "
			 "measure again.");
	return n;
}

static size_t add_grade(const json_t *run, struct banner *at)
{
	const char *grade = view_text(run, "grade");

	if (strcmp(grade, "emulated") && strcmp(grade, "simulated"))
		return 0;
	return add(at, "No cost",
		   "these figures are %.20s: they count work, they do not say what it costs.",
		   grade);
}

size_t banners_of(const json_t *run, struct banner banner[BANNERS_MOST])
{
	size_t n = add_partial(run, banner);

	n += add_kind(run, banner + n);
	n += add_source(run, banner + n);
	return n + add_grade(run, banner + n);
}
