// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/plan_select.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/filter.h"
#include "harness/measure/sampler.h"

uint64_t plan_footprint_bytes(const char *footprint, const struct plan_caches *caches)
{
	switch (footprint_from_name(footprint)) {
	case FOOTPRINT_L1:
		return caches->l1d / 2;
	case FOOTPRINT_L2:
		return caches->l2 / 2;
	case FOOTPRINT_LLC:
		return caches->llc_share / 2;
	case FOOTPRINT_DRAM:
		return caches->llc * 4;
	default:
		return 0;
	}
}

int selection_check_names(const struct selection *s, struct memtax_error *err)
{
	const struct registry *r = s->r;
	size_t shapes = 0, n = 0;
	const char **names;
	int failed;

	for (size_t i = 0; i < r->n_workloads; i++)
		for (const struct memtax_shape *p = r->workloads[i].workload->shapes; p->name; p++)
			shapes++;
	names = calloc(r->n_workloads + r->n_variants + shapes + 3, sizeof(*names));
	if (!names)
		return memtax_fail(err, "out of memory");
	const char **workloads = names, **variants, **shape_names;

	for (size_t i = 0; i < r->n_workloads; i++)
		names[n++] = r->workloads[i].name;
	variants = &names[++n];
	for (size_t i = 0; i < r->n_variants; i++)
		names[n++] = r->variants[i].name;
	shape_names = &names[++n];
	for (size_t i = 0; i < r->n_workloads; i++)
		for (const struct memtax_shape *p = r->workloads[i].workload->shapes; p->name; p++)
			names[n++] = p->name;
	failed = filter_check(s->o->workload, "workload", workloads, err) ||
		 filter_check(s->o->variant, "variant", variants, err) ||
		 filter_check(s->o->shape, "shape", shape_names, err) ||
		 filter_check(s->o->footprint, "footprint", footprint_names, err) ||
		 filter_check(s->o->entry, "entry", entry_names, err) ||
		 filter_check(s->o->toolchain, "toolchain", registry_toolchains, err) ||
		 filter_check(s->o->profile, "profile", registry_profiles, err);
	free(names);
	return failed ? -1 : 0;
}

bool selection_variant(const struct selection *s, const struct variant *v)
{
	bool c_row = !strcmp(v->role, "baseline") || !strcmp(v->role, "discipline");

	if (!strcmp(v->role, "baseline"))
		return true; /* every ratio needs it */
	if (s->o->variant)
		return filter_match(s->o->variant, v->name);
	return s->o->all || c_row;
}

#define DEFAULT_TOOLCHAIN "gcc"

static bool is_baseline(const struct variant *v)
{
	return !strcmp(v->role, "baseline");
}

static bool toolchain_asked(const struct selection *s, const struct variant *v,
			    const char *toolchain)
{
	if (s->o->toolchain)
		return filter_match(s->o->toolchain, toolchain);
	if (!variant_built_by(v, toolchain))
		return false;
	return s->o->all || !variant_built_by(v, DEFAULT_TOOLCHAIN) ||
	       !strcmp(toolchain, DEFAULT_TOOLCHAIN);
}

/* Are rows of toolchain `by` compared with the baseline that `toolchain` builds? */
static bool compared(const char *by, const char *toolchain)
{
	const char *base = registry_base_toolchain(by);

	return !strcmp(base, toolchain) || strcmp(base, by) != 0;
}

static bool needed(const struct selection *s, const char *toolchain)
{
	for (size_t i = 0; i < s->r->n_variants; i++) {
		const struct variant *v = &s->r->variants[i];

		if (is_baseline(v) || !selection_variant(s, v))
			continue;
		for (const char *const *t = registry_toolchains; *t; t++)
			if (variant_built_by(v, *t) && toolchain_asked(s, v, *t) &&
			    compared(*t, toolchain))
				return true;
	}
	return false;
}

bool selection_toolchain(const struct selection *s, const struct variant *v, const char *toolchain)
{
	if (toolchain_asked(s, v, toolchain))
		return true;
	return is_baseline(v) && variant_built_by(v, toolchain) && needed(s, toolchain);
}

bool selection_footprint(const struct selection *s, const char *footprint, const char *entry)
{
	bool usual =
		!strcmp(footprint, "l1") || (!strcmp(footprint, "llc") && !strcmp(entry, "batch"));

	return s->o->footprint ? filter_match(s->o->footprint, footprint) : s->o->all || usual;
}

bool selection_entry(const struct selection *s, const char *entry)
{
	return filter_match(s->o->entry, entry);
}

bool selection_shape(const struct selection *s, const struct memtax_workload *w,
		     const struct memtax_shape *shape)
{
	if (s->o->shape)
		return filter_match(s->o->shape, shape->name);
	return s->o->all || shape == w->shapes;
}
