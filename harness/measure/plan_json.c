// SPDX-License-Identifier: GPL-2.0-or-later
/* A plan as part of a record, and back. */
#include <stdlib.h>
#include <string.h>

#include "harness/measure/plan.h"

static json_t *group_to_json(const struct plan_group *g)
{
	json_t *cells = json_array(), *family = json_array(), *json;

	for (size_t i = 0; i < g->n_cells; i++) {
		json_array_append_new(cells, json_integer(g->cells[i]));
		if (g->family[i])
			json_array_append_new(family, json_integer(g->cells[i]));
	}
	json = json_pack("{si ss ss ss sI ss ss ss sb so so}", "group", g->id, "workload",
			 g->workload, "shape", g->shape, "footprint", g->footprint,
			 "footprint_bytes", (json_int_t)g->footprint_bytes, "profile", g->profile,
			 "entry", g->entry, "unit", g->unit, "headline", g->headline, "cells",
			 cells, "family", family);
	if (g->runtime[0])
		json_object_set_new(json, "runtime", json_string(g->runtime));
	return json;
}

json_t *plan_to_json(const struct plan *plan)
{
	json_t *groups = json_array();

	for (size_t i = 0; i < plan->n_groups; i++)
		json_array_append_new(groups, group_to_json(&plan->groups[i]));
	return json_pack("{si si ss sb sb si sO si so}", "layouts", plan->layouts, "rounds",
			 plan->rounds, "alignment", plan->alignment, "exploratory",
			 plan->exploratory, "family", plan->family, "cpu", plan->cpu, "parts",
			 plan->parts, "launches", (int)plan->n_groups * plan->layouts, "groups",
			 groups);
}

json_t *plan_cells_to_json(const struct plan *plan)
{
	json_t *cells = json_array();

	for (size_t i = 0; i < plan->n_cells; i++) {
		const struct plan_cell *c = &plan->cells[i];

		json_array_append_new(
			cells,
			json_pack("{si ss ss ss ss ss ss sI so so ss}", "cell", c->id, "workload",
				  c->workload, "variant", c->variant, "role", c->role, "toolchain",
				  c->toolchain, "profile", c->profile, "object", c->object.hash,
				  "text_bytes", (json_int_t)c->object.text_bytes, "clone_of",
				  c->clone_of < 0 ? json_null() : json_integer(c->clone_of),
				  "dropped", c->dropped ? json_integer(c->dropped) : json_null(),
				  "path", c->path));
	}
	return cells;
}

static void copy_string(char *to, size_t size, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	snprintf(to, size, "%s", text ? text : "");
}

#define COPY(field, object, key) copy_string(field, sizeof(field), object, key)

static void cell_from_json(struct plan_cell *c, int id, const json_t *json)
{
	const json_t *clone_of = json_object_get(json, "clone_of");

	c->id = id;
	c->clone_of = json_is_integer(clone_of) ? (int)json_integer_value(clone_of) : -1;
	c->dropped = (int)json_integer_value(json_object_get(json, "dropped"));
	COPY(c->workload, json, "workload");
	COPY(c->variant, json, "variant");
	COPY(c->role, json, "role");
	COPY(c->toolchain, json, "toolchain");
	COPY(c->profile, json, "profile");
	COPY(c->path, json, "path");
	COPY(c->object.hash, json, "object");
	c->object.text_bytes = (uint64_t)json_integer_value(json_object_get(json, "text_bytes"));
}

static bool is_listed(const json_t *list, int id)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_integer_value(json_array_get(list, i)) == id)
			return true;
	return false;
}

static int group_from_json(struct plan_group *g, int id, const json_t *json)
{
	const json_t *cells = json_object_get(json, "cells");
	const json_t *family = json_object_get(json, "family");

	g->id = id;
	g->headline = json_is_true(json_object_get(json, "headline"));
	g->footprint_bytes = (uint64_t)json_integer_value(json_object_get(json, "footprint_bytes"));
	COPY(g->workload, json, "workload");
	COPY(g->shape, json, "shape");
	COPY(g->footprint, json, "footprint");
	COPY(g->profile, json, "profile");
	COPY(g->entry, json, "entry");
	COPY(g->unit, json, "unit");
	COPY(g->runtime, json, "runtime");
	g->n_cells = json_array_size(cells);
	g->cells = calloc(g->n_cells + 1, sizeof(*g->cells));
	g->family = calloc(g->n_cells + 1, sizeof(*g->family));
	if (!g->cells || !g->family)
		return -1;
	for (size_t i = 0; i < g->n_cells; i++) {
		g->cells[i] = (int)json_integer_value(json_array_get(cells, i));
		g->family[i] = is_listed(family, g->cells[i]);
	}
	return 0;
}

int plan_from_json(struct plan *plan, const json_t *header, struct memtax_error *err)
{
	const json_t *json = json_object_get(header, "plan");
	const json_t *groups = json_object_get(json, "groups");
	const json_t *cells = json_object_get(header, "cells");

	memset(plan, 0, sizeof(*plan));
	COPY(plan->kind, header, "kind");
	COPY(plan->alignment, json, "alignment");
	plan->seed = (uint64_t)json_integer_value(json_object_get(header, "seed"));
	plan->layouts = (int)json_integer_value(json_object_get(json, "layouts"));
	plan->rounds = (int)json_integer_value(json_object_get(json, "rounds"));
	plan->exploratory = json_is_true(json_object_get(json, "exploratory"));
	plan->family = json_is_true(json_object_get(json, "family"));
	plan->cpu = (int)json_integer_value(json_object_get(json, "cpu"));
	plan->parts = json_incref(json_object_get(json, "parts"));
	plan->refusals = json_incref(json_object_get(header, "refusals"));
	plan->cells = calloc(json_array_size(cells) + 1, sizeof(*plan->cells));
	plan->groups = calloc(json_array_size(groups) + 1, sizeof(*plan->groups));
	if (!plan->cells || !plan->groups)
		return memtax_fail(err, "out of memory");
	for (; plan->n_cells < json_array_size(cells); plan->n_cells++)
		cell_from_json(&plan->cells[plan->n_cells], (int)plan->n_cells,
			       json_array_get(cells, plan->n_cells));
	for (; plan->n_groups < json_array_size(groups); plan->n_groups++)
		if (group_from_json(&plan->groups[plan->n_groups], (int)plan->n_groups,
				    json_array_get(groups, plan->n_groups)))
			return memtax_fail(err, "out of memory");
	return 0;
}
