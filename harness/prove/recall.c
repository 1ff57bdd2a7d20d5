// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/recall.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "harness/prove/checker.h"
#include "harness/prove/parallel.h"
#include "harness/prove/recall_operators.h"
#include "harness/prove/recall_prune.h"

#define CHECKED "thread-safety"

enum { CHECKERS = 8, PROGRESS_SECONDS = 3 };

/* What one checker says of one mutant. */
enum word { SILENT, CAUGHT, INVALID, NOT_ASKED };

struct words {
	unsigned char by[CHECKERS];
};

struct progress {
	size_t done;
	time_t told;
};

/* One variant and one workload. */
struct row {
	const struct registry *r;
	const char *variant, *workload;
	char source[PATH_MAX]; /* of the cell, in the source tree */
	char folder[PATH_MAX]; /* for mutants */
	struct checker *checkers;
	int n_checkers;
	struct row_text text;
	struct mutants mutants;
	struct words *words;	   /* shared between processes */
	struct progress *progress; /* too */
};

/* ---- one mutant ----------------------------------------------------------------------------- */

static bool contains(const char *line, size_t n, const char *text)
{
	return memmem(line, n, text, strlen(text));
}

/* Every error must be about ownership: a mutant that is wrong in another way says nothing. */
static enum word word_of(enum checker_answer answer, const char *said)
{
	if (answer == CHECKER_ACCEPTS)
		return SILENT;
	if (answer == CHECKER_MISSING)
		return NOT_ASKED;
	if (answer == CHECKER_BROKEN || !strstr(said, "error:"))
		return INVALID;
	for (const char *at = strstr(said, "error:"); at; at = strstr(at, "error:")) {
		size_t n = strcspn(at, "\n");

		if (!contains(at, n, "ownership:") && !contains(at, n, "-Wthread-safety") &&
		    !contains(at, n, "too many errors"))
			return INVALID;
		at += n;
	}
	return CAUGHT;
}

static enum word ask(const struct checker *c, const char *root, const char *overlay,
		     const char *source)
{
	const char *const before[] = { "-iquote", overlay, NULL };
	const char *const more[] = { "-w", NULL }; /* the errors alone count */
	const char *const check[] = { "-Wno-everything", NULL };
	enum checker_answer answer;
	struct command_end end;

	answer = checker_ask(c, root, source, overlay ? before : NULL,
			     strcmp(c->name, CHECKER_CHECK) ? more : check, &end);
	return word_of(answer, end.said);
}

/* Make the folders of `path` below the first `from` characters, or remove them again. */
static void folders(const char *path, size_t from, bool make)
{
	char folder[PATH_MAX];

	for (const char *p = strchr(path + from, '/'); make && p; p = strchr(p + 1, '/')) {
		snprintf(folder, sizeof(folder), "%.*s", (int)(p - path), path);
		mkdir(folder, 0777);
	}
	snprintf(folder, sizeof(folder), "%s", path);
	for (char *p = strrchr(folder, '/'); !make && p && p > folder + from;
	     p = strrchr(folder, '/')) {
		*p = '\0';
		rmdir(folder);
	}
}

static bool write_text(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");
	bool written = f && fputs(text, f) >= 0;

	return f && !fclose(f) && written;
}

/* The mutated file below `overlay`, and beside it the cell's own without what is not concerned. */
static bool write_mutant(const struct row *row, const struct mutant *one, const char *overlay)
{
	const struct source *cell = &row->text.sources[row->text.n_sources - 1];
	char path[2 * PATH_MAX], *pruned;
	bool written;

	snprintf(path, sizeof(path), "%s/%s", overlay, one->source->path);
	folders(path, strlen(row->folder), true);
	written = write_text(path, one->text);
	pruned = recall_prune(&row->text, one->changed,
			      one->source == cell ? one->text : cell->text);
	snprintf(path, sizeof(path), "%s/%s", overlay, cell->path);
	written = pruned && written && write_text(path, pruned);
	free(pruned);
	return written;
}

static void remove_mutant(const struct row *row, const struct mutant *one, const char *overlay)
{
	char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", overlay, one->source->path);
	unlink(path);
	snprintf(path, sizeof(path), "%s/%s", overlay, row->source);
	unlink(path);
	folders(path, strlen(row->folder), false);
}

static void tell(const struct row *row)
{
	size_t done = __atomic_add_fetch(&row->progress->done, 1, __ATOMIC_RELAXED);
	time_t now = time(NULL), told = __atomic_load_n(&row->progress->told, __ATOMIC_RELAXED);

	if (now < told + PROGRESS_SECONDS ||
	    !__atomic_compare_exchange_n(&row->progress->told, &told, now, false, __ATOMIC_RELAXED,
					 __ATOMIC_RELAXED))
		return;
	fprintf(stderr, "recall: %s %s: %zu of %zu mutants\n", row->variant, row->workload, done,
		row->mutants.n);
}

static void try(void *context, size_t i)
{
	const struct row *row = context;
	const struct mutant *one = &row->mutants.mutant[i];
	bool blind = recall_operators[one->kind].proof_is_blind;
	char overlay[PATH_MAX], cell[2 * PATH_MAX];
	struct words *words = &row->words[i];
	bool written;

	snprintf(overlay, sizeof(overlay), "%s/%zu", row->folder, i);
	snprintf(cell, sizeof(cell), "%s/%s", overlay, row->source);
	written = write_mutant(row, one, overlay);
	for (int c = 0; c < row->n_checkers; c++) {
		bool check = !strcmp(row->checkers[c].name, CHECKER_CHECK);

		if (!written)
			words->by[c] = INVALID;
		else if (check || !blind)
			words->by[c] = ask(&row->checkers[c], row->r->source, overlay, cell);
	}
	remove_mutant(row, one, overlay);
	tell(row);
}

/* ---- the record ----------------------------------------------------------------------------- */

/* CAUGHT if one caught it, but INVALID if it was so to one. */
static enum word of_all(const struct row *row, size_t i)
{
	enum word all = SILENT;

	for (int c = 0; c < row->n_checkers; c++) {
		if (row->words[i].by[c] == INVALID)
			return INVALID;
		if (row->words[i].by[c] == CAUGHT)
			all = CAUGHT;
	}
	return all;
}

/* How many of that kind the checker caught; null if it was not there to be asked. */
static json_t *caught_by(const struct row *row, int kind, int c)
{
	json_int_t n = 0;

	if (row->checkers[c].reason[0])
		return json_null();
	for (size_t i = 0; i < row->mutants.n; i++)
		n += row->mutants.mutant[i].kind == kind && of_all(row, i) == CAUGHT &&
		     row->words[i].by[c] == CAUGHT;
	return json_integer(n);
}

static json_t *operator_line(const struct row *row, int kind)
{
	json_int_t n[INVALID + 1] = { 0 };
	json_t *survivors = json_array(), *by = json_object();

	for (size_t i = 0; i < row->mutants.n; i++) {
		const struct mutant *one = &row->mutants.mutant[i];

		if (one->kind != kind)
			continue;
		n[of_all(row, i)]++;
		if (of_all(row, i) == SILENT)
			json_array_append_new(survivors, json_pack("{s:s, s:i, s:s}", "file",
								   one->source->path, "line",
								   one->line, "text", one->shown));
	}
	for (int c = 0; c < row->n_checkers; c++)
		json_object_set_new(by, row->checkers[c].name, caught_by(row, kind, c));
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:o, s:o}", "variant", row->variant,
			 "workload", row->workload, "operator", recall_operators[kind].name,
			 "summary", recall_operators[kind].summary, "mutants",
			 n[SILENT] + n[CAUGHT], "invalid", n[INVALID], "caught", n[CAUGHT], "by",
			 by, "survivors", survivors);
}

static int record(const struct row *row, json_t *lines, struct memtax_error *err)
{
	for (int kind = 0; kind < recall_n_operators; kind++) {
		size_t n = 0;

		for (size_t i = 0; i < row->mutants.n; i++)
			n += row->mutants.mutant[i].kind == kind;
		if (n && json_array_append_new(lines, operator_line(row, kind)))
			return memtax_fail(err, "recall cannot be recorded: is %s UTF-8?",
					   row->source);
	}
	return 0;
}

/* ---- one row -------------------------------------------------------------------------------- */

static void open_checkers(struct row *row)
{
	const struct variant *v = registry_variant(row->r, row->variant);

	for (const char *const *t = registry_toolchains; *t && row->n_checkers < CHECKERS - 1; t++)
		if (variant_built_by(v, *t) && checker_speaks(*t, row->source))
			checker_open(&row->checkers[row->n_checkers++], row->r, *t,
				     registry_profiles[0], row->variant, row->workload);
	checker_open(&row->checkers[row->n_checkers++], row->r, CHECKER_CHECK,
		     CHECKER_CHECK_PROFILE, row->variant, row->workload);
}

/* The valid source must be accepted by every checker that is there. Returns how many are, or -1. */
static int check_control(struct row *row, struct memtax_error *err)
{
	int there = 0;

	for (int c = 0; c < row->n_checkers; c++) {
		struct checker *k = &row->checkers[c];
		enum word word = ask(k, row->r->source, NULL, row->source);

		if (word == NOT_ASKED && !k->reason[0])
			snprintf(k->reason, sizeof(k->reason), "not installed");
		if (word == CAUGHT || word == INVALID)
			return memtax_fail(err,
					   "%s is refused by %s before anything is changed in "
					   "it; run: make",
					   row->source, k->name);
		there += word == SILENT;
	}
	return there;
}

static int mutate(struct row *row, json_t *lines, struct memtax_error *err)
{
	size_t bytes;
	int failed = 0;

	bytes = (row->mutants.n + 1) * sizeof(*row->words);
	row->words = parallel_array(bytes);
	row->progress = parallel_array(sizeof(*row->progress));
	if (!row->words || !row->progress)
		failed = memtax_fail(err, "out of memory");
	else
		row->progress->told = time(NULL);
	if (!failed)
		failed = parallel_run(try, row, row->mutants.n, err);
	if (!failed)
		failed = record(row, lines, err);
	parallel_free(row->words, bytes);
	parallel_free(row->progress, sizeof(*row->progress));
	return failed;
}

static int run_row(struct row *row, json_t *lines, struct memtax_error *err)
{
	int there, failed = 0;

	open_checkers(row);
	there = check_control(row, err);
	if (there <= 0)
		return there;
	folders(row->folder, strlen(row->r->build), true);
	if (mkdir(row->folder, 0777) && errno != EEXIST)
		return memtax_fail(err, "%s: %s", row->folder, strerror(errno));
	failed = recall_text_read(&row->text, row->r->source, row->variant, row->workload, err);
	if (!failed && recall_mutants(&row->text, &row->mutants))
		failed = memtax_fail(err, "out of memory");
	if (!failed)
		failed = mutate(row, lines, err);
	recall_mutants_free(&row->mutants);
	recall_text_free(&row->text);
	rmdir(row->folder);
	return failed;
}

static int recall_row(const struct registry *r, const char *variant, const char *workload,
		      json_t *lines, struct memtax_error *err)
{
	struct row row = { .r = r, .variant = variant, .workload = workload };
	char path[2 * PATH_MAX];
	int failed;

	snprintf(row.source, sizeof(row.source), "variants/%s/%s.c", variant, workload);
	snprintf(path, sizeof(path), "%s/%s", r->source, row.source);
	if (access(path, R_OK))
		return 0; /* none of its own; or not in C, where there are no such annotations */
	if (snprintf(row.folder, sizeof(row.folder), "%s/prove/recall/%s-%s", r->build, variant,
		     workload) > PATH_MAX - 300)
		return memtax_fail(err, "%s: path is too long", r->build);
	row.checkers = calloc(CHECKERS, sizeof(*row.checkers));
	failed = row.checkers ? run_row(&row, lines, err) : memtax_fail(err, "out of memory");
	free(row.checkers);
	return failed;
}

json_t *recall_run(const struct registry *r, struct memtax_error *err)
{
	json_t *lines = json_array();
	int failed = lines ? 0 : memtax_fail(err, "out of memory");

	for (size_t v = 0; v < r->n_variants && !failed; v++) {
		if (strcmp(r->variants[v].checked, CHECKED))
			continue;
		for (size_t w = 0; w < r->n_workloads && !failed; w++)
			failed = recall_row(r, r->variants[v].name, r->workloads[w].name, lines,
					    err);
	}
	if (!failed)
		return lines;
	json_decref(lines);
	return NULL;
}
