// SPDX-License-Identifier: GPL-2.0-or-later
/* Effort as it stands in run.json. */
#include <stdlib.h>
#include <string.h>

#include "harness/prove/command.h"
#include "harness/prove/effort.h"
#include "harness/prove/flag_row.h"

/* ---- the flags of a row that is its base and flags ------------------------------------------ */

struct kept_command {
	char line[4096];
	char *word[COMMAND_WORDS];
	int n;
};

/* The command beside a cell's object; false if there is none. */
static bool read_command(struct kept_command *c, const struct registry *r, const struct cell_id *id)
{
	char path[PATH_MAX];
	FILE *f;
	bool read;

	registry_cell_path(r, id, "o.command", path);
	f = fopen(path, "r");
	read = f && fgets(c->line, sizeof(c->line), f);
	if (f)
		fclose(f);
	c->n = read ? command_words(c->line, c->word) : 0;
	return c->n > 0;
}

static bool has_word(const struct kept_command *c, const char *word)
{
	for (int i = 0; i < c->n; i++)
		if (!strcmp(c->word[i], word))
			return true;
	return false;
}

/* What the row's command has and its base's has not; its name is in both, and differs. */
static json_t *more_words(const struct kept_command *row, const struct kept_command *base)
{
	char text[1024] = "";
	size_t used = 0;

	for (int i = 0; i < row->n && used < sizeof(text); i++)
		if (!has_word(base, row->word[i]) &&
		    strncmp(row->word[i], "-DMEMTAX_VARIANT=", strlen("-DMEMTAX_VARIANT=")) != 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s",
						 used ? " " : "", row->word[i]);
	return json_string(text);
}

/* {toolchain: flags} of the cells that were built; the first profile that there is. */
static json_t *flags_of(const struct registry *r, const char *variant, const char *base,
			const char *workload)
{
	json_t *flags = json_object();

	for (const char *const *t = registry_toolchains; *t; t++)
		for (const char *const *p = registry_profiles; *p; p++) {
			struct cell_id id = { workload, variant, *t, *p, "aligned" };
			struct kept_command row, from;

			if (json_object_get(flags, *t) || !read_command(&row, r, &id))
				continue;
			id.variant = base;
			if (read_command(&from, r, &id))
				json_object_set_new(flags, *t, more_words(&row, &from));
		}
	return flags;
}

/* ---- the rows ------------------------------------------------------------------------------- */

/* A null where nothing is counted: 0 would be a count. */
static json_t *counted(bool is, int n)
{
	return is ? json_integer(n) : json_null();
}

static json_t *row_json(const struct registry *r, const struct effort_row *row)
{
	const struct variant *v = registry_variant(r, row->variant);
	bool vocabulary = !strcmp(row->workload, EFFORT_VOCABULARY);
	const struct variant *base = vocabulary ? NULL : flag_row_base(r, v, row->workload);
	bool rust = !strcmp(row->language, "rs"), cpp = !strcmp(row->language, "cpp");
	const struct effort *e = &row->effort;
	bool compared = e->lines_changed >= 0;
	json_t *json = json_pack("{s:s s:s s:s s:i s:i s:o s:o s:i s:i s:i s:i s:i}", "variant",
				 row->variant, "workload", row->workload, "language", row->language,
				 "lines", e->lines, "tokens", e->tokens, "lines_changed",
				 counted(compared, e->lines_changed), "tokens_changed",
				 counted(compared, e->tokens_changed), "annotations",
				 e->annotations, "casts", e->casts, "constructors", e->constructors,
				 "suppressions", e->suppressions, "unsafe_lines", e->unsafe_lines);

	json_object_set_new(json, "shell_lines", counted(rust, e->shell_lines));
	json_object_set_new(json, "unsafe_blocks", counted(rust, e->unsafe_blocks));
	json_object_set_new(json, "safety_comments", counted(rust, e->safety_comments));
	json_object_set_new(json, "escapes", counted(cpp, e->escapes));
	json_object_set_new(json, "base", base ? json_string(base->name) : json_null());
	json_object_set_new(json, "flags",
			    base ? flags_of(r, v->name, base->name, row->workload) : json_null());
	return json;
}

json_t *effort_run(const struct registry *r, struct memtax_error *err)
{
	size_t n;
	struct effort_row *rows = effort_rows(r, &n, err);
	json_t *list = rows ? json_array() : NULL;
	int failed = 0;

	for (size_t i = 0; list && i < n; i++)
		failed |= json_array_append_new(list, row_json(r, &rows[i]));
	free(rows);
	if (rows && (!list || failed))
		memtax_fail(err, "out of memory");
	if (failed) {
		json_decref(list);
		list = NULL;
	}
	return list;
}
