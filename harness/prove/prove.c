// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/prove.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/filter.h"
#include "harness/measure/runtime.h"
#include "harness/prove/apart.h"
#include "harness/prove/claims.h"
#include "harness/prove/corpus.h"
#include "harness/prove/parallel.h"
#include "harness/prove/patched.h"
#include "harness/prove/runner.h"

enum { MEMBERS = 9 }; /* must-fail members of one row for one fault: x.patch, x.1.patch, ... */

/* One line of the proof to be made: a fault against a cell as it is, or against a seeded one. */
struct item {
	const struct prove_cell *cell;
	const struct memtax_fault *fault;
	struct claims *claims;
	int patched; /* index, or -1: the cell as it is timed */
	bool member; /* the patched cell is one that must fail */
};

struct proving {
	const struct registry *r;
	const struct prove_cells *cells;
	const char *only; /* faults whose name matches, NULL: all */
	const json_t *compile;
	struct claims *claims; /* by cell */
	struct item *item;
	size_t n_items;
	struct patched *patched;
	size_t n_patched;
	struct apart_play *apart; /* by item: those that another process plays */
	struct played *played;	  /* by item: the others; shared between processes */
	json_t *proof;
};

/* ---- which lines there are ------------------------------------------------------------------ */

static int add_item(struct proving *p, struct item item, struct memtax_error *err)
{
	struct item *more = realloc(p->item, (p->n_items + 1) * sizeof(*more));

	if (!more)
		return memtax_fail(err, "out of memory");
	p->item = more;
	more[p->n_items++] = item;
	return 0;
}

static int add_patched(struct proving *p, const struct prove_cell *c,
		       const struct memtax_fault *fault, const char *patch, const char *folder,
		       int member, struct memtax_error *err)
{
	struct patched *more = realloc(p->patched, (p->n_patched + 1) * sizeof(*more)), *q;

	if (!more)
		return memtax_fail(err, "out of memory");
	p->patched = more;
	q = &more[p->n_patched++];
	memset(q, 0, sizeof(*q));
	q->cell = (struct cell_id){ c->workload->name, c->variant, c->toolchain, c->profile,
				    "aligned" };
	snprintf(q->patch, sizeof(q->patch), "%s", patch);
	snprintf(q->name, sizeof(q->name), "%s-%s.%d", folder, fault->name, member);
	q->flips = fault->flips;
	return 0;
}

/* Seeded builds are made of the kernel profile alone: what is asked of them is no matter of speed.
 */
static bool seeds(const struct prove_cell *c)
{
	return !c->outside && !strcmp(c->profile, "kernel");
}

static int plan_slip(struct proving *p, struct item item, struct memtax_error *err)
{
	char patch[PATH_MAX];
	const struct prove_cell *c = item.cell;

	if (!seeds(c) ||
	    !corpus_patch(p->r, c->variant, "slips", c->workload->name, item.fault->name, 0, patch))
		return 0;
	item.patched = (int)p->n_patched;
	if (add_patched(p, c, item.fault, patch, "slip", 0, err))
		return -1;
	return add_item(p, item, err);
}

/* The row itself, then each of its members that must fail. */
static int plan_mechanism(struct proving *p, struct item item, struct memtax_error *err)
{
	const struct prove_cell *c = item.cell;
	char patch[PATH_MAX];
	bool any = false;

	for (int member = 0; seeds(c) && member <= MEMBERS; member++) {
		if (!corpus_patch(p->r, c->variant, "mustfail", c->workload->name, item.fault->name,
				  member, patch))
			continue;
		if (!any && add_item(p, item, err))
			return -1;
		any = true;
		item.member = true;
		item.patched = (int)p->n_patched;
		if (add_patched(p, c, item.fault, patch, "mustfail", member, err) ||
		    add_item(p, item, err))
			return -1;
	}
	return 0;
}

static int plan_fault(struct proving *p, struct item item, struct memtax_error *err)
{
	if (!filter_match(p->only, item.fault->name))
		return 0;
	switch (item.fault->kind) {
	case MEMTAX_SLIP:
		return plan_slip(p, item, err);
	case MEMTAX_MECHANISM:
		return plan_mechanism(p, item, err);
	default:
		return add_item(p, item, err);
	}
}

static int plan_cell(struct proving *p, size_t i, struct memtax_error *err)
{
	const struct prove_cell *c = &p->cells->cell[i];
	const struct memtax_fault **faults = corpus_list(p->r, c->workload->name);
	int failed;

	if (!faults)
		return memtax_fail(err, "out of memory");
	failed = corpus_check(faults, c->workload->name, err) ||
		 claims_read(&p->claims[i], p->r->source, c->variant, err);
	for (size_t f = 0; !failed && faults[f]; f++) {
		struct item item = {
			.cell = c, .fault = faults[f], .claims = &p->claims[i], .patched = -1
		};

		failed = plan_fault(p, item, err);
	}
	free(faults);
	return failed ? -1 : 0;
}

/* ---- one line ------------------------------------------------------------------------------- */

/*
 * Who refuses the compile-time case that a fault names, in the row that has it: the case holds, and
 * a checker refused it. NULL if none does.
 */
static const char *refused_by(const struct proving *p, const struct item *item)
{
	size_t i;
	json_t *c;

	if (!item->fault->misuse)
		return NULL;
	json_array_foreach(p->compile, i, c)
	{
		if (!strcmp(json_string_value(json_object_get(c, "variant")),
			    item->cell->variant) &&
		    !strcmp(json_string_value(json_object_get(c, "case")), item->fault->misuse) &&
		    !strcmp(json_string_value(json_object_get(c, "result")), "refused") &&
		    strcmp(json_string_value(json_object_get(c, "checker")), "run") != 0 &&
		    json_is_true(json_object_get(c, "holds")))
			return json_string_value(json_object_get(c, "checker"));
	}
	return NULL;
}

struct line {
	struct trial trial;
	enum outcome outcome; /* the trial's, or no-compile */
	const char *by;	      /* who refused to compile it */
	const char *hash;
	bool unavailable;
};

/* The shared object that is attacked, or NULL where its seeded build is not there. */
static const char *target(const struct proving *p, const struct item *item)
{
	const struct patched *q = item->patched >= 0 ? &p->patched[item->patched] : NULL;

	if (!q)
		return item->cell->path;
	return q->state == PATCHED_BUILT ? q->shared : NULL;
}

/* Play beforehand what needs a run-time library. */
static int play_apart(struct proving *p, struct memtax_error *err)
{
	p->apart = calloc(p->n_items + 1, sizeof(*p->apart));
	if (!p->apart) {
		memtax_fail(err, "out of memory");
		return -1;
	}
	for (size_t i = 0; i < p->n_items; i++) {
		const struct item *item = &p->item[i];
		const struct prove_cell *c = item->cell;
		const char *runtime = c->outside ? "" : runtime_of(p->r, c->variant);
		struct apart_play *play = &p->apart[i];

		play->workload = c->workload->name;
		play->fault = item->fault->name;
		play->cell = target(p, item);
		if (*runtime && play->cell &&
		    runtime_library(p->r, runtime, c->toolchain, play->library, err))
			return -1;
	}
	return apart_run(p->apart, p->n_items, err);
}

/* What came of it, played by one of several processes. */
struct played {
	struct trial trial;
	bool failed;
	struct memtax_error err;
};

static void play_nth(void *context, size_t i)
{
	static struct runner runner; /* this process's own */
	const struct proving *p = context;
	const struct item *item = &p->item[i];
	const char *cell = target(p, item);
	struct played *played = &p->played[i];

	if (!cell || p->apart[i].told)
		return;
	if (!runner.region.base)
		played->failed = runner_open(&runner, &played->err);
	if (!played->failed)
		played->failed = runner_try(&runner, item->cell->workload, item->fault, cell,
					    &played->trial, &played->err);
}

static int play_all(struct proving *p, struct memtax_error *err)
{
	p->played = parallel_array((p->n_items + 1) * sizeof(*p->played));
	if (!p->played) {
		memtax_fail(err, "out of memory");
		return -1;
	}
	return play_apart(p, err) || parallel_run(play_nth, p, p->n_items, err) ? -1 : 0;
}

static int trial_of(const struct proving *p, const struct item *item, struct trial *trial,
		    struct memtax_error *err)
{
	const struct apart_play *apart = &p->apart[item - p->item];
	const struct played *played = &p->played[item - p->item];

	*trial = apart->told ? apart->trial : played->trial;
	if (played->failed)
		*err = played->err;
	return played->failed ? -1 : 0;
}

static int line_of(const struct proving *p, const struct item *item, struct line *line,
		   struct memtax_error *err)
{
	const struct prove_cell *c = item->cell;
	const struct patched *q = item->patched >= 0 ? &p->patched[item->patched] : NULL;

	line->hash = q ? q->hash : c->hash;
	line->trial.twin_accepted = true;
	if (q && q->state == PATCHED_REFUSED) {
		line->outcome = line->trial.outcome = OUTCOME_NO_COMPILE;
		line->by = q->by;
		snprintf(line->trial.what, sizeof(line->trial.what), "%s", q->said);
		return 0;
	}
	if (q && q->state != PATCHED_BUILT) {
		line->outcome = line->trial.outcome = OUTCOME_NOT_REACHED;
		line->unavailable = q->state == PATCHED_UNAVAILABLE;
		snprintf(line->trial.what, sizeof(line->trial.what), "%s", q->said);
		return 0;
	}
	if (trial_of(p, item, &line->trial, err))
		return -1;
	line->outcome = line->trial.outcome;
	line->by = outcome_is_stop(line->outcome) ? NULL : refused_by(p, item);
	if (line->by && line->outcome != OUTCOME_NOT_REACHED)
		line->outcome = OUTCOME_NO_COMPILE;
	return 0;
}

/* Is the line as it should be? `claim` may be NULL. */
static bool holds(const struct proving *p, const struct item *item, const struct claim *claim,
		  const struct line *line)
{
	if (!strcmp(item->cell->role, "peer"))
		return true; /* shown, but it is not ours to claim anything for it */
	if (!line->trial.twin_accepted)
		return false;
	if (line->unavailable)
		return true; /* said as such, and never counted as a stop */
	if (item->fault->kind == MEMTAX_MECHANISM)
		return item->member ? outcome_is_bite(line->outcome)
				    : outcome_is_stop(line->outcome);
	/* A cell from outside that is none of our rows has made no claims: what bites it is told.
	 */
	if (!registry_variant(p->r, item->cell->variant))
		return outcome_is_stop(line->outcome);
	return claim_holds(claim, line->outcome);
}

/* A null for what is not there. */
static json_t *maybe(const char *text)
{
	return text && text[0] ? json_string(text) : json_null();
}

static void describe(json_t *row, const struct item *item, const struct proving *p)
{
	const struct memtax_fault *f = item->fault;
	const struct variant *v = registry_variant(p->r, item->cell->variant);

	json_object_set_new(row, "fault", json_string(f->name));
	json_object_set_new(row, "kind", json_string(fault_kind_name(f->kind)));
	json_object_set_new(row, "class", json_string(fault_class_name(f->class)));
	json_object_set_new(row, "cwe", json_integer(f->cwe));
	json_object_set_new(row, "cve", maybe(f->cve));
	json_object_set_new(row, "mechanism", json_string(f->mechanism));
	json_object_set_new(row, "source", json_string(f->source));
	json_object_set_new(row, "guarantee", maybe(v ? v->guarantee : NULL));
	json_object_set_new(row, "member",
			    item->member ? json_string(p->patched[item->patched].name)
					 : json_null());
}

static json_t *row_of(const struct proving *p, const struct item *item, const struct line *line)
{
	const struct prove_cell *c = item->cell;
	const struct claim *claim =
		item->member ? NULL : claims_find(item->claims, c->workload->name, item->fault);
	const struct trial *t = &line->trial;
	json_t *row = json_pack(
		"{ss ss ss ss ss so ss ss ss ss so so so sb}", "workload", c->workload->name,
		"variant", c->variant, "role", c->role, "toolchain", c->toolchain, "profile",
		c->profile, "object", maybe(line->hash), "outcome",
		line->unavailable ? "unavailable" : outcome_name(line->outcome), "at_run_time",
		line->unavailable ? "unavailable" : outcome_name(t->outcome), "what", t->what,
		"twin", t->twin_accepted ? "accepted" : t->twin_what, "by", maybe(line->by),
		"claimed", maybe(claim ? outcome_name(claim->outcome) : NULL), "tier",
		maybe(claim ? claim->tier : NULL), "holds", holds(p, item, claim, line));

	if (row)
		describe(row, item, p);
	return row;
}

static int add_rows(struct proving *p, struct memtax_error *err)
{
	for (size_t i = 0; i < p->n_items; i++) {
		struct line line = { .by = NULL };
		json_t *row;

		if (line_of(p, &p->item[i], &line, err))
			return -1;
		row = row_of(p, &p->item[i], &line);
		if (!row || json_array_append_new(p->proof, row))
			return memtax_fail(err, "a line of the proof cannot be written: %s",
					   p->item[i].fault->name);
	}
	return 0;
}

json_t *prove_run(const struct registry *r, const struct prove_cells *cells,
		  const struct prove_filters *filters, const json_t *compile,
		  struct memtax_error *err)
{
	struct proving p = { .r = r, .cells = cells, .only = filters->fault, .compile = compile };
	int failed;

	p.proof = json_array();
	p.claims = calloc(cells->n + 1, sizeof(*p.claims));
	failed = !p.proof || !p.claims ? memtax_fail(err, "out of memory") : 0;
	for (size_t i = 0; !failed && i < cells->n; i++)
		failed = plan_cell(&p, i, err);
	if (!failed)
		failed = patched_build_all(r, p.patched, p.n_patched, err);
	if (!failed)
		failed = play_all(&p, err) || add_rows(&p, err);
	for (size_t i = 0; p.claims && i < cells->n; i++)
		claims_free(&p.claims[i]);
	free(p.claims);
	free(p.apart);
	parallel_free(p.played, (p.n_items + 1) * sizeof(*p.played));
	free(p.item);
	free(p.patched);
	if (!failed)
		return p.proof;
	json_decref(p.proof);
	return NULL;
}
