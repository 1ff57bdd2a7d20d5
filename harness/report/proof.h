/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How the report reads the proof in a run document (docs/schema/run.md): what a row answered to
 * its faults, counted per class and workload, and the tables of it. Nothing is pooled into a share
 * of all faults. Texts belong to the document; a table without rows means that the run has nothing
 * of the kind.
 */
#ifndef MEMTAX_REPORT_PROOF_H
#define MEMTAX_REPORT_PROOF_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "harness/report/notes.h"
#include "harness/report/table.h"

/* What an outcome is to the one who is attacked. */
enum answer {
	ANSWER_STOPPED,	  /* error, no-compile */
	ANSWER_CONVERTED, /* trap: what was an exploit is a denial of service */
	ANSWER_BITTEN,	  /* crash, corrupt, leak, wrong, hang */
	ANSWER_UNTOLD,	  /* not-reached, unavailable, or a word that is none of these */
};

enum answer proof_answer(const char *outcome);

enum { PROOF_CLASSES = 6, PROOF_KINDS = 3 };
extern const char *const proof_class[PROOF_CLASSES]; /* "spatial" first: the order of tables */
extern const char *const proof_kind[PROOF_KINDS];

/* A list of the document, and whose line it is. `key` NULL: any. */
const json_t *proof_list(const json_t *run, const char *name);
bool proof_is(const json_t *line, const char *key, const char *value);

/* Has this workload input faults of the class? */
bool proof_attempts(const json_t *run, const char *workload, const char *class);

/* Whose faults are counted; NULL: any. */
struct cell_key {
	const char *workload, *variant, *toolchain, *profile;
};

/* Input faults of one class and cell. */
struct tally {
	size_t attempted, errors, refused, traps, unavailable;
};

struct tally proof_tally(const json_t *run, const struct cell_key *key, const char *class);

struct tally_text {
	char s[48];
};
/* "5E/6", "3C1T/4", "0/4"; C no-compile, E error, T trap. */
struct tally_text tally_words(const struct tally *tally);

/* Constructors, casts and suppressions of a row's own sources; NAN where nobody counted. */
double proof_trust(const json_t *run, const char *workload, const char *variant);

/*
 * The places of the names under `key` among the lines of proof[] with this workload and kind (NULL:
 * any), without doubles: an array of texts, in order of appearance; rows (`key` "variant") by what
 * they guarantee, least first. The caller frees it; NULL without memory.
 */
json_t *proof_names(const json_t *run, const char *workload, const char *kind, const char *key);

/* 0 "none" to 5 "initialisation": the tier that a row promises; -1 if it says none. */
int proof_tier(const char *guarantee);
enum { PROOF_TIERS = 6 };
/* Words for an axis: "spatial, checked". */
const char *proof_tier_words(int tier);
/* Does a row of this tier promise to stop this class? */
bool proof_promises(int tier, const char *class);

#define PROOF_LEGEND                                                                               \
	"Under a class: input faults stopped or converted, over those attempted. C: does not "     \
	"compile; E: a clean error, or the right answer; T: the cell's own trap, an attack that "  \
	"became a denial of service and is not stopped. Slips and faults of the mechanism are "    \
	"not in it. trust: (pointer, length) constructors, unchecked casts, suppressions, "        \
	"lines of unsafe code."
#define MATRIX_LEGEND                                                                              \
	"✓ stopped: error is a clean error or the right answer, no-compile is refused by a "       \
	"compiler. △ trap: converted into a denial of service. ✗ it bit: crash, corrupt, leak, "   \
	"wrong, hang. ≠ builds differ. ? not told. member: the row's must-fail member, its "       \
	"mechanism wrongly applied."

/* proof_matrix.c: faults of one kind against rows */
struct table *table_matrix(const json_t *run, const char *workload, const char *kind,
			   struct notes *notes);

/* proof_tables.c */
/*
 * What must be known first: broken claims, refused twins, cases and checks that went wrong. No more
 * than `most` of them (0: all), and a line that says how many more there are.
 */
struct table *table_findings(const json_t *run, size_t most);
/* What stands behind the stops: how many faults by tier. */
struct table *table_stands(const json_t *run);
struct table *table_recall(const json_t *run);
struct table *table_survivors(const json_t *run);
struct table *table_compile(const json_t *run);

/* proof_effort.c */
struct table *table_effort(const json_t *run, struct notes *notes);
/* Code that is marked unsafe, of the rows whose language has such a mark. */
struct table *table_unsafe(const json_t *run);

/* proof_checks.c */
struct table *table_checks(const json_t *run);
/* The checks that are in the objects, dearest first. */
struct table *table_check_list(const json_t *run, struct notes *notes);
/* Is it in the object, and neither caught nor explained? */
bool check_is_unproved(const json_t *check);

#endif
