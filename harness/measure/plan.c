// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/plan.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/family.h"
#include "harness/measure/filter.h"
#include "harness/measure/plan_groups.h"
#include "harness/measure/plan_select.h"

static const char *alignment_of(const struct plan_options *o)
{
	return o->alignment ? o->alignment : "aligned";
}

static void copy_name(char to[REGISTRY_NAME], const char *from)
{
	snprintf(to, REGISTRY_NAME, "%s", from);
}

void plan_add_refusal(struct plan *plan, const struct cell_id *id, const char *reason)
{
	json_array_append_new(plan->refusals,
			      json_pack("{ss ss ss ss ss}", "workload", id->workload, "variant",
					id->variant, "toolchain", id->toolchain, "profile",
					id->profile, "reason", reason));
}

static struct plan_cell *new_cell(struct plan *plan, const struct cell_id *id, const char *role)
{
	struct plan_cell *grown = realloc(plan->cells, (plan->n_cells + 1) * sizeof(*plan->cells));
	struct plan_cell *c;

	if (!grown)
		return NULL;
	plan->cells = grown;
	c = &grown[plan->n_cells];
	memset(c, 0, sizeof(*c));
	c->id = (int)plan->n_cells++;
	c->clone_of = -1;
	copy_name(c->workload, id->workload);
	copy_name(c->variant, id->variant);
	copy_name(c->role, role);
	copy_name(c->toolchain, id->toolchain);
	copy_name(c->profile, id->profile);
	return c;
}

/* Another row like `original`: a clone as it is. Its id, or -1. */
static int add_clone(struct plan *plan, int original)
{
	struct plan_cell *clone;
	struct plan_cell from = plan->cells[original]; /* new_cell() moves the array */
	struct cell_id id = { from.workload, from.variant, from.toolchain, from.profile, NULL };

	clone = new_cell(plan, &id, from.role);
	if (!clone)
		return -1;
	clone->clone_of = original;
	clone->object = from.object;
	strcpy(clone->path, from.path);
	return clone->id;
}

static int add_cell(struct plan *plan, const struct selection *s, const struct cell_id *id,
		    const struct variant *v, struct memtax_error *err)
{
	struct memtax_error reason;
	struct plan_cell *c;
	bool clone =
		!strcmp(v->role, "baseline") || (s->o->clone_all && !strcmp(v->role, "discipline"));

	switch (registry_cell_state(s->r, id, &reason)) {
	case CELL_OK:
		break;
	case CELL_BROKEN:
		fprintf(stderr, "memtax: refused: %s\n", reason.text);
		plan->broken_cell = true;
		/* fall through */
	default:
		plan_add_refusal(plan, id, reason.text);
		return 0;
	}
	c = new_cell(plan, id, v->role);
	if (!c)
		return memtax_fail(err, "out of memory");
	registry_cell_path(s->r, id, "o", c->path);
	if (object_read(c->path, &c->object, err))
		return -1;
	if (clone && add_clone(plan, c->id) < 0)
		return memtax_fail(err, "out of memory");
	return 0;
}

/* Cells of one workload and profile: variant after variant, each by every toolchain. */
static int add_cells(struct plan *plan, const struct selection *s, const char *workload,
		     const char *profile, struct memtax_error *err)
{
	for (size_t i = 0; i < s->r->n_variants; i++) {
		const struct variant *v = &s->r->variants[i];

		for (const char *const *t = registry_toolchains; *t; t++) {
			struct cell_id id = { workload, v->name, *t, profile, alignment_of(s->o) };

			if (!selection_variant(s, v) || !selection_toolchain(s, v, *t))
				continue;
			if (add_cell(plan, s, &id, v, err))
				return -1;
		}
	}
	return 0;
}

/*
 * A cell from outside takes part in its workload's groups as one more row of the first toolchain:
 * it is compared with raw C by the compiler that the comparison was asked for.
 */
static int add_outside_cell(struct plan *plan, const struct selection *s, const char *profile,
			    struct memtax_error *err)
{
	struct cell_id id = { s->outside->workload, s->outside->variant, NULL, profile, NULL };
	struct plan_cell *c;

	for (size_t i = 0; i < plan->n_cells && !id.toolchain; i++)
		if (!strcmp(plan->cells[i].workload, id.workload))
			id.toolchain = plan->cells[i].toolchain;
	if (!id.toolchain)
		return 0;
	c = new_cell(plan, &id, "outside");
	if (!c)
		return memtax_fail(err, "out of memory");
	snprintf(c->path, sizeof(c->path), "%s", s->o->cell_file);
	return object_read(c->path, &c->object, err);
}

static int add_workload(struct plan *plan, const struct selection *s,
			const struct memtax_workload *w, struct memtax_error *err)
{
	for (const char *const *p = registry_profiles; *p; p++) {
		if (!filter_match(s->profile, *p))
			continue;
		if (add_cells(plan, s, w->name, *p, err))
			return -1;
		if (s->outside && !strcmp(s->outside->workload, w->name) &&
		    add_outside_cell(plan, s, *p, err))
			return -1;
		if (plan_add_groups(plan, s, w, *p, err))
			return -1;
	}
	return 0;
}

static void set_kind(struct plan *plan, const struct plan_options *o)
{
	bool less = (o->layouts && o->layouts < 12) || (o->rounds && o->rounds < 24) ||
		    strcmp(alignment_of(o), "aligned");
	bool filtered = less || o->workload || o->variant || o->shape || o->footprint || o->entry ||
			o->toolchain || o->profile || o->cell_file;

	copy_name(plan->kind, filtered	 ? "custom"
			      : o->all	 ? "all"
			      : o->quick ? "quick"
					 : "default");
	copy_name(plan->alignment, alignment_of(o));
	plan->seed = o->seed;
	plan->layouts = o->layouts ? o->layouts : o->quick ? 6 : 12;
	plan->rounds = o->rounds ? o->rounds : o->quick ? 16 : 24;
	plan->exploratory = o->quick;
	plan->family = !filtered && !o->quick;
}

static const char *first_reason(const struct plan *plan)
{
	const json_t *first = json_array_get(plan->refusals, 0);

	return first ? json_string_value(json_object_get(first, "reason")) : "nothing matches";
}

/* The cell of --cell, loaded to learn which workload it belongs to; the handle is the caller's. */
static const struct memtax_cell *peek_outside(const struct selection *s, void **handle,
					      struct memtax_error *err)
{
	for (size_t i = 0; i < s->r->n_workloads; i++) {
		const struct memtax_cell *cell =
			cell_open(s->o->cell_file, s->r->workloads[i].workload, handle, err);

		if (cell || !strstr(err->text, "is a cell of workload"))
			return cell;
	}
	return NULL;
}

static int append_to_group(struct plan_group *g, int cell)
{
	int *grown = realloc(g->cells, (g->n_cells + 1) * sizeof(*grown));
	bool *family = realloc(g->family, (g->n_cells + 1) * sizeof(*family));

	g->cells = grown ? grown : g->cells;
	g->family = family ? family : g->family;
	if (!grown || !family)
		return -1;
	g->family[g->n_cells] = false;
	g->cells[g->n_cells++] = cell;
	return 0;
}

int plan_add_beside(struct plan *plan, int original, const char *path, struct memtax_error *err)
{
	int id = add_clone(plan, original);

	if (id < 0)
		return memtax_fail(err, "out of memory");
	snprintf(plan->cells[id].path, sizeof(plan->cells[id].path), "%s", path);
	if (object_read(path, &plan->cells[id].object, err))
		return -1;
	for (size_t g = 0; g < plan->n_groups; g++) {
		size_t n = plan->groups[g].n_cells;

		for (size_t i = 0; i < n; i++)
			if (plan->groups[g].cells[i] == original &&
			    append_to_group(&plan->groups[g], id))
				return memtax_fail(err, "out of memory");
	}
	return id;
}

static bool has_outside_cell(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n_cells; i++)
		if (!strcmp(plan->cells[i].role, "outside"))
			return true;
	return false;
}

enum plan_status plan_make(struct plan *plan, const struct registry *r,
			   const struct plan_options *options, const struct plan_caches *caches,
			   struct memtax_error *err)
{
	struct selection s = { .r = r, .o = options, .caches = caches };

	memset(plan, 0, sizeof(*plan));
	s.profile = options->profile ? options->profile : "kernel";
	set_kind(plan, options);
	plan->refusals = json_array();
	plan->parts = json_array();
	if (selection_check_names(&s, err))
		return PLAN_USAGE;
	if (options->cell_file) {
		void *handle; /* stays open: s.outside points into it */

		s.outside = peek_outside(&s, &handle, err);
		if (!s.outside || s.outside->refusal) {
			struct cell_id id = { "*", options->cell_file, "outside", s.profile, NULL };

			plan_add_refusal(plan, &id, s.outside ? s.outside->refusal : err->text);
			s.outside = NULL;
		}
	}
	for (size_t i = 0; i < r->n_workloads; i++) {
		const struct memtax_workload *w = r->workloads[i].workload;

		if (filter_match(options->workload, w->name) && add_workload(plan, &s, w, err))
			return PLAN_ERROR;
	}
	if (plan->family && family_mark(plan, r->source, err))
		return PLAN_ERROR;
	if (s.outside && !has_outside_cell(plan)) {
		memtax_fail(err, "%s is a cell of workload %s, which the filters leave out",
			    options->cell_file, s.outside->workload);
		return PLAN_USAGE;
	}
	if (plan->n_groups)
		return PLAN_OK;
	if (!json_array_size(plan->refusals)) {
		memtax_fail(err, "the filters leave nothing to measure");
		return PLAN_USAGE;
	}
	memtax_fail(err, "nothing to measure: %.400s", first_reason(plan));
	return PLAN_EMPTY;
}

static void free_group(struct plan_group *g)
{
	free(g->cells);
	free(g->family);
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n_groups; i++)
		free_group(&plan->groups[i]);
	free(plan->groups);
	free(plan->cells);
	json_decref(plan->refusals);
	json_decref(plan->parts);
	memset(plan, 0, sizeof(*plan));
}
