/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/screen.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/proof.h"

/* Columns that can be left out where there is no room for them. */
enum column { SINGLE = 1, SHARED = 2, LAYOUTS = 4, TEXT = 8, LONG_NAMES = 16, BUILT_BY = 32 };

static const struct {
	enum column column;
	const char *title;
} optional[] = {
	{ SINGLE, "Δ single" },
	{ SHARED, "Δ shared" },
	{ LAYOUTS, "layouts 10–90 %" },
	{ TEXT, "text" },
};

enum { OPTIONAL = sizeof(optional) / sizeof(optional[0]) };

/* What is asked for every row. */
struct builder {
	struct screen *s;
	const json_t *run;
	const struct block *block;
	unsigned int left_out; /* columns */
};

static bool has_column(const struct builder *b, enum column column)
{
	return !(b->left_out & column);
}

static void add_optional(const struct builder *b, enum column column, enum table_align align)
{
	for (size_t i = 0; i < OPTIONAL; i++)
		if (optional[i].column == column && has_column(b, column))
			table_column(b->s->table, optional[i].title, align);
}

/* The last to give way: half of the classes' names. */
static const char *class_title(const struct builder *b, size_t class)
{
	static const char *const brief[PROOF_CLASSES] = { "spat.", "temp.", "init",
							  "type",  "snap.", "prog." };

	return has_column(b, LONG_NAMES) ? proof_class[class] : brief[class];
}

static void add_columns(const struct builder *b)
{
	struct table *t = b->s->table;

	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "Δ cycles", ALIGN_RIGHT);
	table_column(t, "[95 %]", ALIGN_LEFT);
	table_column(t, "ratio", ALIGN_RIGHT);
	add_optional(b, SINGLE, ALIGN_RIGHT);
	add_optional(b, SHARED, ALIGN_RIGHT);
	add_optional(b, LAYOUTS, ALIGN_LEFT);
	add_optional(b, TEXT, ALIGN_RIGHT);
	for (size_t c = 0; c < PROOF_CLASSES; c++)
		if (proof_attempts(b->run, b->block->workload, proof_class[c]))
			table_column(t, class_title(b, c), ALIGN_LEFT);
	if (json_array_size(proof_list(b->run, "effort")))
		table_column(t, "trust", ALIGN_RIGHT);
	table_column(t, "verdict", ALIGN_LEFT);
}

/* A difference, or a dash whose mark leads to the reason. */
static void difference_or_why(struct screen *s, double value, int decimals, const char *why)
{
	if (isfinite(value))
		table_text(s->table, TONE_PLAIN, "%s", figure_signed(value, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s", notes_add(&s->notes, "%s", why).s);
}

static void add_interval(struct screen *s, struct estimate e, int decimals)
{
	if (isfinite(e.lo) && isfinite(e.hi))
		table_text(s->table, TONE_PLAIN, "%s", figure_interval(e.lo, e.hi, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "no interval: it takes two layouts at least").s);
}

static void add_single(const struct builder *b, const json_t *result)
{
	const struct block *block = b->block;
	const json_t *single = view_sibling(b->run, result, "single", block->footprint);
	const char *failed = view_text(single, "failed");
	const char *why = "entry single was not measured in this run";

	if (*failed)
		why = failed;
	else if (single)
		why = "entry single has too few quiet rounds for a figure";
	difference_or_why(b->s, view_estimate(single, "delta_cycles").value, block->decimals, why);
}

static void add_shared(struct screen *s, const json_t *result, int decimals)
{
	const json_t *contended = json_object_get(result, "contended");
	const char *why =
		"no figure with the core shared: the probe saw no neighbour, or too seldom";

	difference_or_why(s, view_estimate(contended, "delta_cycles").value, decimals, why);
}

static void add_layouts(struct screen *s, const json_t *result, int decimals)
{
	const json_t *delta = json_object_get(result, "delta_cycles");
	double p10 = view_number(delta, "p10"), p90 = view_number(delta, "p90");

	if (isfinite(p10) && isfinite(p90))
		table_text(s->table, TONE_PLAIN, "%s", figure_range(p10, p90, decimals).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "no range: it takes two layouts at least").s);
}

static void add_text_bytes(struct screen *s, const struct block *block, const json_t *result)
{
	double more = view_number(result, "text_bytes") - view_number(block->base, "text_bytes");

	if (isfinite(more))
		table_text(s->table, TONE_PLAIN, "%s B", figure_signed(more, 0).s);
	else
		table_text(s->table, TONE_FAINT, DASH "%s",
			   notes_add(&s->notes, "the size of .text was not recorded").s);
}

static void add_verdict(struct screen *s, const struct block *block, const json_t *result)
{
	double layouts = view_number(result, "layouts");
	enum tone tone;
	struct line words = verdict_words(result, &tone);

	/* A row with fewer layouts than its base rests on less: say so beside its verdict. */
	if (isfinite(layouts) && layouts != view_number(block->base, "layouts"))
		table_text(s->table, tone, "%s (%.0f layouts)", words.s, layouts);
	else
		table_text(s->table, tone, "%s", words.s);
}

static void add_class(const struct builder *b, const json_t *result, const char *class)
{
	const struct cell_key key = {
		.workload = b->block->workload,
		.variant = view_text(result, "variant"),
		.toolchain = view_text(result, "toolchain"),
		.profile = b->block->profile,
	};
	struct tally tally = proof_tally(b->run, &key, class);
	struct notes *notes = &b->s->notes;

	if (!tally.attempted)
		table_text(b->s->table, TONE_FAINT, DASH "%s",
			   notes_add(notes, "not proved in this run").s);
	else if (tally.unavailable)
		table_text(b->s->table, TONE_PLAIN, "%s%s", tally_words(&tally).s,
			   notes_add(notes, "a compiler that would have to refuse one of them is "
					    "not installed")
				   .s);
	else
		table_text(b->s->table, TONE_PLAIN, "%s", tally_words(&tally).s);
}

static void add_proof(const struct builder *b, const json_t *result)
{
	double trust = proof_trust(b->run, b->block->workload, view_text(result, "variant"));

	for (size_t c = 0; c < PROOF_CLASSES; c++)
		if (proof_attempts(b->run, b->block->workload, proof_class[c]))
			add_class(b, result, proof_class[c]);
	if (!json_array_size(proof_list(b->run, "effort")))
		return;
	if (isfinite(trust))
		table_text(b->s->table, TONE_PLAIN, "%s", figure_plain(trust, 0).s);
	else
		table_text(b->s->table, TONE_FAINT, DASH "%s",
			   notes_add(&b->s->notes, "nobody counted this row's sources").s);
}

static void add_figures(const struct builder *b, const json_t *result)
{
	struct estimate delta = view_estimate(result, "delta_cycles");
	struct estimate ratio = view_estimate(result, "ratio_to_base");
	int decimals = b->block->decimals;
	struct screen *s = b->s;

	table_text(s->table, TONE_STRONG, "%s", figure_signed(delta.value, decimals).s);
	add_interval(s, delta, decimals);
	table_text(s->table, TONE_PLAIN, "%s", figure_plain(ratio.value, 3).s);
	if (has_column(b, SINGLE))
		add_single(b, result);
	if (has_column(b, SHARED))
		add_shared(s, result, decimals);
	if (has_column(b, LAYOUTS))
		add_layouts(s, result, decimals);
	if (has_column(b, TEXT))
		add_text_bytes(s, b->block, result);
	add_proof(b, result);
	add_verdict(s, b->block, result);
}

/* A row of another toolchain than its base says by which: its LLVM is not the base's. */
static void add_name(const struct builder *b, const json_t *result)
{
	const char *variant = view_text(result, "variant");
	const char *toolchain = view_text(result, "toolchain");

	if (!strcmp(toolchain, b->block->toolchain))
		table_text(b->s->table, TONE_STRONG, "%s", variant);
	else if (has_column(b, BUILT_BY))
		table_text(b->s->table, TONE_STRONG, "%s (%s)", variant,
			   view_toolchain(b->run, toolchain).s);
	else
		table_text(b->s->table, TONE_STRONG, "%s%s", variant,
			   notes_add(&b->s->notes, "by %s", view_toolchain(b->run, toolchain).s).s);
}

static void add_result(const struct builder *b, const json_t *result)
{
	const char *failed = view_text(result, "failed");
	struct table *t = b->s->table;

	table_row(t);
	add_name(b, result);
	if (*failed)
		table_span(t, TONE_BAD, "failed: %s", failed);
	else if (isfinite(view_estimate(result, "delta_cycles").value))
		add_figures(b, result);
	else
		table_span(t, TONE_FAINT, "no figure: %s",
			   b->block->base && isfinite(block_base_cycles(b->block))
				   ? "too few quiet rounds"
				   : "there is no base to compare with");
}

static bool same_or_any(const json_t *refusal, const char *key, const char *value)
{
	const char *text = view_text(refusal, key);

	return !*text || !strcmp(text, value);
}

/* Would the row stand in this block? A toolchain that the run does not have could be anyone's. */
static bool would_be_here(const json_t *run, const json_t *refusal, const struct block *block)
{
	const char *toolchain = view_text(refusal, "toolchain");
	const json_t *known;
	size_t i;

	json_array_foreach(json_object_get(run, "toolchains"), i, known)
	{
		const char *base = view_text(known, "base");

		if (!strcmp(view_text(known, "id"), toolchain))
			return !strcmp(*base ? base : toolchain, block->toolchain);
	}
	return true;
}

/* A row that a reader looks for and that is not there has its reason in its place. */
static void add_refusals(struct screen *s, const json_t *run, const struct block *block)
{
	const json_t *refusal;
	size_t i;

	json_array_foreach(json_object_get(run, "refusals"), i, refusal)
	{
		if (strcmp(view_text(refusal, "workload"), block->workload) ||
		    !would_be_here(run, refusal, block) ||
		    !same_or_any(refusal, "profile", block->profile))
			continue;
		table_row(s->table);
		table_text(s->table, TONE_STRONG, "%s", view_text(refusal, "variant"));
		table_span(s->table, TONE_FAINT, "absent: %s", view_text(refusal, "reason"));
	}
}

static struct screen build(const json_t *run, const struct block *block, unsigned int left_out)
{
	struct screen s = { .table = table_new() };
	const struct builder b = { &s, run, block, left_out };
	const char *base_failed = view_text(block->base, "failed");
	const json_t *result;
	size_t i;

	add_columns(&b);
	if (*base_failed) {
		table_row(s.table);
		table_text(s.table, TONE_STRONG, "%s", block_base_name(block));
		table_span(s.table, TONE_BAD, "failed: %s", base_failed);
	}
	json_array_foreach(json_object_get(run, "results"), i,
			   result) if (result != block->base && block_has(block, result))
		add_result(&b, result);
	add_refusals(&s, run, block);
	return s;
}

/* Has any row a figure in the column? */
static bool has_figures(const json_t *run, const struct block *block, enum column column)
{
	const json_t *result;
	size_t i;

	json_array_foreach(json_object_get(run, "results"), i, result)
	{
		const json_t *from = json_object_get(result, "contended");

		if (!block_has(block, result))
			continue;
		if (column == SINGLE)
			from = view_sibling(run, result, "single", block->footprint);
		if (isfinite(view_estimate(from, "delta_cycles").value))
			return true;
	}
	return false;
}

static struct line names_of(unsigned int columns, const unsigned int empty[2])
{
	struct line line = { "" };
	size_t used = 0;

	for (size_t i = 0; i < OPTIONAL; i++)
		if (columns & optional[i].column)
			used += (size_t)snprintf(
				line.s + used, sizeof(line.s) - used, "%s%s%s", used ? ", " : "",
				optional[i].title,
				optional[i].column & (empty[0] | empty[1]) ? " (no figure)" : "");
	return line;
}

struct screen screen_build(const json_t *run, const struct block *block, size_t width)
{
	/* Columns without a figure first, then what the report shows in its other tables too. */
	const unsigned int give_way[] = {
		has_figures(run, block, SINGLE) ? 0 : SINGLE,
		has_figures(run, block, SHARED) ? 0 : SHARED,
		BUILT_BY, /* goes into a note */
		LAYOUTS,
		TEXT,
		SHARED,
		SINGLE,
		LONG_NAMES,
	};
	struct screen s = build(run, block, 0);
	unsigned int left_out = 0;

	for (size_t i = 0; i < sizeof(give_way) / sizeof(give_way[0]); i++) {
		if (!width || table_narrowest(s.table) <= width)
			break;
		if (!give_way[i] || left_out & give_way[i])
			continue;
		left_out |= give_way[i];
		screen_free(&s);
		s = build(run, block, left_out);
	}
	s.left_out = names_of(left_out, give_way);
	return s;
}

void screen_free(struct screen *s)
{
	table_free(s->table);
	notes_free(&s->notes);
	s->table = NULL;
}
