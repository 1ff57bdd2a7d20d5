/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/proof.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "harness/report/view.h"

const char *const proof_class[PROOF_CLASSES] = { "spatial", "temporal", "init",
						 "type",    "snapshot", "progress" };
const char *const proof_kind[PROOF_KINDS] = { "input", "slip", "mechanism" };

static bool among(const char *word, const char *const *words)
{
	for (; *words; words++)
		if (!strcmp(word, *words))
			return true;
	return false;
}

enum answer proof_answer(const char *outcome)
{
	static const char *const stopped[] = { "error", "no-compile", NULL };
	static const char *const bitten[] = { "crash", "corrupt", "leak", "wrong", "hang", NULL };

	if (among(outcome, stopped))
		return ANSWER_STOPPED;
	if (!strcmp(outcome, "trap"))
		return ANSWER_CONVERTED;
	return among(outcome, bitten) ? ANSWER_BITTEN : ANSWER_UNTOLD;
}

const json_t *proof_list(const json_t *run, const char *name)
{
	return json_object_get(run, name);
}

bool proof_is(const json_t *line, const char *key, const char *value)
{
	return !value || !strcmp(view_text(line, key), value);
}

/* A fault against the row itself, not against a must-fail member made from it. */
static bool is_input(const json_t *line, const char *workload, const char *class)
{
	return proof_is(line, "kind", "input") && proof_is(line, "workload", workload) &&
	       proof_is(line, "class", class) && proof_is(line, "member", "");
}

bool proof_attempts(const json_t *run, const char *workload, const char *class)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		if (is_input(line, workload, class))
			return true;
	}
	return false;
}

struct tally proof_tally(const json_t *run, const struct cell_key *key, const char *class)
{
	struct tally tally = { 0 };
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "proof"), i, line)
	{
		if (!is_input(line, key->workload, class) ||
		    !proof_is(line, "variant", key->variant) ||
		    !proof_is(line, "toolchain", key->toolchain) ||
		    !proof_is(line, "profile", key->profile))
			continue;
		tally.attempted++;
		tally.errors += proof_is(line, "outcome", "error");
		tally.refused += proof_is(line, "outcome", "no-compile");
		tally.traps += proof_is(line, "outcome", "trap");
		tally.unavailable += proof_is(line, "outcome", "unavailable");
	}
	return tally;
}

struct tally_text tally_words(const struct tally *tally)
{
	const struct {
		size_t n;
		char letter;
	} parts[] = { { tally->refused, 'C' }, { tally->errors, 'E' }, { tally->traps, 'T' } };
	struct tally_text text = { "" };
	size_t used = 0;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].n)
			used += (size_t)snprintf(text.s + used, sizeof(text.s) - used, "%zu%c",
						 parts[i].n % 1000, parts[i].letter);
	snprintf(text.s + used, sizeof(text.s) - used, "%s/%zu", used ? "" : "0",
		 tally->attempted % 1000);
	return text;
}

/* In Rust a cast is harmless but in an unsafe line, which is counted itself. */
static double casts_of(const json_t *line)
{
	return proof_is(line, "language", "rs") ? 0 : view_number(line, "casts");
}

double proof_trust(const json_t *run, const char *workload, const char *variant)
{
	const json_t *line;
	size_t i;

	json_array_foreach(proof_list(run, "effort"), i, line)
	{
		if (proof_is(line, "workload", workload) && proof_is(line, "variant", variant))
			return view_number(line, "constructors") + casts_of(line) +
			       view_number(line, "suppressions") +
			       view_number(line, "unsafe_lines");
	}
	return NAN;
}

static const struct {
	const char *name, *words;
} tiers[PROOF_TIERS] = {
	{ "none", "none" },
	{ "point-fixes", "point fixes" },
	{ "spatial", "spatial, checked" },
	{ "temporal-static", "temporal, static" },
	{ "temporal-run-time", "temporal, run time" },
	{ "initialisation", "initialisation" },
};

int proof_tier(const char *guarantee)
{
	for (int i = 0; i < PROOF_TIERS; i++)
		if (!strcmp(tiers[i].name, guarantee))
			return i;
	return -1;
}

const char *proof_tier_words(int tier)
{
	return tiers[tier].words;
}

/* Each tier keeps what the ones below it promise; point fixes promise no class. */
bool proof_promises(int tier, const char *class)
{
	static const char *const from[] = { "", "", "spatial", "temporal", "", "init" };

	for (int i = 0; i <= tier; i++)
		if (*from[i] && !strcmp(from[i], class))
			return true;
	return false;
}

static bool has_name(const json_t *names, const char *name)
{
	const json_t *other;
	size_t i;

	json_array_foreach(names, i, other)
	{
		if (!strcmp(json_string_value(other), name))
			return true;
	}
	return false;
}

/* A row's place among rows: what it guarantees, others behind. */
static int place_of(const json_t *line, const char *key)
{
	int tier = proof_tier(view_text(line, "guarantee"));

	if (strcmp(key, "variant"))
		return 0;
	return tier < 0 ? PROOF_TIERS : tier;
}

json_t *proof_names(const json_t *run, const char *workload, const char *kind, const char *key)
{
	json_t *names = json_array();
	const json_t *line;
	size_t i;

	for (int place = 0; place <= PROOF_TIERS; place++)
		json_array_foreach(proof_list(run, "proof"), i, line)
		{
			const char *name = view_text(line, key);

			if (!*name || place_of(line, key) != place ||
			    !proof_is(line, "workload", workload) ||
			    !proof_is(line, "kind", kind) || has_name(names, name))
				continue;
			json_array_append_new(names, json_string(name));
		}
	return names;
}
