// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/plan_groups.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/runtime.h"
#include "harness/measure/sampler.h"

static void copy_name(char to[REGISTRY_NAME], const char *from)
{
	snprintf(to, REGISTRY_NAME, "%s", from);
}

static bool is_baseline(const struct plan_cell *c)
{
	return !strcmp(c->role, "baseline");
}

static bool is_of(const struct plan_cell *c, const struct plan_group *g)
{
	return !strcmp(c->workload, g->workload) && !strcmp(c->profile, g->profile);
}

/* What a cell needs in its process. One from outside is loaded as it is, whatever it calls itself.
 */
static const char *needs(const struct selection *s, const struct plan_cell *c)
{
	return strcmp(c->role, "outside") ? runtime_of(s->r, c->variant) : "";
}

/* `toolchain` is that of the run-time library, if the group has one. */
static bool belongs(const struct selection *s, const struct plan_cell *c,
		    const struct plan_group *g, const char *toolchain)
{
	if (!is_of(c, g))
		return false;
	if (!g->runtime[0])
		return !*needs(s, c);
	return !strcmp(c->toolchain, toolchain) &&
	       (is_baseline(c) || !strcmp(needs(s, c), g->runtime));
}

static int fill_group(struct plan_group *g, const struct plan *plan, const struct selection *s,
		      const char *toolchain)
{
	g->cells = calloc(plan->n_cells + 1, sizeof(*g->cells));
	g->family = calloc(plan->n_cells + 1, sizeof(*g->family));
	if (!g->cells || !g->family)
		return -1;
	for (size_t i = 0; i < plan->n_cells; i++)
		if (belongs(s, &plan->cells[i], g, toolchain))
			g->cells[g->n_cells++] = (int)i;
	return 0;
}

/* Nothing was built for it (its refusals say why), or nothing that is compared with its base. */
static bool is_empty(const struct plan_group *g, const struct plan *plan, bool base_alone)
{
	for (size_t i = 0; i < g->n_cells; i++)
		if (base_alone || !is_baseline(&plan->cells[g->cells[i]]))
			return false;
	return true;
}

static int add_group(struct plan *plan, const struct selection *s, const struct plan_group *g,
		     const char *toolchain, bool base_alone, struct memtax_error *err)
{
	struct plan_group *grown =
		realloc(plan->groups, (plan->n_groups + 1) * sizeof(*plan->groups));

	if (!grown)
		return memtax_fail(err, "out of memory");
	plan->groups = grown;
	grown += plan->n_groups;
	*grown = *g;
	grown->id = (int)plan->n_groups;
	if (fill_group(grown, plan, s, toolchain))
		return memtax_fail(err, "out of memory");
	if (is_empty(grown, plan, base_alone)) {
		free(grown->cells);
		free(grown->family);
		return 0;
	}
	plan->n_groups++;
	return 0;
}

/* The first cell of the group's workload and profile that needs what cell i does, from its
 * toolchain. */
static bool is_first(const struct plan *plan, const struct selection *s, const struct plan_group *g,
		     size_t i)
{
	const struct plan_cell *c = &plan->cells[i];

	for (size_t k = 0; k < i; k++)
		if (is_of(&plan->cells[k], g) && !strcmp(plan->cells[k].toolchain, c->toolchain) &&
		    !strcmp(needs(s, &plan->cells[k]), needs(s, c)))
			return false;
	return true;
}

/* The common group, and one for each run-time library that a cell needs. */
static int add_processes(struct plan *plan, const struct selection *s, struct plan_group g,
			 struct memtax_error *err)
{
	bool apart = false;

	for (size_t i = 0; i < plan->n_cells; i++)
		apart |= is_of(&plan->cells[i], &g) && *needs(s, &plan->cells[i]);
	/* Where nothing but rows of their own processes was asked for, the base is in those. */
	if (add_group(plan, s, &g, "", !apart, err))
		return -1;
	for (size_t i = 0; apart && i < plan->n_cells; i++) {
		const struct plan_cell *c = &plan->cells[i];

		if (!is_of(c, &g) || !*needs(s, c) || !is_first(plan, s, &g, i))
			continue;
		copy_name(g.runtime, needs(s, c));
		if (add_group(plan, s, &g, c->toolchain, true, err))
			return -1;
		g.runtime[0] = '\0';
	}
	return 0;
}

/* A footprint that the workload or the machine cannot give is a refusal, not a group. */
static bool footprint_possible(struct plan *plan, const struct selection *s,
			       const struct memtax_workload *w, const struct memtax_shape *shape,
			       const char *footprint, const char *profile)
{
	struct cell_id all = { w->name, "*", "*", profile, NULL };
	struct memtax_shape resolved;
	struct memtax_error reason, line;
	uint64_t bytes = plan_footprint_bytes(footprint, s->caches);

	if (!bytes)
		memtax_fail(&reason, "the machine does not say how large this cache is");
	else if (!w->resolve(shape, bytes, &resolved, &reason))
		return true;
	memtax_fail(&line, "%s, %s: %.400s", shape->name, footprint, reason.text);
	plan_add_refusal(plan, &all, line.text);
	return false;
}

int plan_add_groups(struct plan *plan, const struct selection *s, const struct memtax_workload *w,
		    const char *profile, struct memtax_error *err)
{
	for (const struct memtax_shape *shape = w->shapes; shape->name; shape++) {
		for (const char *const *f = footprint_names; *f; f++) {
			bool asked = selection_shape(s, w, shape) &&
				     (selection_footprint(s, *f, "batch") ||
				      selection_footprint(s, *f, "single"));

			if (!asked || !footprint_possible(plan, s, w, shape, *f, profile))
				continue;
			for (const char *const *e = entry_names; *e; e++) {
				struct plan_group g = { .headline = shape == w->shapes };

				if (!selection_entry(s, *e) || !selection_footprint(s, *f, *e))
					continue;
				copy_name(g.workload, w->name);
				copy_name(g.shape, shape->name);
				copy_name(g.footprint, *f);
				copy_name(g.profile, profile);
				copy_name(g.entry, *e);
				copy_name(g.unit, w->unit);
				g.footprint_bytes = plan_footprint_bytes(*f, s->caches);
				if (add_processes(plan, s, g, err))
					return -1;
			}
		}
	}
	return 0;
}
