/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "harness/report/tables.h"

#include <math.h>
#include <string.h>

#include "harness/report/format.h"

/* One row of texts from an object, a dash where there is none. */
static void add_texts(struct table *t, const json_t *object, const char *const *keys, size_t n)
{
	table_row(t);
	for (size_t i = 0; i < n; i++) {
		const char *text = view_text(object, keys[i]);

		table_text(t, i ? TONE_PLAIN : TONE_STRONG, "%s", *text ? text : DASH);
	}
}

struct table *table_refusals(const json_t *run)
{
	static const char *const keys[] = { "workload", "variant", "toolchain", "profile",
					    "reason" };
	struct table *t = table_new();
	const json_t *refusal;
	size_t i;

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
		table_column(t, keys[k], ALIGN_LEFT);
	json_array_foreach(json_object_get(run, "refusals"), i, refusal)
		add_texts(t, refusal, keys, sizeof(keys) / sizeof(keys[0]));
	return t;
}

struct table *table_missing_counters(const json_t *run)
{
	static const char *const keys[] = { "event", "reason" };
	struct table *t = table_new();
	const json_t *missing;
	size_t i;

	table_column(t, "event", ALIGN_LEFT);
	table_column(t, "why it is missing", ALIGN_LEFT);
	json_array_foreach(json_object_get(json_object_get(run, "counters"), "missing"), i, missing)
		add_texts(t, missing, keys, sizeof(keys) / sizeof(keys[0]));
	return t;
}

static void add_fact(struct table *t, const char *name, const char *value)
{
	table_row(t);
	table_text(t, TONE_PLAIN, "%s", name);
	table_text(t, TONE_PLAIN, "%s", *value ? value : DASH);
}

/* Not through a double: a seed may use all of its 64 bits. */
static void add_seed(struct table *t, const json_t *seed)
{
	char text[32] = "";

	if (json_is_integer(seed))
		snprintf(text, sizeof(text), "%" JSON_INTEGER_FORMAT, json_integer_value(seed));
	add_fact(t, "seed", text);
}

struct table *table_machine(const json_t *run)
{
	static const struct {
		const char *key, *name;
	} sizes[] = { { "l1d", "L1 data" },
		      { "l2", "L2" },
		      { "llc", "last level cache" },
		      { "llc_share", "its share per CPU" },
		      { "page", "page" } };
	const json_t *machine = json_object_get(run, "machine");
	const json_t *plan = json_object_get(run, "plan");
	const char *virtual = view_text(machine, "virtual");
	struct table *t = table_new();

	table_column(t, "what", ALIGN_LEFT);
	table_column(t, "found", ALIGN_LEFT);
	add_fact(t, "grade", view_text(run, "grade"));
	add_fact(t, "fingerprint", view_text(machine, "fingerprint"));
	add_fact(t, "CPU", view_text(machine, "cpu"));
	add_fact(t, "architecture", view_text(machine, "arch"));
	add_fact(t, "microcode", view_text(machine, "microcode"));
	add_fact(t, "kernel", view_text(machine, "kernel"));
	add_fact(t, "CPUs", figure_plain(view_number(machine, "cpus"), 0).s);
	add_fact(t, "hypervisor", *virtual ? virtual : "none: metal");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		add_fact(t, sizes[i].name, figure_bytes(view_number(machine, sizes[i].key)).s);
	add_fact(t, "huge pages", view_text(machine, "huge_pages"));
	add_fact(t, "counter runs at", figure_hertz(view_number(machine, "tick_hz")).s);
	add_fact(t, "started", view_text(run, "started_at"));
	add_fact(t, "finished", view_text(run, "finished_at"));
	add_fact(t, "resumed, times", figure_plain(view_number(run, "resumes"), 0).s);
	add_seed(t, json_object_get(run, "seed"));
	add_fact(t, "alignment", view_text(plan, "alignment"));
	add_fact(t, "command", view_text(run, "command"));
	return t;
}

struct table *table_toolchains(const json_t *run)
{
	struct table *t = table_new();
	const json_t *toolchain;
	const char *profile;
	json_t *flags;
	size_t i;

	table_column(t, "toolchain", ALIGN_LEFT);
	table_column(t, "version", ALIGN_LEFT);
	table_column(t, "profile", ALIGN_LEFT);
	table_column(t, "flags", ALIGN_LEFT);
	json_array_foreach(json_object_get(run, "toolchains"), i, toolchain)
		json_object_foreach(json_object_get(toolchain, "flags"), profile, flags)
	{
		const char *text = json_string_value(flags);

		table_row(t);
		table_text(t, TONE_STRONG, "%s", view_toolchain(run, view_text(toolchain, "id")).s);
		table_text(t, TONE_PLAIN, "%s", view_text(toolchain, "version"));
		table_text(t, TONE_PLAIN, "%s", profile);
		table_text(t, TONE_PLAIN, "%s", text ? text : DASH);
	}
	return t;
}

struct table *table_doctor(const json_t *run)
{
	static const char *const keys[] = { "check", "status", "found", "why", "mend" };
	static const char *const titles[] = { "check", "status", "found", "why it matters",
					      "what mends it" };
	struct table *t = table_new();
	const json_t *finding;
	size_t i;

	for (size_t k = 0; k < sizeof(titles) / sizeof(titles[0]); k++)
		table_column(t, titles[k], ALIGN_LEFT);
	json_array_foreach(json_object_get(run, "doctor"), i, finding)
		add_texts(t, finding, keys, sizeof(keys) / sizeof(keys[0]));
	return t;
}

struct table *table_objects(const json_t *run, const struct blocks *first)
{
	struct table *t = table_new();
	const json_t *result;
	size_t i;

	table_column(t, "workload", ALIGN_LEFT);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "toolchain", ALIGN_LEFT);
	table_column(t, "profile", ALIGN_LEFT);
	table_column(t, "text", ALIGN_RIGHT);
	table_column(t, "object", ALIGN_LEFT);
	for (size_t b = 0; b < first->n; b++)
		json_array_foreach(json_object_get(run, "results"), i, result)
		{
			if (!block_has(&first->block[b], result))
				continue;
			table_row(t);
			table_text(t, TONE_PLAIN, "%s", view_text(result, "workload"));
			table_text(t, TONE_STRONG, "%s", view_text(result, "variant"));
			table_text(t, TONE_PLAIN, "%s",
				   view_toolchain(run, view_text(result, "toolchain")).s);
			table_text(t, TONE_PLAIN, "%s", view_text(result, "profile"));
			table_text(t, TONE_PLAIN, "%s B",
				   figure_plain(view_number(result, "text_bytes"), 0).s);
			table_text(t, TONE_PLAIN, "%.16s", view_text(result, "object"));
		}
	return t;
}
