/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first line of samples.ndjson: what was to be measured, with what, where. */
#include <stdlib.h>
#include <string.h>
#include "harness/record/parse.h"
#include "harness/record/samples_write.h"

static int check_schema(struct parse *p, const json_t *line)
{
	const char *type, *schema;

	if (parse_text(p, line, "t", &type))
		return -1;
	if (strcmp(type, "run") != 0)
		return parse_damage(p, "the first line is '%.40s', not 'run'", type);
	if (parse_text(p, line, "schema", &schema))
		return -1;
	if (strcmp(schema, SAMPLES_SCHEMA) != 0)
		return memtax_fail(p->err,
				   "%s:%zu: schema '%.80s' is not '" SAMPLES_SCHEMA "', which this "
				   "memtax reads; use the memtax that wrote it",
				   p->path, p->line, schema);
	return 0;
}

/* What goes into run.json as it is: it has to be there. */
static int check_members(struct parse *p, const json_t *line)
{
	static const char *const texts[] = { "id", "kind", "command", "started_at", "grade" };
	static const char *const objects[] = { "machine", "source", "plan", "counters" };
	static const char *const arrays[] = { "toolchains", "doctor", "cells", "refusals" };
	const char *text;
	const json_t *any;

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (parse_text(p, line, texts[i], &text))
			return -1;
	for (size_t i = 0; i < sizeof(objects) / sizeof(*objects); i++)
		if (parse_object(p, line, objects[i], &any))
			return -1;
	for (size_t i = 0; i < sizeof(arrays) / sizeof(*arrays); i++)
		if (parse_array(p, line, arrays[i], &any))
			return -1;
	if (!json_is_integer(json_object_get(line, "seed")))
		return parse_damage(p, "'seed' is missing or no whole number");
	if (parse_text(p, json_object_get(line, "machine"), "arch", &text))
		return -1;
	if (strcmp(text, "x86_64") != 0 && strcmp(text, "aarch64") != 0)
		return parse_damage(p, "machine 'arch' '%.40s' has no clock that memtax knows",
				    text);
	return parse_array(p, json_object_get(line, "counters"), "sets", &any);
}

static int read_cell(struct parse *p, const json_t *object, size_t id, struct samples_cell *cell)
{
	const json_t *clone_of = json_object_get(object, "clone_of");
	uint64_t number;

	if (parse_whole(p, object, "cell", id, id, &number) ||
	    parse_text(p, object, "workload", &cell->workload) ||
	    parse_text(p, object, "variant", &cell->variant) ||
	    parse_text(p, object, "role", &cell->role) ||
	    parse_text(p, object, "toolchain", &cell->toolchain) ||
	    parse_text(p, object, "profile", &cell->profile) ||
	    parse_text(p, object, "object", &cell->object) ||
	    parse_text(p, object, "path", &cell->path) ||
	    parse_whole(p, object, "text_bytes", 0, INT64_MAX, &cell->text_bytes))
		return -1;
	cell->clone_of = SAMPLES_NO_CELL;
	if (json_is_null(clone_of))
		return 0;
	if (parse_id(p, object, "clone_of", p->s->n_cells, &id))
		return -1;
	cell->clone_of = (int)id;
	cell->dropped = (int)json_integer_value(json_object_get(object, "dropped"));
	return 0;
}

static int read_cells(struct parse *p)
{
	const json_t *array = json_object_get(p->s->header, "cells");
	size_t n = json_array_size(array);

	if (!n || n > PARSE_MAX_CELLS)
		return parse_damage(p, "%zu cells: there are 1 to %d", n, PARSE_MAX_CELLS);
	p->s->cells = calloc(n, sizeof(*p->s->cells));
	if (!p->s->cells)
		return parse_no_memory(p);
	p->s->n_cells = n;
	for (size_t i = 0; i < n; i++)
		if (read_cell(p, json_array_get(array, i), i, &p->s->cells[i]))
			return -1;
	for (size_t i = 0; i < n; i++) {
		int of = p->s->cells[i].clone_of;

		if (of != SAMPLES_NO_CELL && p->s->cells[of].clone_of != SAMPLES_NO_CELL)
			return parse_damage(p, "cell %zu is the clone of a clone", i);
	}
	return 0;
}

/* A clone is in the role of its original, but never the base. */
static bool is_base(const struct samples_cell *cell)
{
	return cell->clone_of == SAMPLES_NO_CELL && strcmp(cell->role, "baseline") == 0;
}

static int check_group_cell(struct parse *p, const struct samples_group *group, size_t id,
			    size_t place)
{
	const struct samples_cell *cell = &p->s->cells[group->cell[place]];

	if (strcmp(cell->workload, group->workload) != 0 ||
	    strcmp(cell->profile, group->profile) != 0)
		return parse_damage(p, "group %zu has cell %zu of another workload or profile", id,
				    group->cell[place]);
	for (size_t i = 0; i < place; i++) {
		const struct samples_cell *other = &p->s->cells[group->cell[i]];

		if (other == cell)
			return parse_damage(p, "group %zu has cell %zu twice", id,
					    group->cell[place]);
		if (is_base(cell) && is_base(other) &&
		    strcmp(cell->toolchain, other->toolchain) == 0)
			return parse_damage(p, "group %zu has two baselines of %s", id,
					    cell->toolchain);
	}
	return 0;
}

static size_t place_in(const struct samples_group *g, json_int_t cell)
{
	size_t place = 0;

	while (place < g->n_cells && (json_int_t)g->cell[place] != cell)
		place++;
	return place;
}

static int read_family(struct parse *p, const json_t *object, size_t id, struct samples_group *g)
{
	const json_t *family;

	if (parse_array(p, object, "family", &family))
		return -1;
	g->in_family = calloc(g->n_cells, sizeof(*g->in_family));
	if (!g->in_family)
		return parse_no_memory(p);
	for (size_t i = 0; i < json_array_size(family); i++) {
		const json_t *cell = json_array_get(family, i);
		size_t place = place_in(g, json_is_integer(cell) ? json_integer_value(cell) : -1);

		if (place == g->n_cells)
			return parse_damage(p, "group %zu: 'family' names a cell that is not in it",
					    id);
		g->in_family[place] = true;
	}
	return 0;
}

static int read_group(struct parse *p, const json_t *object, size_t id, struct samples_group *g)
{
	const json_t *cells;
	uint64_t number;
	size_t n;

	if (parse_whole(p, object, "group", id, id, &number) ||
	    parse_text(p, object, "workload", &g->workload) ||
	    parse_text(p, object, "shape", &g->shape) ||
	    parse_text(p, object, "footprint", &g->footprint) ||
	    parse_text(p, object, "profile", &g->profile) ||
	    parse_text(p, object, "entry", &g->entry) || parse_text(p, object, "unit", &g->unit) ||
	    parse_bool(p, object, "headline", &g->headline) ||
	    parse_array(p, object, "cells", &cells))
		return -1;
	g->runtime = json_string_value(json_object_get(object, "runtime"));
	if (!g->runtime)
		g->runtime = "";
	n = json_array_size(cells);
	if (!n || n > p->s->n_cells)
		return parse_damage(p, "group %zu has %zu cells of %zu", id, n, p->s->n_cells);
	g->cell = calloc(n, sizeof(*g->cell));
	if (!g->cell)
		return parse_no_memory(p);
	g->n_cells = n;
	for (size_t i = 0; i < n; i++) {
		const json_t *cell = json_array_get(cells, i);
		json_int_t value = json_integer_value(cell);

		if (!json_is_integer(cell) || value < 0 || (size_t)value >= p->s->n_cells)
			return parse_damage(p, "group %zu: no cell at place %zu of 'cells'", id, i);
		g->cell[i] = (size_t)value;
		if (check_group_cell(p, g, id, i))
			return -1;
	}
	return read_family(p, object, id, g);
}

static int read_groups(struct parse *p, const json_t *plan)
{
	const json_t *array;
	size_t n;

	if (parse_array(p, plan, "groups", &array))
		return -1;
	n = json_array_size(array);
	if (!n || n > PARSE_MAX_GROUPS)
		return parse_damage(p, "%zu groups: there are 1 to %d", n, PARSE_MAX_GROUPS);
	p->s->groups = calloc(n, sizeof(*p->s->groups));
	if (!p->s->groups)
		return parse_no_memory(p);
	p->s->n_groups = n;
	for (size_t i = 0; i < n; i++)
		if (read_group(p, json_array_get(array, i), i, &p->s->groups[i]))
			return -1;
	return 0;
}

static int make_launches(struct parse *p, const json_t *plan)
{
	struct samples *s = p->s;
	size_t n = s->n_groups * s->n_layouts;
	uint64_t planned;

	if (n > PARSE_MAX_LAUNCHES)
		return parse_damage(p, "%zu launches: there are at most %d", n, PARSE_MAX_LAUNCHES);
	if (parse_whole(p, plan, "launches", n, n, &planned))
		return -1;
	s->launches = calloc(n, sizeof(*s->launches));
	if (!s->launches)
		return parse_no_memory(p);
	s->n_launches = n;
	for (size_t i = 0; i < n; i++) {
		s->launches[i].group = i / s->n_layouts;
		s->launches[i].layout = i % s->n_layouts;
	}
	return 0;
}

int parse_header(struct parse *p, json_t *line)
{
	uint64_t layouts, rounds;
	const json_t *plan;
	bool flag;

	if (check_schema(p, line) || check_members(p, line))
		return -1;
	p->s->header = json_incref(line);
	plan = json_object_get(line, "plan");
	if (parse_whole(p, plan, "layouts", 1, PARSE_MAX_LAYOUTS, &layouts) ||
	    parse_whole(p, plan, "rounds", 1, PARSE_MAX_ROUNDS, &rounds) ||
	    parse_bool(p, plan, "family", &flag))
		return -1;
	p->s->n_layouts = layouts;
	p->s->n_rounds = rounds;
	return read_cells(p) || read_groups(p, plan) || make_launches(p, plan) ? -1 : 0;
}
