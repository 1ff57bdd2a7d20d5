/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include "harness/record/document.h"
#include "harness/record/check_costs.h"
#include "harness/record/results.h"
#include "harness/record/rows.h"

static int copy(json_t *to, const struct samples *s, const char *key)
{
	return json_object_set(to, key, json_object_get(s->header, key));
}

/* What was to be done, and how far it came. */
static int set_plan(json_t *run, const struct samples *s)
{
	json_t *plan = json_copy(json_object_get(s->header, "plan"));

	if (json_object_set_new(plan, "launches_done", json_integer((json_int_t)s->n_done))) {
		json_decref(plan);
		return -1;
	}
	return json_object_set_new(run, "plan", plan);
}

static int set_head(json_t *run, const struct samples *s)
{
	bool complete = rows_complete(s);

	if (json_object_set_new(run, "schema", json_string(DOCUMENT_SCHEMA)) ||
	    copy(run, s, "id") ||
	    json_object_set_new(run, "state", json_string(complete ? "complete" : "partial")) ||
	    copy(run, s, "kind") || copy(run, s, "command") || copy(run, s, "started_at") ||
	    json_object_set_new(run, "finished_at",
				complete ? json_string(s->finished_at) : json_null()) ||
	    json_object_set_new(run, "resumes", json_integer((json_int_t)s->n_resumes)) ||
	    copy(run, s, "seed") || copy(run, s, "grade") || copy(run, s, "machine") ||
	    copy(run, s, "source") || copy(run, s, "toolchains") || copy(run, s, "doctor") ||
	    set_plan(run, s) || copy(run, s, "counters"))
		return -1;
	return 0;
}

static int set_rows(json_t *run, const struct rows *rows)
{
	json_t *results = json_array(), *controls = json_array();
	int failed = json_object_set_new(run, "results", results);

	failed |= json_object_set_new(run, "controls", controls);
	for (size_t i = 0; !failed && i < rows->n; i++) {
		const struct row *row = &rows->row[i];
		const struct samples_cell *cell = &rows->s->cells[row->cell];
		bool clone = cell->clone_of != SAMPLES_NO_CELL;

		if (cell->dropped)
			continue; /* neither a row nor a control: it goes to the checks */
		failed = json_array_append_new(clone ? controls : results, row_json(rows->s, row));
	}
	return failed || json_object_set_new(run, "summary", summary_json(rows)) ? -1 : 0;
}

static int set_across(json_t *run, const struct rows *rows)
{
	struct rows pairs;
	int failed;

	if (across_make(rows->s, &pairs))
		return -1;
	failed = json_object_set_new(run, "across", across_json(&pairs)) ||
		 json_object_set_new(run, "across_summary", summary_json(&pairs)) ||
		 json_object_set_new(run, "boundary", boundary_json(rows));
	rows_free(&pairs);
	return failed ? -1 : 0;
}

/* The samples know of none: proof.h puts it in. What they know of checks is what each costs. */
static int set_no_proof(json_t *run, const struct rows *rows)
{
	static const char *const lists[] = { "proof", "compile", "recall", "effort" };

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (json_object_set_new(run, lists[i], json_array()))
			return -1;
	return json_object_set_new(run, "checks", check_costs(rows));
}

json_t *results_build(const struct samples *s, struct memtax_error *err)
{
	json_t *run = json_object();
	struct rows rows;
	int failed;

	if (!run || rows_make(s, &rows)) {
		json_decref(run);
		memtax_fail(err, "out of memory while computing the results");
		return NULL;
	}
	failed = set_head(run, s) || set_rows(run, &rows) || set_across(run, &rows) ||
		 set_no_proof(run, &rows) || copy(run, s, "refusals");
	rows_free(&rows);
	if (!failed)
		return run;
	json_decref(run);
	memtax_fail(err, "out of memory while making the document");
	return NULL;
}
