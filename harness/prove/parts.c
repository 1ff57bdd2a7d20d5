// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/prove/drops.h"
#include "harness/prove/flag_row.h"
#include "harness/prove/effort.h"
#include "harness/prove/hash_files.h"
#include "harness/prove/json_text.h"
#include "harness/prove/misuse.h"
#include "harness/prove/recall.h"

static const char *const names[PARTS] = { "compile", "recall", "effort", "checks" };

const char *part_name(enum part part)
{
	return names[part];
}

int part_from_name(const char *name)
{
	for (int i = 0; i < PARTS; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* ---- what a part is made from --------------------------------------------------------------- */

enum {
	OF_COMPILE = 1 << PART_COMPILE,
	OF_EFFORT = 1 << PART_EFFORT,
	OF_CHECKS = 1 << PART_CHECKS,
	OF_ALL = (1 << PARTS) - 1
};

struct made_from {
	const char *pattern;
	unsigned int parts; /* a bit for each that is made from it */
};

static void hash_patterns(SHA256_CTX *context, const char *root, const struct made_from *from,
			  enum part part)
{
	for (; from->pattern; from++)
		if (from->parts & 1U << part)
			hash_matches(context, root, from->pattern);
}

/* Sources of cells and faults, commands, compilers, and this program itself. */
static void hash_all(const struct registry *r, enum part part, char hash[65])
{
	static const struct made_from sources[] = {
		{ "variants/*/*.[ch]", OF_ALL },
		{ "variants/*/*.[ch]pp", OF_ALL },
		{ "variants/*/*.rs", OF_ALL },
		{ "variants/*/variant.mk", OF_ALL },
		{ "variants/*/*/*.patch", OF_EFFORT | OF_CHECKS },
		{ "variants/*/misuse/*", OF_COMPILE },
		{ "variants/*/equivalent.tsv", OF_CHECKS },
		{ "workloads/*/*.c", OF_CHECKS },
		{ "workloads/*/*.h", OF_ALL },
		{ "harness/contract/*.h", OF_ALL },
		{ NULL, 0 },
	};
	static const struct made_from built[] = {
		{ "cells/*/*/aligned/*/*.command", OF_ALL },
		{ "flags/*/version", OF_ALL },
		{ NULL, 0 },
	};
	SHA256_CTX context;

	SHA256Init(&context);
	hash_patterns(&context, r->source, sources, part);
	hash_patterns(&context, r->build, built, part);
	hash_file(&context, "/proc/self/exe");
	SHA256End(&context, hash);
}

/* ---- keeping -------------------------------------------------------------------------------- */

static void kept_path(const struct registry *r, enum part part, const char *suffix,
		      char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%.3000s/prove/%s.json%s", r->build, names[part], suffix);
}

static json_t *kept(const struct registry *r, enum part part, const char *hash)
{
	char path[PATH_MAX];
	const char *was;
	json_t *file, *rows = NULL;

	kept_path(r, part, "", path);
	file = json_load_file(path, 0, NULL); /* none, or damaged: it is made again */
	was = json_string_value(json_object_get(file, "made_from"));
	if (was && !strcmp(was, hash))
		rows = json_incref(json_object_get(file, names[part]));
	json_decref(file);
	return rows;
}

static int keep(const struct registry *r, enum part part, const char *hash, json_t *rows,
		struct memtax_error *err)
{
	json_t *file = json_pack("{ss sO}", "made_from", hash, names[part], rows);
	char path[PATH_MAX], temporary[PATH_MAX];
	bool written;

	snprintf(path, sizeof(path), "%.3000s/prove", r->build);
	mkdir(path, 0755);
	kept_path(r, part, "", path);
	kept_path(r, part, ".part", temporary);
	written = file && !json_dump_file(file, temporary, JSON_INDENT(1)) &&
		  !rename(temporary, path);
	json_decref(file);
	return written ? 0 : memtax_fail(err, "%s cannot be written: %s", path, strerror(errno));
}

/* ---- making --------------------------------------------------------------------------------- */

/* A row of flags has its base's checks: they were left out one by one there. */
static void leave_out_flag_rows(const struct registry *r, struct prove_cells *cells)
{
	size_t kept = 0;

	for (size_t i = 0; i < cells->n; i++) {
		const struct prove_cell *c = &cells->cell[i];
		const struct variant *v = registry_variant(r, c->variant);

		if (!v || !flag_row_base(r, v, c->workload->name))
			cells->cell[kept++] = *c;
	}
	cells->n = kept;
}

json_t *part_checks(const struct registry *r, const struct prove_filters *filters,
		    struct memtax_error *err)
{
	/* One toolchain's word is enough: which checks are written is the same for all. */
	struct prove_filters chosen = *filters;
	struct prove_cells cells;
	json_t *rows = NULL;

	if (!chosen.toolchain)
		chosen.toolchain = "gcc";
	if (!chosen.profile)
		chosen.profile = "kernel";
	if (!prove_cells_find(&cells, r, &chosen, err)) {
		leave_out_flag_rows(r, &cells);
		rows = drops_run(r, &cells, err);
	}
	prove_cells_free(&cells);
	return rows;
}

static json_t *make_part(const struct registry *r, enum part part, struct memtax_error *err)
{
	static const struct prove_filters all;
	bool finding = false;

	switch (part) {
	case PART_COMPILE:
		return misuse_run(r, NULL, &finding, err);
	case PART_RECALL:
		return recall_run(r, err);
	case PART_EFFORT:
		return effort_run(r, err);
	default:
		return part_checks(r, &all, err);
	}
}

json_t *part_get(const struct registry *r, enum part part, bool make, struct memtax_error *err)
{
	char hash[65];
	json_t *rows;

	err->text[0] = '\0';
	hash_all(r, part, hash);
	rows = kept(r, part, hash);
	if (rows || !make)
		return rows;
	rows = make_part(r, part, err);
	if (rows && !keep(r, part, hash, rows, err))
		return rows;
	json_decref(rows);
	return NULL;
}

static json_t *compile_findings(const json_t *rows)
{
	json_t *findings = json_array(), *row;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		if (json_is_true(json_object_get(row, "holds")) ||
		    !strcmp(json_text(row, "result"), "unavailable"))
			continue;
		json_array_append_new(
			findings, json_sprintf("variants/%s/misuse/%s, %s %s: %s, expected: "
					       "%s%s%s",
					       json_text(row, "variant"), json_text(row, "case"),
					       json_text(row, "checker"), json_text(row, "profile"),
					       json_text(row, "result"), json_text(row, "expected"),
					       json_text(row, "reason")[0] ? ": " : "",
					       json_text(row, "reason")));
	}
	return findings;
}

json_t *part_findings(enum part part, const json_t *rows)
{
	if (part == PART_COMPILE)
		return compile_findings(rows);
	return part == PART_CHECKS ? drops_findings(rows) : json_array();
}
