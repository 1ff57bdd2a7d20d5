// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/bench_checks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "harness/prove/drops.h"
#include "harness/prove/parts.h"

void bench_checks_narrow(struct plan_options *o)
{
	if (!o->footprint)
		o->footprint = "l1";
	if (!o->entry)
		o->entry = "batch";
}

static bool is(const json_t *check, const char *key, const char *value)
{
	const char *text = json_string_value(json_object_get(check, key));

	return text && !strcmp(text, value);
}

static bool is_timed(const json_t *check, const struct plan_cell *c)
{
	return is(check, "workload", c->workload) && is(check, "variant", c->variant) &&
	       is(check, "toolchain", c->toolchain) && is(check, "profile", c->profile) &&
	       json_is_true(json_object_get(check, "survives")) &&
	       !is(check, "caught_by", "contract");
}

/* mem.o is looked for two folders above an object: keep the build's own depth of folders. */
static int object_path(const struct plan_cell *cell, int number, char path[PATH_MAX],
		       struct memtax_error *err)
{
	char dir[PATH_MAX];

	snprintf(dir, sizeof(dir), "%s", cell->path);
	*strrchr(dir, '/') = '\0';
	if (snprintf(path, PATH_MAX, "%.4000s.drop", dir) >= PATH_MAX - 100)
		return memtax_fail(err, "%s: path is too long", dir);
	if (mkdir(path, 0755) && errno != EEXIST)
		return memtax_fail(err, "%s: %s", path, strerror(errno));
	snprintf(path + strlen(path), PATH_MAX - strlen(path), "/%s.%d.o", cell->workload, number);
	return 0;
}

static int add_one(struct session *s, int row, int number, struct memtax_error *err)
{
	char path[PATH_MAX];
	int id;

	if (object_path(&s->plan.cells[row], number, path, err) ||
	    drops_build(&s->registry, s->plan.cells[row].path, number, path, err))
		return -1;
	id = plan_add_beside(&s->plan, row, path, err);
	if (id < 0)
		return -1;
	s->plan.cells[id].dropped = number;
	return 0;
}

static int add_row(struct session *s, int row, const json_t *checks, struct memtax_error *err)
{
	json_t *check;
	size_t i;

	json_array_foreach(checks, i, check)
	{
		int number = (int)json_integer_value(json_object_get(check, "number"));

		if (is_timed(check, &s->plan.cells[row]) && add_one(s, row, number, err))
			return -1;
	}
	return 0;
}

int bench_checks_add(struct session *s, struct memtax_error *err)
{
	json_t *checks = part_get(&s->registry, PART_CHECKS, true, err);
	size_t n = s->plan.n_cells;
	int failed = checks ? 0 : -1;

	for (size_t i = 0; !failed && i < n; i++)
		if (s->plan.cells[i].clone_of < 0)
			failed = add_row(s, (int)i, checks, err);
	json_decref(checks);
	snprintf(s->plan.kind, sizeof(s->plan.kind), "custom");
	s->plan.exploratory = true;
	s->plan.family = false;
	return failed;
}
