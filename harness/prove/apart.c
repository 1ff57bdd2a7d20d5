// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/apart.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/child.h"
#include "harness/prove/corpus.h"
#include "harness/prove/json_text.h"

/* ---- the process that asks ------------------------------------------------------------------ */

struct asking {
	struct apart_play *plays;
	size_t n;
};

/* What is to be played with the library of play `first`. */
static json_t *job_of(const struct asking *a, size_t first)
{
	json_t *plays = json_array();

	for (size_t i = first; i < a->n; i++) {
		const struct apart_play *p = &a->plays[i];

		if (!strcmp(p->library, a->plays[first].library))
			json_array_append_new(
				plays, json_pack("{sI ss ss ss}", "play", (json_int_t)i, "workload",
						 p->workload, "fault", p->fault, "cell", p->cell));
	}
	return json_pack("{so}", "plays", plays);
}

static int on_line(void *user, json_t *line, struct memtax_error *err)
{
	struct asking *a = user;
	size_t i = (size_t)json_integer_value(json_object_get(line, "play"));
	int outcome = outcome_from_name(json_text(line, "outcome")), failed = 0;

	if (i >= a->n || outcome < 0) {
		failed = memtax_fail(err, "the process that plays faults apart: %s",
				     json_text(line, "error"));
	} else {
		struct trial *t = &a->plays[i].trial;

		t->outcome = (enum outcome)outcome;
		t->twin_accepted = json_is_true(json_object_get(line, "twin_accepted"));
		snprintf(t->what, sizeof(t->what), "%s", json_text(line, "what"));
		snprintf(t->twin_what, sizeof(t->twin_what), "%s", json_text(line, "twin_what"));
		a->plays[i].told = true;
	}
	json_decref(line);
	return failed;
}

static int ask(struct asking *a, size_t first, struct memtax_error *err)
{
	const char *library = a->plays[first].library;
	json_t *job = job_of(a, first);
	struct child_job child = { .command = "play", .job = job, .library = library };
	struct child_end end;
	int failed = child_run(&child, on_line, a, &end, err);

	json_decref(job);
	for (size_t i = first; !failed && i < a->n; i++)
		if (!strcmp(a->plays[i].library, library) && !a->plays[i].told)
			failed = memtax_fail(
				err, "%s/%s was not played: the process with %s ended (%s %d)",
				a->plays[i].workload, a->plays[i].fault, library,
				end.signal ? "signal" : "status",
				end.signal ? end.signal : end.exit_status);
	return failed;
}

int apart_run(struct apart_play *plays, size_t n, struct memtax_error *err)
{
	struct asking a = { plays, n };

	for (size_t i = 0; i < n; i++)
		if (plays[i].library[0] && !plays[i].told && ask(&a, i, err))
			return -1;
	return 0;
}

/* ---- the process that plays ----------------------------------------------------------------- */

static const struct memtax_fault *find_fault(const struct registry *r, const char *workload,
					     const char *name)
{
	const struct memtax_fault **faults = corpus_list(r, workload);
	const struct memtax_fault *found = NULL;

	for (size_t i = 0; faults && faults[i]; i++)
		if (!strcmp(faults[i]->name, name))
			found = faults[i];
	free(faults);
	return found;
}

static json_t *play(const struct registry *r, struct runner *runner, const json_t *what)
{
	const struct memtax_workload *w = registry_workload(r, json_text(what, "workload"));
	const struct memtax_fault *fault =
		w ? find_fault(r, w->name, json_text(what, "fault")) : NULL;
	json_t *number = json_object_get(what, "play");
	struct memtax_error err = { "no such fault" };
	struct trial t;

	if (!fault || runner_try(runner, w, fault, json_text(what, "cell"), &t, &err))
		return json_pack("{sO ss}", "play", number, "error", err.text);
	return json_pack("{sO ss ss sb ss}", "play", number, "outcome", outcome_name(t.outcome),
			 "what", t.what, "twin_accepted", t.twin_accepted, "twin_what",
			 t.twin_what);
}

static void say(FILE *out, json_t *line)
{
	json_dumpf(line, out, JSON_COMPACT);
	fputc('\n', out);
	fflush(out);
	json_decref(line);
}

int apart_serve(const struct registry *r, FILE *in, FILE *out)
{
	json_t *job = json_loadf(in, 0, NULL), *what;
	struct memtax_error err = { "it was told nothing that it knows" };
	struct runner runner;
	int failed = !job || runner_open(&runner, &err);
	size_t i;

	if (failed)
		say(out, json_pack("{ss}", "error", err.text));
	else
		json_array_foreach(json_object_get(job, "plays"), i, what)
			say(out, play(r, &runner, what));
	if (job)
		runner_close(&runner);
	json_decref(job);
	return failed ? 4 : 0;
}
