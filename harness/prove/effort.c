// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/effort.h"

#include <stdlib.h>
#include <string.h>

#include "harness/prove/effort_diff.h"
#include "harness/prove/effort_sources.h"

/* Words of the compilers and of their checkers, which mean the same in every row. */
static const char annotations[] = "warn_unused_result nodiscard";
static const char suppressions[] = "no_thread_safety_analysis no_sanitize no_sanitize_address "
				   "no_sanitize_thread no_sanitize_undefined";

/* The sources of one row, one entry for each workload of the registry. */
struct row_sources {
	struct effort_sources *of;
	size_t n;
};

static int row_open(struct row_sources *row, const struct registry *r, struct memtax_error *err)
{
	row->n = r->n_workloads;
	row->of = calloc(row->n + 1, sizeof(*row->of));
	return row->of ? 0 : memtax_fail(err, "out of memory");
}

static void row_close(struct row_sources *row)
{
	for (size_t w = 0; row->of && w < row->n; w++)
		effort_sources_free(&row->of[w]);
	free(row->of);
	row->of = NULL;
}

static int row_read(struct row_sources *row, const struct registry *r, const struct variant *v,
		    struct memtax_error *err)
{
	int failed = row_open(row, r, err);

	for (size_t w = 0; w < r->n_workloads && !failed; w++)
		failed = effort_sources_read(r, v, r->workloads[w].name, &row->of[w], err);
	if (!failed)
		effort_sources_mark(row->of, row->n);
	return failed;
}

/* What each workload is compared with: a workload has one baseline, not all have the same. */
static int baseline_read(struct row_sources *row, const struct registry *r,
			 struct memtax_error *err)
{
	int failed = row_open(row, r, err);

	for (size_t v = 0; v < r->n_variants; v++)
		for (size_t w = 0; w < r->n_workloads && !failed; w++)
			if (!strcmp(r->variants[v].role, "baseline") && !row->of[w].n)
				failed = effort_sources_read(
					r, &r->variants[v], r->workloads[w].name, &row->of[w], err);
	if (!failed)
		effort_sources_mark(row->of, row->n);
	return failed;
}

/* ---- words ---------------------------------------------------------------------------------- */

/* A row without a key of its own has its base's. */
static int add_words(struct effort_words *w, const char *built_in, const char *own,
		     const char *base, struct memtax_error *err)
{
	return effort_words_add(w, built_in, err) ? -1
						  : effort_words_add(w, *own ? own : base, err);
}

static int keys_of(struct effort_keys *keys, const struct registry *r, const struct variant *v,
		   const struct row_sources *row, struct memtax_error *err)
{
	static const struct variant none;
	const struct variant *base = registry_variant(r, v->base);
	int learnt = 1;

	memset(keys, 0, sizeof(*keys));
	base = base ? base : &none;
	if (add_words(&keys->annotations, annotations, v->annotations, base->annotations, err) ||
	    add_words(&keys->constructors, "", v->constructors, base->constructors, err) ||
	    add_words(&keys->suppressions, suppressions, v->suppressions, base->suppressions, err))
		return -1;
	while (learnt) {
		learnt = 0;
		for (size_t w = 0; w < row->n; w++)
			for (size_t i = 0; i < row->of[w].n; i++) {
				int more = effort_keys_learn(keys, &row->of[w].file[i].text, err);

				if (more < 0)
					return -1;
				learnt += more;
			}
	}
	return 0;
}

/* ---- changes -------------------------------------------------------------------------------- */

struct sequences {
	struct effort_sequence lines, tokens;
};

static void sequences_free(struct sequences *s)
{
	free(s->lines.at);
	free(s->tokens.at);
}

static bool is_named(const struct effort_file *f, const char *name)
{
	return !strcmp(effort_name(f), name);
}

static bool has_name(const struct effort_sources *s, const char *name)
{
	for (size_t i = 0; i < s->n; i++)
		if (is_named(&s->file[i], name))
			return true;
	return false;
}

/* All files of that name, one behind the other. */
static int concatenate(struct sequences *all, const struct effort_sources *s, const char *name)
{
	memset(all, 0, sizeof(*all));
	for (size_t i = 0; i < s->n; i++)
		if (is_named(&s->file[i], name) &&
		    (effort_add_lines(&all->lines, &s->file[i].text) ||
		     effort_add_tokens(&all->tokens, &s->file[i].text)))
			return -1;
	return 0;
}

static const char *language_of(const struct effort_sources *s)
{
	return s->n ? s->file[0].text.language->name : "";
}

static bool is_comparable(const struct effort_sources *base, const struct effort_sources *row)
{
	return !base->n || !row->n || !strcmp(language_of(base), language_of(row));
}

/* What has changed between the files of one name. */
static int compare(struct effort *e, const struct effort_sources *base,
		   const struct effort_sources *row, const char *name, struct memtax_error *err)
{
	struct sequences a, b = { .lines.n = 0 };
	long lines = -1, tokens = -1;

	if (e->lines_changed < 0 || !is_comparable(base, row)) {
		e->lines_changed = e->tokens_changed = EFFORT_OTHER_LANGUAGE;
		return 0;
	}
	if (!concatenate(&a, base, name) && !concatenate(&b, row, name)) {
		lines = effort_distance(&a.lines, &b.lines);
		tokens = effort_distance(&a.tokens, &b.tokens);
	}
	sequences_free(&a);
	sequences_free(&b);
	if (lines < 0 || tokens < 0)
		return memtax_fail(err, "%s: out of memory", name);
	e->lines_changed += (int)lines;
	e->tokens_changed += (int)tokens;
	return 0;
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Is this the first of the row's workloads that has the file? */
static bool is_first(const struct row_sources *row, size_t w, const struct effort_file *f)
{
	while (w--)
		if (effort_sources_hold(&row->of[w], f))
			return false;
	return true;
}

/* Is it the first file of its name in these sources, on this side of `shared`? */
static bool is_first_named(const struct effort_sources *s, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (is_named(&s->file[j], effort_name(&s->file[i])) &&
		    s->file[j].shared == s->file[i].shared)
			return false;
	return true;
}

struct pair {
	struct row_sources base, row;
	struct effort_keys keys;
};

/* Add workload w: the files that are its own, or those of the vocabulary that it is first to use.
 */
static int add_workload(struct effort *e, const struct pair *p, size_t w, bool shared,
			struct memtax_error *err)
{
	const struct effort_sources *row = &p->row.of[w], *base = &p->base.of[w];
	int failed = 0;

	for (size_t i = 0; i < row->n && !failed; i++) {
		const struct effort_file *f = &row->file[i];

		if (f->shared != shared || (shared && !is_first(&p->row, w, f)))
			continue;
		effort_count(e, effort_name(f), &f->text, &p->keys);
		if (is_first_named(row, i))
			failed = compare(e, base, row, effort_name(f), err);
	}
	/* what the row has no counterpart for is removed */
	for (size_t i = 0; row->n && i < base->n && !failed; i++) {
		const struct effort_file *f = &base->file[i];

		if (f->shared != shared || has_name(row, effort_name(f)) ||
		    (shared && !is_first(&p->base, w, f)))
			continue;
		if (is_first_named(base, i))
			failed = compare(e, base, row, effort_name(f), err);
	}
	return failed;
}

static bool has_shared(const struct effort_sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->file[i].shared)
			return true;
	return false;
}

/* What the row's vocabulary is written in: as the cells that share it. NULL if it has none. */
static const char *vocabulary_language(const struct row_sources *row)
{
	for (size_t w = 0; w < row->n; w++)
		if (has_shared(&row->of[w]))
			return language_of(&row->of[w]);
	return NULL;
}

/* The lines of one row, from `out` on; returns how many, or -1. */
static int add_row(struct effort_row *out, const struct registry *r, const struct variant *v,
		   const struct pair *p, struct memtax_error *err)
{
	int n = 0;

	for (size_t w = 0; w < p->row.n; w++) {
		if (!p->row.of[w].n)
			continue;
		out[n] = (struct effort_row){
			v->name, r->workloads[w].name, language_of(&p->row.of[w]), { 0 }
		};
		if (add_workload(&out[n++].effort, p, w, false, err))
			return -1;
	}
	if (!vocabulary_language(&p->row))
		return n;
	out[n] = (struct effort_row){
		v->name, EFFORT_VOCABULARY, vocabulary_language(&p->row), { 0 }
	};
	for (size_t w = 0; w < p->row.n; w++)
		if (add_workload(&out[n].effort, p, w, true, err))
			return -1;
	return n + 1;
}

static int count_variant(struct effort_row *out, const struct registry *r, const struct variant *v,
			 struct pair *p, struct memtax_error *err)
{
	int n = -1;

	if (!row_read(&p->row, r, v, err) && !keys_of(&p->keys, r, v, &p->row, err))
		n = add_row(out, r, v, p, err);
	row_close(&p->row);
	return n;
}

struct effort_row *effort_rows(const struct registry *r, size_t *n, struct memtax_error *err)
{
	struct effort_row *rows = calloc(r->n_variants * (r->n_workloads + 1) + 1, sizeof(*rows));
	struct pair p = { .base.n = 0 };
	int more;

	*n = 0;
	if (!rows) {
		memtax_fail(err, "out of memory");
		return NULL;
	}
	more = baseline_read(&p.base, r, err);
	for (size_t v = 0; v < r->n_variants && more >= 0; v++) {
		more = count_variant(rows + *n, r, &r->variants[v], &p, err);
		*n += more > 0 ? (size_t)more : 0;
	}
	row_close(&p.base);
	if (more >= 0)
		return rows;
	free(rows);
	return NULL;
}
