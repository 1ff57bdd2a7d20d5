/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words around a table: what was compared, on what, and how far to trust it. */
#include <math.h>
#include <string.h>

#include "harness/report/format.h"
#include "harness/report/proof.h"
#include "harness/report/screen.h"

struct line screen_base(const struct block *block)
{
	double cycles = block_base_cycles(block);
	struct line line;
	int decimals = block->decimals;

	/* Beside a difference of #.## a base of #.#### says nothing more. */
	snprintf(line.s, sizeof(line.s), "%.40s %s cycles/%.40s", block_base_name(block),
		 figure_plain(cycles, decimals).s, block->unit);
	return line;
}

static double furthest(struct estimate e)
{
	return fmax(fabs(e.lo), fabs(e.hi));
}

struct line screen_clone(const struct block *block)
{
	struct line line;
	double far = furthest(view_estimate(block->clone, "delta_cycles"));

	snprintf(line.s, sizeof(line.s), "clone %s%s", isnan(far) ? "" : "±",
		 figure_plain(far, block->decimals).s);
	return line;
}

struct line screen_quiet(const struct block *block)
{
	struct line line;

	snprintf(line.s, sizeof(line.s), "quiet %s",
		 figure_percent(view_number(block->base, "quiet_share")).s);
	return line;
}

struct line screen_layouts(const json_t *run, const struct block *block)
{
	double planned = view_number(json_object_get(run, "plan"), "layouts");
	double done = view_number(block->base, "layouts");
	struct line line;

	if (isfinite(planned) && isfinite(done) && done != planned)
		snprintf(line.s, sizeof(line.s), "%.0f of %.0f layouts", done, planned);
	else
		snprintf(line.s, sizeof(line.s), "%s layouts", figure_plain(done, 0).s);
	return line;
}

struct line screen_base_stops(const json_t *run, const struct block *block)
{
	const struct cell_key key = {
		.workload = block->workload,
		.variant = block_base_name(block),
		.toolchain = block->toolchain,
		.profile = block->profile,
	};
	struct line line = { "" };
	size_t attempted = 0, used = 0;

	for (size_t c = 0; c < PROOF_CLASSES; c++) {
		struct tally t = proof_tally(run, &key, proof_class[c]);

		attempted += t.attempted;
		if (t.errors + t.refused + t.traps)
			used += (size_t)snprintf(line.s + used, sizeof(line.s) - used, "%s%s %s",
						 used ? ", " : "", proof_class[c],
						 tally_words(&t).s);
	}
	if (attempted)
		snprintf(line.s + used, sizeof(line.s) - used, "%s", used ? "" : "none");
	return line;
}

static void caption_start(const json_t *run, char *text, size_t size)
{
	const json_t *source = json_object_get(run, "source");
	const char *cpu = view_text(json_object_get(run, "machine"), "cpu");
	const char *revision = view_text(source, "revision");

	snprintf(text, size, "%.24s · %.90s · %.48s%s", view_text(run, "grade"),
		 *cpu ? cpu : "unknown CPU", *revision ? revision : "unknown revision",
		 view_true(source, "dirty") ? " (modified)" : "");
}

struct line screen_caption(const json_t *run, const struct block *block)
{
	struct estimate clone = view_estimate(block->clone, "delta_cycles");
	int decimals = block->decimals;
	struct line line;
	char start[224];

	caption_start(run, start, sizeof(start));
	if (isnan(clone.value))
		snprintf(line.s, sizeof(line.s), "%s · no A/A clone", start);
	else
		snprintf(line.s, sizeof(line.s), "%s · A/A clone %s %s", start,
			 figure_signed(clone.value, decimals).s,
			 figure_interval(clone.lo, clone.hi, decimals).s);
	return line;
}

struct line run_caption(const json_t *run)
{
	double spread = view_clone_spread(run);
	struct line line;
	char start[224];

	caption_start(run, start, sizeof(start));
	if (isnan(spread))
		snprintf(line.s, sizeof(line.s), "%s · no A/A clone", start);
	else
		snprintf(line.s, sizeof(line.s), "%s · A/A clones within ±%s %%", start,
			 figure_plain(spread * 100, 1).s);
	return line;
}

static enum tone verdict_tone(const char *verdict)
{
	if (!strcmp(verdict, "costs"))
		return TONE_COSTS;
	if (!strcmp(verdict, "saves"))
		return TONE_SAVES;
	if (!strcmp(verdict, "free"))
		return TONE_FREE;
	return TONE_UNSURE;
}

struct line verdict_words(const json_t *result, enum tone *tone)
{
	const char *verdict = view_text(result, "verdict");
	const json_t *tag;
	struct line line;
	size_t i, used;

	*tone = verdict_tone(verdict);
	if (!*verdict || !strcmp(verdict, "none"))
		verdict = "no verdict";
	used = (size_t)snprintf(line.s, sizeof(line.s), "%.60s", verdict);
	json_array_foreach(json_object_get(result, "tags"), i, tag)
	{
		const char *word = json_string_value(tag);

		if (word && used + strlen(word) + 3 < sizeof(line.s))
			used += (size_t)snprintf(line.s + used, sizeof(line.s) - used, ", %s",
						 word);
	}
	return line;
}
