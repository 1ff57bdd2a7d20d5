// SPDX-License-Identifier: GPL-2.0-or-later
/* What a run loads beside its cells, identified: one more thing that must not change under it. */
#include <string.h>
#include <unistd.h>

#include "harness/measure/plan.h"
#include "harness/measure/runtime.h"

static bool is_listed(const json_t *parts, const char *path)
{
	for (size_t i = 0; i < json_array_size(parts); i++) {
		const json_t *part = json_array_get(parts, i);

		if (!strcmp(json_string_value(json_object_get(part, "path")), path))
			return true;
	}
	return false;
}

static int add_part(json_t *parts, const char *path, struct memtax_error *err)
{
	struct object object;

	if (is_listed(parts, path))
		return 0;
	if (object_read(path, &object, err))
		return -1;
	json_array_append_new(parts, json_pack("{ss ss}", "path", path, "object", object.hash));
	return 0;
}

static int add_program(json_t *parts, struct memtax_error *err)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (n < 0)
		return memtax_fail(err, "/proc/self/exe: is /proc mounted?");
	path[n] = '\0';
	return add_part(parts, path, err);
}

void plan_mem_path(const struct plan_cell *cell, char path[PATH_MAX])
{
	/* .../ALIGNMENT/VARIANT/WORKLOAD.o */
	snprintf(path, PATH_MAX, "%s", cell->path);
	*strrchr(path, '/') = '\0';
	strcpy(strrchr(path, '/'), "/mem.o");
}

/* A cell that came as a shared object has no memory functions of ours beside it. */
static int add_mem(json_t *parts, const struct plan_cell *c, struct memtax_error *err)
{
	char path[PATH_MAX];
	size_t n = strlen(c->path);

	if (n > 3 && !strcmp(c->path + n - 3, ".so"))
		return 0;
	plan_mem_path(c, path);
	return add_part(parts, path, err);
}

static int add_library(struct plan *plan, const struct registry *r, const struct plan_group *g,
		       struct memtax_error *err)
{
	char path[PATH_MAX];

	if (!g->runtime[0])
		return 0;
	if (runtime_library(r, g->runtime, plan->cells[g->cells[0]].toolchain, path, err))
		return -1;
	return add_part(plan->parts, path, err);
}

int plan_parts(struct plan *plan, const struct registry *r, struct memtax_error *err)
{
	char path[PATH_MAX];

	json_decref(plan->parts);
	plan->parts = json_array();
	if (add_program(plan->parts, err))
		return -1;
	for (size_t g = 0; g < plan->n_groups; g++) {
		snprintf(path, sizeof(path), "%s/workloads/%s.so", r->build,
			 plan->groups[g].workload);
		if (add_part(plan->parts, path, err) || add_library(plan, r, &plan->groups[g], err))
			return -1;
	}
	for (size_t i = 0; i < plan->n_cells; i++)
		if (add_mem(plan->parts, &plan->cells[i], err))
			return -1;
	return 0;
}

int plan_same_parts(const struct plan *plan, struct memtax_error *err)
{
	for (size_t i = 0; i < json_array_size(plan->parts); i++) {
		const json_t *part = json_array_get(plan->parts, i);
		const char *path = json_string_value(json_object_get(part, "path"));
		const char *hash = json_string_value(json_object_get(part, "object"));
		struct object now;

		if (!path || !hash || object_read(path, &now, err))
			return -1;
		if (strcmp(now.hash, hash))
			return memtax_fail(err,
					   "%s is not what this run began with; check out its "
					   "revision and build it, or begin anew",
					   path);
	}
	return 0;
}
