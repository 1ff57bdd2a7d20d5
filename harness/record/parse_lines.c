/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every line of samples.ndjson but the first. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/parse.h"

/* Keep a line alive whose text is pointed to. */
static int keep(struct parse *p, json_t *line)
{
	return json_array_append(p->s->lines, line) ? parse_no_memory(p) : 0;
}

static int parse_launch_id(struct parse *p, const json_t *line, struct samples_launch **launch)
{
	size_t id;

	if (parse_id(p, line, "launch", p->s->n_launches, &id))
		return -1;
	*launch = &p->s->launches[id];
	return 0;
}

/* The attempt that a line goes on with: the launch's last one, begun and not ended. */
static int parse_attempt(struct parse *p, const json_t *line, const struct samples_group **group,
			 struct samples_attempt **attempt)
{
	struct samples_launch *launch;
	uint64_t number;

	if (parse_launch_id(p, line, &launch) ||
	    parse_whole(p, line, "attempt", 1, PARSE_MAX_ATTEMPTS, &number))
		return -1;
	if (number != launch->n_attempts) {
		parse_damage(p, "attempt %llu of launch %zu, whose last begun one is %zu",
			     (unsigned long long)number, (size_t)(launch - p->s->launches),
			     launch->n_attempts);
		return -1;
	}
	*attempt = &launch->attempts[number - 1];
	*group = &p->s->groups[launch->group];
	if (!(*attempt)->ended)
		return 0;
	parse_damage(p, "launch %zu, attempt %llu has ended already",
		     (size_t)(launch - p->s->launches), (unsigned long long)number);
	return -1;
}

static int on_launch(struct parse *p, json_t *line)
{
	struct samples_attempt *more;
	struct samples_launch *launch;
	uint64_t number;

	if (parse_launch_id(p, line, &launch) ||
	    parse_whole(p, line, "attempt", launch->n_attempts + 1, launch->n_attempts + 1,
			&number) ||
	    parse_whole(p, line, "group", launch->group, launch->group, &number) ||
	    parse_whole(p, line, "layout", launch->layout, launch->layout, &number))
		return -1;
	if (launch->n_attempts == PARSE_MAX_ATTEMPTS)
		return parse_damage(p, "more than %d attempts at a launch", PARSE_MAX_ATTEMPTS);
	more = realloc(launch->attempts, (launch->n_attempts + 1) * sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	launch->attempts = more;
	more[launch->n_attempts] = (struct samples_attempt){ .attempt = launch->n_attempts + 1 };
	launch->n_attempts++;
	return 0;
}

static int on_calibration(struct parse *p, json_t *line)
{
	struct samples_group *group;
	uint64_t segments;
	size_t id;

	if (parse_id(p, line, "group", p->s->n_groups, &id) ||
	    parse_whole(p, line, "segments", 1, INT64_MAX, &segments))
		return -1;
	group = &p->s->groups[id];
	if (group->calibrated && group->segments != segments)
		return parse_damage(p, "group %zu was calibrated to %llu segments before", id,
				    (unsigned long long)group->segments);
	group->calibrated = true;
	group->segments = segments;
	return 0;
}

/* `rows` is the address of a pointer, whatever it points to. */
static int grow(struct parse *p, void *rows, size_t size)
{
	void *old, *more;

	memcpy(&old, rows, sizeof(old));
	more = realloc(old, size);
	if (!more)
		return parse_no_memory(p);
	memcpy(rows, &more, sizeof(more));
	return 0;
}

/* Room for one more round: capacities are 16, 32, 64, … */
static int make_room(struct parse *p, struct samples_attempt *a, size_t n_cells)
{
	size_t n = a->n_rounds;
	size_t capacity = n ? 2 * n : 16;

	if (n && (n < 16 || (n & (n - 1))))
		return 0;
	if (grow(p, &a->ops, capacity * sizeof(*a->ops)) ||
	    grow(p, &a->n_probes, capacity * sizeof(*a->n_probes)) ||
	    grow(p, &a->ticks, capacity * n_cells * sizeof(*a->ticks)) ||
	    grow(p, &a->wide, capacity * (n_cells + 1) * sizeof(*a->wide)) ||
	    grow(p, &a->dependent, capacity * (n_cells + 1) * sizeof(*a->dependent)))
		return -1;
	return 0;
}

static int tick_at(struct parse *p, const json_t *array, const char *key, size_t i, uint64_t *tick)
{
	const json_t *v = json_array_get(array, i);
	json_int_t value = json_integer_value(v);

	*tick = (uint64_t)value;
	if (!json_is_integer(v) || value <= 0)
		return parse_damage(p, "'%s' holds something else than ticks above 0 at place %zu",
				    key, i);
	return 0;
}

static int read_probes(struct parse *p, const json_t *line, const char *key, size_t n,
		       uint64_t *row)
{
	const json_t *array;

	if (parse_array(p, line, key, &array))
		return -1;
	if (json_array_size(array) != n)
		return parse_damage(p, "'%s' has %zu entries, not %zu: one more than 'order'", key,
				    json_array_size(array), n);
	for (size_t i = 0; i < n; i++)
		if (tick_at(p, array, key, i, &row[i]))
			return -1;
	return 0;
}

static int read_ticks(struct parse *p, const json_t *order, const json_t *ticks,
		      const struct samples_group *group, double *row)
{
	size_t n = json_array_size(order);
	uint64_t tick;

	if (!n || n > group->n_cells || json_array_size(ticks) != n)
		return parse_damage(p,
				    "'order' has %zu cells and 'ticks' %zu entries, the group "
				    "has %zu cells",
				    n, json_array_size(ticks), group->n_cells);
	for (size_t i = 0; i < group->n_cells; i++)
		row[i] = NAN;
	for (size_t i = 0; i < n; i++) {
		const json_t *cell = json_array_get(order, i);
		json_int_t id = json_integer_value(cell);
		size_t place = json_is_integer(cell) && id >= 0 ? parse_place(group, (size_t)id)
								: group->n_cells;

		if (place == group->n_cells)
			return parse_damage(p, "'order' holds no cell of the group at place %zu",
					    i);
		if (!isnan(row[place]))
			return parse_damage(p, "'order' has cell %lld twice", (long long)id);
		if (tick_at(p, ticks, "ticks", i, &tick))
			return -1;
		row[place] = (double)tick;
	}
	return 0;
}

static int on_round(struct parse *p, json_t *line)
{
	const struct samples_group *group;
	const json_t *order, *ticks;
	struct samples_attempt *a;
	uint64_t ops, number;
	size_t n, first;

	if (parse_attempt(p, line, &group, &a) ||
	    parse_whole(p, line, "round", a->n_rounds, a->n_rounds, &number) ||
	    parse_whole(p, line, "first_segment", 0, INT64_MAX, &number) ||
	    parse_whole(p, line, "ops", 1, 1ull << 53, &ops) ||
	    parse_array(p, line, "order", &order) || parse_array(p, line, "ticks", &ticks))
		return -1;
	n = a->n_rounds;
	if (n == PARSE_MAX_ROUNDS)
		return parse_damage(p, "more than %d rounds in a launch", PARSE_MAX_ROUNDS);
	if (make_room(p, a, group->n_cells) ||
	    read_ticks(p, order, ticks, group, a->ticks + n * group->n_cells))
		return -1;
	a->n_probes[n] = json_array_size(order) + 1;
	first = n * (group->n_cells + 1);
	if (read_probes(p, line, "wide", a->n_probes[n], a->wide + first) ||
	    read_probes(p, line, "dependent", a->n_probes[n], a->dependent + first))
		return -1;
	a->ops[n] = (double)ops;
	a->n_rounds++;
	return 0;
}

static int parse_group_cell(struct parse *p, const json_t *line, const struct samples_group *group,
			    size_t *cell)
{
	if (parse_id(p, line, "cell", p->s->n_cells, cell))
		return -1;
	if (parse_place(group, *cell) < group->n_cells)
		return 0;
	parse_damage(p, "cell %zu is not of this launch's group", *cell);
	return -1;
}

static int check_counts(struct parse *p, const json_t *values)
{
	const char *event;
	json_t *count;

	json_object_foreach(
		(json_t *)values, event,
		count) if (!json_is_integer(count) ||
			   json_integer_value(count) <
				   0) return parse_damage(p, "event '%.80s' has no count", event);
	return 0;
}

static int on_counters(struct parse *p, json_t *line)
{
	const json_t *counters = json_object_get(p->s->header, "counters");
	const struct samples_group *group;
	struct samples_counters *more, c = { .values = NULL };
	struct samples_attempt *a;

	if (parse_attempt(p, line, &group, &a) ||
	    parse_id(p, line, "set", json_array_size(json_object_get(counters, "sets")), &c.set) ||
	    parse_group_cell(p, line, group, &c.cell) ||
	    parse_whole(p, line, "ops", 1, 1ull << 53, &c.ops))
		return -1;
	c.values = json_object_get(line, "values");
	c.voided = json_string_value(json_object_get(line, "void"));
	if (!json_is_object(c.values) == !c.voided)
		return parse_damage(p, "not one of 'values' and 'void'");
	if (c.voided)
		c.values = NULL;
	if (c.values && check_counts(p, c.values))
		return -1;
	for (size_t i = 0; i < a->n_counters; i++)
		if (a->counters[i].set == c.set && a->counters[i].cell == c.cell)
			return parse_damage(p, "set %zu of cell %zu is there already", c.set,
					    c.cell);
	more = realloc(a->counters, (a->n_counters + 1) * sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	a->counters = more;
	more[a->n_counters++] = c;
	return keep(p, line);
}

static int on_cell_failed(struct parse *p, json_t *line)
{
	const struct samples_group *group;
	struct samples_failure *more, f;
	struct samples_attempt *a;

	if (parse_attempt(p, line, &group, &a) || parse_group_cell(p, line, group, &f.cell) ||
	    parse_text(p, line, "reason", &f.reason))
		return -1;
	more = realloc(a->failures, (a->n_failures + 1) * sizeof(*more));
	if (!more)
		return parse_no_memory(p);
	a->failures = more;
	more[a->n_failures++] = f;
	return keep(p, line);
}

static int on_launch_end(struct parse *p, json_t *line)
{
	const struct samples_group *group;
	const json_t *probe;
	struct samples_attempt *a;
	const char *status;
	uint64_t rounds;

	if (parse_attempt(p, line, &group, &a) || parse_text(p, line, "status", &status) ||
	    keep(p, line))
		return -1;
	a->ended = true;
	a->ok = strcmp(status, "ok") == 0;
	a->reason = json_string_value(json_object_get(line, "reason"));
	if (!a->ok && strcmp(status, "failed") != 0)
		return parse_damage(p, "status '%.40s' is not 'ok' or 'failed'", status);
	if (!a->ok)
		return a->reason ? 0 : parse_damage(p, "a launch failed without 'reason'");
	if (parse_whole(p, line, "rounds", a->n_rounds, a->n_rounds, &rounds) ||
	    parse_positive(p, line, "cycles_per_tick", &a->cycles_per_tick) ||
	    parse_positive(p, line, "tick_hz", &a->tick_hz) ||
	    parse_object(p, line, "probe", &probe) ||
	    parse_whole(p, probe, "wide_adds", 1, INT64_MAX, &a->wide_adds) ||
	    parse_whole(p, probe, "dependent_adds", 1, INT64_MAX, &a->dependent_adds))
		return -1;
	return 0;
}

/* Taking up a run that has ended changes nothing about it. */
static int on_resume(struct parse *p, json_t *line)
{
	(void)line;
	if (!p->ended)
		p->s->n_resumes++;
	p->ended = false;
	return 0;
}

static int on_end(struct parse *p, json_t *line)
{
	const char *status;

	if (parse_text(p, line, "finished_at", &p->s->finished_at) ||
	    parse_text(p, line, "status", &status))
		return -1;
	if (strcmp(status, "complete") != 0)
		return parse_damage(p, "status '%.40s' is not 'complete'", status);
	p->ended = true;
	return keep(p, line);
}

int parse_line(struct parse *p, json_t *line)
{
	static const struct {
		const char *type;
		int (*read)(struct parse *p, json_t *line);
	} kinds[] = {
		{ "launch", on_launch },
		{ "calibration", on_calibration },
		{ "round", on_round },
		{ "counters", on_counters },
		{ "cell_failed", on_cell_failed },
		{ "launch_end", on_launch_end },
		{ "resume", on_resume },
		{ "end", on_end },
	};
	const char *type;

	if (parse_text(p, line, "t", &type))
		return -1;
	if (p->ended && strcmp(type, "resume") != 0)
		return parse_damage(p, "a line '%.40s' after the line 'end'", type);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(type, kinds[i].type) == 0)
			return kinds[i].read(p, line);
	return parse_damage(p, "'%.40s' is no kind of line of %s", type,
			    json_string_value(json_object_get(p->s->header, "schema")));
}
