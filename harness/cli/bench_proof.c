// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/bench_proof.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness/prove/parts.h"
#include "harness/prove/prove.h"
#include "harness/record/proof.h"

/* The shared object that was linked from the cell's object: layout 0. */
static void shared_path(const struct plan_cell *cell, char path[PATH_MAX])
{
	size_t n = strlen(cell->path);

	snprintf(path, PATH_MAX, "%s", cell->path);
	if (n > 2 && !strcmp(path + n - 2, ".o"))
		snprintf(path + n - 1, PATH_MAX - n + 1, "so");
}

static int add_cell(struct prove_cells *cells, const struct session *s, const struct plan_cell *p,
		    struct memtax_error *err)
{
	struct prove_cell c = { .workload = registry_workload(&s->registry, p->workload) };

	if (p->clone_of >= 0)
		return 0;
	strcpy(c.variant, p->variant);
	strcpy(c.role, p->role);
	strcpy(c.toolchain, p->toolchain);
	strcpy(c.profile, p->profile);
	strcpy(c.hash, p->object.hash);
	shared_path(p, c.path);
	c.outside = !strcmp(p->role, "outside");
	return prove_cells_add(cells, &c, err);
}

static void tell(json_t *findings, bool *finding)
{
	size_t i;
	json_t *line;

	json_array_foreach(findings, i, line)
	{
		fprintf(stderr, "memtax: %s\n", json_string_value(line));
		*finding = true;
	}
	json_decref(findings);
}

/*
 * What bites a cell from outside is told, and is a finding only if the cell calls itself one of our
 * rows: else it has claimed nothing.
 */
static void tell_proof(const struct session *s, const json_t *rows, bool *finding)
{
	json_t *ours = json_array(), *outside = json_array(), *row;
	bool no_finding;
	size_t i;

	json_array_foreach(rows, i, row)
	{
		const char *variant = json_string_value(json_object_get(row, "variant"));

		json_array_append(registry_variant(&s->registry, variant) ? ours : outside, row);
	}
	tell(prove_findings(ours), finding);
	tell(prove_findings(outside), &no_finding);
	json_decref(ours);
	json_decref(outside);
}

/* Put the parts into `proof`; one that is not made leaves an empty list. */
static int add_parts(const struct session *s, json_t *proof, bool make_parts, bool *finding,
		     struct memtax_error *err)
{
	for (int part = 0; part < PARTS; part++) {
		bool quick = part == PART_COMPILE || part == PART_EFFORT;
		json_t *rows = part_get(&s->registry, (enum part)part, make_parts || quick, err);

		if (!rows && err->text[0])
			return -1;
		if (!rows)
			fprintf(stderr, "memtax: without the part %s: memtax prove --part %s\n",
				part_name((enum part)part), part_name((enum part)part));
		tell(part_findings((enum part)part, rows), finding);
		if (json_object_set_new(proof, part_name((enum part)part),
					rows ? rows : json_array()))
			return memtax_fail(err, "out of memory");
	}
	return 0;
}

static int prove_cells(struct session *s, json_t *proof, bool *finding, struct memtax_error *err)
{
	static const struct prove_filters all;
	struct prove_cells cells = { NULL, 0 };
	json_t *rows = NULL;
	int failed = 0;

	for (size_t i = 0; !failed && i < s->plan.n_cells; i++)
		failed = add_cell(&cells, s, &s->plan.cells[i], err);
	if (!failed)
		rows = prove_run(&s->registry, &cells, &all, json_object_get(proof, "compile"),
				 err);
	prove_cells_free(&cells);
	if (!rows)
		return -1;
	tell_proof(s, rows, finding);
	return json_object_set_new(proof, "proof", rows) ? memtax_fail(err, "out of memory") : 0;
}

static bool is_there(const struct session *s)
{
	char path[PATH_MAX];

	return snprintf(path, sizeof(path), "%.3000s/" PROOF_FILE, s->dir) > 0 &&
	       !access(path, R_OK);
}

int bench_prove(struct session *s, bool make_parts, bool *finding, struct memtax_error *err)
{
	json_t *proof;
	int failed;

	if (is_there(s))
		return 0;
	fprintf(stderr, "memtax: proving the cells%s\n",
		make_parts ? "; what is compiled for it the first time takes some minutes" : "");
	proof = json_object();
	failed = !proof ? memtax_fail(err, "out of memory")
			: add_parts(s, proof, make_parts, finding, err) ||
				  prove_cells(s, proof, finding, err) ||
				  proof_write(s->dir, proof, err);
	json_decref(proof);
	return failed ? -1 : 0;
}
