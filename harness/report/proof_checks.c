/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The run-time checks of a row: how many there are, which of them are in the object, what each
 * costs. */
#include "harness/report/proof.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/view.h"

static const char *const place[] = { "workload", "variant", "toolchain", "profile" };

enum { PLACES = sizeof(place) / sizeof(place[0]) };

bool check_is_unproved(const json_t *check)
{
	return view_true(check, "survives") && !*view_text(check, "caught_by") &&
	       !*view_text(check, "equivalent");
}

static bool same_place(const json_t *a, const json_t *b)
{
	for (size_t i = 0; i < PLACES; i++)
		if (strcmp(view_text(a, place[i]), view_text(b, place[i])))
			return false;
	return true;
}

static bool is_first(const json_t *checks, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (same_place(json_array_get(checks, i), json_array_get(checks, at)))
			return false;
	return true;
}

static void add_place(struct table *t, const json_t *run, const json_t *check)
{
	table_row(t);
	table_text(t, TONE_PLAIN, "%s", view_text(check, "workload"));
	table_text(t, TONE_STRONG, "%s", view_text(check, "variant"));
	table_text(t, TONE_PLAIN, "%s %s", view_text(check, "profile"),
		   view_toolchain(run, view_text(check, "toolchain")).s);
}

/* Counted are the checks of a place; caught and explained only those that are in the object. */
static void add_counts(struct table *t, const json_t *run, const json_t *checks,
		       const json_t *first)
{
	size_t written = 0, surviving = 0, caught = 0, explained = 0, neither = 0, i;
	const json_t *check;

	json_array_foreach(checks, i, check)
	{
		bool there = same_place(check, first) && view_true(check, "survives");

		written += same_place(check, first);
		surviving += there;
		caught += there && *view_text(check, "caught_by");
		explained +=
			there && !*view_text(check, "caught_by") && *view_text(check, "equivalent");
		neither += there && check_is_unproved(check);
	}
	add_place(t, run, first);
	table_text(t, TONE_PLAIN, "%zu", written);
	table_text(t, TONE_PLAIN, "%zu", surviving);
	table_text(t, TONE_PLAIN, "%zu", caught);
	table_text(t, TONE_PLAIN, "%zu", explained);
	table_text(t, neither ? TONE_BAD : TONE_PLAIN, "%zu", neither);
}

static void add_place_columns(struct table *t)
{
	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "built", ALIGN_LEFT);
}

struct table *table_checks(const json_t *run)
{
	const json_t *checks = proof_list(run, "checks"), *check;
	struct table *t = table_new();
	size_t i;

	add_place_columns(t);
	table_column(t, "written", ALIGN_RIGHT);
	table_column(t, "in the object", ALIGN_RIGHT);
	table_column(t, "caught", ALIGN_RIGHT);
	table_column(t, "explained", ALIGN_RIGHT);
	table_column(t, "neither", ALIGN_RIGHT);
	json_array_foreach(checks, i, check)
	{
		if (is_first(checks, i))
			add_counts(t, run, checks, check);
	}
	return t;
}

struct ranked {
	const json_t *check;
	double cycles; /* NAN: not measured */
	double bytes;
	size_t at;
};

static int descending(double a, double b)
{
	return (a < b) - (a > b);
}

/* Dearest first; what was not measured behind, by its bytes; else in the order of the document. */
static int compare(const void *va, const void *vb)
{
	const struct ranked *a = va, *b = vb;
	int order = isnan(a->cycles) - isnan(b->cycles);

	if (!order && !isnan(a->cycles))
		order = descending(a->cycles, b->cycles);
	if (!order)
		order = descending(a->bytes, b->bytes);
	return order ? order : (a->at > b->at) - (a->at < b->at);
}

static void add_cycles(struct table *t, const json_t *check, struct notes *notes)
{
	struct estimate e = view_estimate(check, "delta_cycles");
	int decimals = figure_decimals(4, (e.hi - e.lo) / 2);

	if (isnan(e.value)) {
		table_text(t, TONE_FAINT, DASH "%s",
			   notes_add(notes, "not measured in this run").s);
		return;
	}
	table_text(t, TONE_PLAIN, "%s %s", figure_signed(e.value, decimals).s,
		   figure_interval(e.lo, e.hi, decimals).s);
}

static void add_check(struct table *t, const json_t *run, const json_t *check, struct notes *notes)
{
	const char *caught = view_text(check, "caught_by");
	const char *equivalent = view_text(check, "equivalent");
	const char *called = view_text(check, "called");

	add_place(t, run, check);
	add_cycles(t, check, notes);
	table_text(t, TONE_PLAIN, "%s B", figure_signed(view_number(check, "text_bytes"), 0).s);
	table_text(t, TONE_PLAIN, "%s:%s", view_text(check, "file"),
		   figure_plain(view_number(check, "line"), 0).s);
	table_text(t, TONE_PLAIN, "%s%s%s", called, *called ? " in " : "",
		   view_text(check, "text"));
	if (*caught)
		table_text(t, TONE_PLAIN, "caught by %s", caught);
	else if (*equivalent)
		table_text(t, TONE_PLAIN, "equivalent: %s", equivalent);
	else
		table_text(t, TONE_BAD, "neither caught nor explained");
}

struct table *table_check_list(const json_t *run, struct notes *notes)
{
	const json_t *checks = proof_list(run, "checks"), *check;
	struct ranked *ranked = calloc(json_array_size(checks) + 1, sizeof(*ranked));
	struct table *t = table_new();
	size_t n = 0, i;

	add_place_columns(t);
	table_column(t, "cycles [95 %]", ALIGN_RIGHT);
	table_column(t, "text", ALIGN_RIGHT);
	table_column(t, "where", ALIGN_LEFT);
	table_column(t, "check", ALIGN_LEFT);
	table_column(t, "without it", ALIGN_LEFT);
	json_array_foreach(checks, i, check)
	{
		if (ranked && view_true(check, "survives"))
			ranked[n++] = (struct ranked){
				.check = check,
				.cycles = view_estimate(check, "delta_cycles").value,
				.bytes = view_number(check, "text_bytes"),
				.at = i,
			};
	}
	if (ranked)
		qsort(ranked, n, sizeof(*ranked), compare);
	for (i = 0; i < n; i++)
		add_check(t, run, ranked[i].check, notes);
	free(ranked);
	return t;
}
