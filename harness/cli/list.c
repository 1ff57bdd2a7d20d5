// SPDX-License-Identifier: GPL-2.0-or-later
#include <argp.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "harness/cli/cli.h"
#include "harness/measure/registry.h"

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "print {\"cells\": [...]}", 0 },
	{ "alignment", 'a', "A", 0, "aligned (default) or natural", 0 },
	{ 0 },
};

struct arguments {
	bool json;
	const char *alignment;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct arguments *a = state->input;

	switch (key) {
	case 'j':
		a->json = true;
		return 0;
	case 'a':
		a->alignment = arg;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no argument '%s'", arg);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const char *const state_names[] = { "ok", "refused", "absent", "refused" };

static void print_row(const struct cell_id *id, const struct variant *v, enum cell_state state,
		      const char *reason)
{
	printf("%-10s %-14s %-11s %-9s %-7s %-8s %s\n", id->workload, id->variant, v->role,
	       id->toolchain, id->profile, state_names[state], state == CELL_OK ? "" : reason);
}

static json_t *row_json(const struct cell_id *id, const struct variant *v, enum cell_state state,
			const char *reason)
{
	return json_pack("{ss ss ss ss ss ss so}", "workload", id->workload, "variant", id->variant,
			 "role", v->role, "toolchain", id->toolchain, "profile", id->profile,
			 "state", state_names[state], "reason",
			 state == CELL_OK ? json_null() : json_string(reason));
}

static void list_cell(const struct registry *r, const struct cell_id *id, json_t *cells)
{
	const struct variant *v = registry_variant(r, id->variant);
	struct memtax_error reason = { "" };
	enum cell_state state = registry_cell_state(r, id, &reason);

	if (cells)
		json_array_append_new(cells, row_json(id, v, state, reason.text));
	else
		print_row(id, v, state, reason.text);
}

static void list_all(const struct registry *r, const char *alignment, json_t *cells)
{
	for (size_t w = 0; w < r->n_workloads; w++)
		for (size_t v = 0; v < r->n_variants; v++)
			for (const char *const *t = registry_toolchains; *t; t++)
				for (const char *const *p = registry_profiles; *p; p++) {
					struct cell_id id = { r->workloads[w].name,
							      r->variants[v].name, *t, *p,
							      alignment };

					if (variant_built_by(&r->variants[v], *t))
						list_cell(r, &id, cells);
				}
}

int cmd_list(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse,
		.doc = "The grid: every workload, row, toolchain and profile, and whether there is "
		       "such a cell.\vA cell is ok, refused (it could be there: the reason says "
		       "what is missing) or absent (there is no such thing).",
	};
	struct arguments a = { .alignment = "aligned" };
	struct memtax_error err;
	struct registry r;
	json_t *cells = NULL;

	argp_parse(&argp, argc, argv, 0, NULL, &a);
	if (registry_open(&r, cli_source(), cli_build(), &err))
		return cli_fail(CLI_ENVIRONMENT, err.text);
	if (a.json)
		cells = json_array();
	else
		printf("%-10s %-14s %-11s %-9s %-7s %-8s %s\n", "workload", "variant", "role",
		       "toolchain", "profile", "state", "reason");
	list_all(&r, a.alignment, cells);
	if (cells) {
		json_t *grid = json_pack("{so}", "cells", cells);

		json_dumpf(grid, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(grid);
	}
	registry_close(&r);
	return CLI_OK;
}
