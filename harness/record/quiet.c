/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which rounds of a run were quiet (docs/schema/samples.md, "From ticks to figures"). */
#include <math.h>
#include <stdlib.h>
#include "harness/record/series.h"
#include "harness/stats/contention.h"

static struct probe_ticks probes_of(const struct samples_attempt *a, size_t n_cells, size_t round)
{
	return (struct probe_ticks){
		.wide = a->wide + round * (n_cells + 1),
		.dependent = a->dependent + round * (n_cells + 1),
		.n = a->n_probes[round],
	};
}

static struct probe_adds adds_of(const struct samples_attempt *a)
{
	return (struct probe_adds){ .wide = a->wide_adds, .dependent = a->dependent_adds };
}

/* NAN for a launch without rounds. Returns 0, or -1 when out of memory. */
static int launch_floor(const struct samples_attempt *a, size_t n_cells, double *floor)
{
	struct probe_ticks *rounds;

	*floor = NAN;
	if (!a || !a->n_rounds)
		return 0;
	rounds = calloc(a->n_rounds, sizeof(*rounds));
	if (!rounds)
		return -1;
	for (size_t i = 0; i < a->n_rounds; i++)
		rounds[i] = probes_of(a, n_cells, i);
	*floor = contention_floor(rounds, a->n_rounds, adds_of(a));
	free(rounds);
	return 0;
}

static size_t cells_of(const struct samples *s, size_t launch)
{
	return s->groups[s->launches[launch].group].n_cells;
}

static int run_reference(const struct samples *s, double *reference)
{
	double *floors = calloc(s->n_launches, sizeof(*floors));
	int ret = floors ? 0 : -1;

	for (size_t i = 0; !ret && i < s->n_launches; i++)
		ret = launch_floor(s->launches[i].counted, cells_of(s, i), &floors[i]);
	if (!ret)
		*reference = contention_reference(floors, s->n_launches);
	free(floors);
	return ret;
}

void quiet_free(struct quiet_rounds *quiet)
{
	for (size_t i = 0; quiet->launch && i < quiet->n_launches; i++)
		free(quiet->launch[i]);
	free(quiet->launch);
	*quiet = (struct quiet_rounds){ .launch = NULL };
}

int quiet_find(const struct samples *s, struct quiet_rounds *quiet)
{
	*quiet = (struct quiet_rounds){ .launch = calloc(s->n_launches, sizeof(bool *)),
					.n_launches = s->n_launches };
	if (!quiet->launch || run_reference(s, &quiet->reference))
		goto fail;
	for (size_t i = 0; i < s->n_launches; i++) {
		const struct samples_attempt *a = s->launches[i].counted;

		if (!a)
			continue;
		quiet->launch[i] = calloc(a->n_rounds + 1, sizeof(bool));
		if (!quiet->launch[i])
			goto fail;
		for (size_t r = 0; r < a->n_rounds; r++)
			quiet->launch[i][r] = contention_quiet(probes_of(a, cells_of(s, i), r),
							       adds_of(a), quiet->reference);
	}
	return 0;
fail:
	quiet_free(quiet);
	return -1;
}
