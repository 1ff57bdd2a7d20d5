// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/drops.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/object.h"
#include "harness/prove/contract_test.h"
#include "harness/prove/corpus.h"
#include "harness/prove/drops_list.h"
#include "harness/prove/json_text.h"
#include "harness/prove/parallel.h"
#include "harness/prove/runner.h"
#include "harness/prove/seeded.h"

enum { FAULTS = 64 };

/* What becomes of a cell without one check; several processes fill these in. */
struct drop {
	bool survives;
	int64_t text_bytes;   /* less than with it */
	int caught_by;	      /* -1: nothing; 0: the contract test; i: fault i - 1 */
	enum outcome outcome; /* ... and how */
	char why[200];	      /* not built, or could not be played */
};

/* One cell whose checks are dropped. */
struct dropping {
	const struct registry *r;
	const struct prove_cell *cell;
	const struct memtax_fault **faults;
	struct drops_check *check;
	size_t n;
	char object[PATH_MAX];	       /* the timed one */
	char dir[PATH_MAX];	       /* for what is built */
	struct object numbered;	       /* with its checks numbered, and all of them in place */
	enum outcome expected[FAULTS]; /* of the row itself, by fault */
	struct drop *drop;
};

int drops_build(const struct registry *r, const char *object, int number, const char *out,
		struct memtax_error *err)
{
	char definition[40];

	snprintf(definition, sizeof(definition), "-w -DMEMTAX_DROP=%d", number);
	return seeded_build(r->source, object, definition, out, err);
}

static void paths(const struct dropping *d, size_t i, char object[PATH_MAX], char shared[PATH_MAX])
{
	snprintf(object, PATH_MAX, "%.4000s/%d.o", d->dir, d->check[i].number);
	snprintf(shared, PATH_MAX, "%.4000s/%d.so", d->dir, d->check[i].number);
}

/* Slips need another build; what a mechanism is for shows on the row as it is. */
static bool is_played(const struct memtax_fault *f)
{
	return f->kind != MEMTAX_SLIP;
}

static int hunt(const struct dropping *d, struct runner *runner, const char *shared,
		struct drop *drop, struct memtax_error *err)
{
	const struct memtax_workload *w = d->cell->workload;
	struct trial trial;

	contract_test_of(w, d->r->source);
	if (runner_attack(runner, w, &contract_test, shared, &trial, err))
		return -1;
	drop->outcome = trial.outcome;
	if (trial.outcome != OUTCOME_ERROR) {
		drop->caught_by = 0;
		return 0;
	}
	for (int f = 0; d->faults[f] && f < FAULTS; f++) {
		if (!is_played(d->faults[f]))
			continue;
		if (runner_attack(runner, w, d->faults[f], shared, &trial, err))
			return -1;
		if (trial.outcome == d->expected[f])
			continue;
		drop->caught_by = f + 1;
		drop->outcome = trial.outcome;
		return 0;
	}
	return 0;
}

static int try_drop(struct dropping *d, size_t i, struct memtax_error *err)
{
	struct drop *drop = &d->drop[i];
	char object[PATH_MAX], shared[PATH_MAX];
	struct runner runner;
	struct object seen;
	int failed;

	drop->caught_by = -1;
	paths(d, i, object, shared);
	if (drops_build(d->r, d->object, d->check[i].number, object, err) ||
	    object_read(object, &seen, err))
		return -1;
	drop->survives = strcmp(seen.hash, d->numbered.hash) != 0;
	drop->text_bytes = (int64_t)d->numbered.text_bytes - (int64_t)seen.text_bytes;
	if (!drop->survives)
		return unlink(object);
	failed = seeded_link(d->r, d->cell->variant, d->object, object, "", shared, err) ||
		 runner_open(&runner, err);
	if (!failed) {
		failed = hunt(d, &runner, shared, drop, err);
		runner_close(&runner);
	}
	unlink(object);
	unlink(shared);
	return failed;
}

static void nth(void *context, size_t i)
{
	struct dropping *d = context;
	struct memtax_error err = { "" };

	if (try_drop(d, i, &err))
		snprintf(d->drop[i].why, sizeof(d->drop[i].why), "%s", err.text);
	if (i % 20 == 0)
		fprintf(stderr, "memtax: %s, %s, %s: check %zu of %zu left out\n",
			d->cell->workload->name, d->cell->variant, d->cell->toolchain, i, d->n);
}

/* How the row itself answers: what a mutant is compared with. */
static int row_itself(struct dropping *d, struct memtax_error *err)
{
	struct runner runner;
	struct trial trial;
	int failed = runner_open(&runner, err);

	for (int f = 0; !failed && d->faults[f] && f < FAULTS; f++) {
		if (!is_played(d->faults[f]))
			continue;
		failed = runner_attack(&runner, d->cell->workload, d->faults[f], d->cell->path,
				       &trial, err);
		d->expected[f] = trial.outcome;
	}
	runner_close(&runner);
	return failed;
}

static const char *caught_by(const struct dropping *d, const struct drop *drop)
{
	if (drop->caught_by < 0)
		return NULL;
	return drop->caught_by ? d->faults[drop->caught_by - 1]->name : "contract";
}

static json_t *row_of(const struct dropping *d, size_t i)
{
	const struct drops_check *c = &d->check[i];
	const struct drop *drop = &d->drop[i];
	const char *by = caught_by(d, drop);

	return json_pack("{ss ss ss ss si ss ss si ss sb ss? ss ss? sI so}", "workload",
			 d->cell->workload->name, "variant", d->cell->variant, "toolchain",
			 d->cell->toolchain, "profile", d->cell->profile, "number", c->number,
			 "called", c->called, "file", c->file, "line", c->line, "text", c->text,
			 "survives", drop->survives, "caught_by", by, "outcome",
			 by ? outcome_name(drop->outcome) : "", "equivalent",
			 c->reason[0] ? c->reason : NULL, "text_bytes",
			 (json_int_t)drop->text_bytes, "delta_cycles", json_null());
}

static int collect(const struct dropping *d, json_t *checks, struct memtax_error *err)
{
	for (size_t i = 0; i < d->n; i++) {
		if (d->drop[i].why[0])
			return memtax_fail(err, "%s", d->drop[i].why);
		if (json_array_append_new(checks, row_of(d, i)))
			return memtax_fail(err, "out of memory");
	}
	return 0;
}

/*
 * What a build without a check is compared with: not the timed object, because numbering alone may
 * turn a comparison around (gcc for aarch64 does), and every check would seem to survive.
 */
static int read_numbered(struct dropping *d, struct memtax_error *err)
{
	char object[PATH_MAX];

	snprintf(object, sizeof(object), "%.4000s/numbered.o", d->dir);
	if (drops_build(d->r, d->object, 0, object, err) || object_read(object, &d->numbered, err))
		return -1;
	return unlink(object);
}

static int drop_all(struct dropping *d, json_t *checks, struct memtax_error *err)
{
	size_t bytes = d->n * sizeof(*d->drop);
	int failed;

	if (read_numbered(d, err) || row_itself(d, err))
		return -1;
	d->drop = parallel_array(bytes);
	if (!d->drop)
		return memtax_fail(err, "out of memory");
	failed = parallel_run(nth, d, d->n, err) || collect(d, checks, err);
	parallel_free(d->drop, bytes);
	return failed;
}

/* Nothing to leave out: worth saying only of rows that have checks all the same. */
static int tell_unnumbered(const struct dropping *d)
{
	if (!strcmp(d->cell->role, "reference"))
		fprintf(stderr,
			"memtax: %s, %s, %s: no numbered checks: they are the language's or its "
			"library's\n",
			d->cell->workload->name, d->cell->variant, d->cell->toolchain);
	return 0;
}

static int drop_cell(struct dropping *d, json_t *checks, struct memtax_error *err)
{
	const struct prove_cell *c = d->cell;
	struct cell_id id = { c->workload->name, c->variant, c->toolchain, c->profile, "aligned" };
	char line[PATH_MAX + 16];

	registry_cell_path(d->r, &id, "o", d->object);
	d->check = drops_list(d->r->source, d->object, c->workload->name, &d->n, err);
	if (!d->check)
		return -1;
	if (!d->n)
		return tell_unnumbered(d);
	if (snprintf(d->dir, sizeof(d->dir), "%.2000s/seeded/%s/%s/%s/%s/drops", d->r->build,
		     c->toolchain, c->profile, c->variant, c->workload->name) >= PATH_MAX)
		return memtax_fail(err, "%s: path is too long", d->r->build);
	snprintf(line, sizeof(line), "mkdir -p '%.4000s'", d->dir);
	if (system(line))
		return memtax_fail(err, "%s cannot be made", d->dir);
	d->faults = corpus_list(d->r, c->workload->name);
	if (!d->faults)
		return memtax_fail(err, "out of memory");
	return drop_all(d, checks, err);
}

json_t *drops_run(const struct registry *r, const struct prove_cells *cells,
		  struct memtax_error *err)
{
	json_t *checks = json_array();

	for (size_t i = 0; i < cells->n; i++) {
		struct dropping d = { .r = r, .cell = &cells->cell[i] };
		int failed = cells->cell[i].outside ? 0 : drop_cell(&d, checks, err);

		free(d.check);
		free(d.faults);
		if (failed) {
			json_decref(checks);
			return NULL;
		}
	}
	return checks;
}

json_t *drops_findings(const json_t *checks)
{
	json_t *findings = json_array(), *c;
	size_t i;

	json_array_foreach(checks, i, c)
	{
		bool survives = json_is_true(json_object_get(c, "survives"));
		bool caught = json_text(c, "caught_by")[0],
		     explained = json_text(c, "equivalent")[0];

		if (!survives || caught || explained)
			continue;
		json_array_append_new(
			findings,
			json_sprintf(
				"%s, %s, %s %s: check %lld, %s:%lld `%s`, can be left out and "
				"nothing notices; add a fault, or its reason to equivalent.tsv",
				json_text(c, "workload"), json_text(c, "variant"),
				json_text(c, "toolchain"), json_text(c, "profile"),
				json_integer_value(json_object_get(c, "number")),
				json_text(c, "file"),
				json_integer_value(json_object_get(c, "line")),
				json_text(c, "text")));
	}
	return findings;
}
