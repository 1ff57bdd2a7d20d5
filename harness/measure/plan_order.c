// SPDX-License-Identifier: GPL-2.0-or-later
/* What follows from a plan's seed: streams of random numbers, the order of launches. */
#include "harness/contract/random.h"
#include "harness/measure/plan.h"

uint64_t plan_seed(uint64_t seed, enum plan_stream stream, uint64_t number)
{
	struct memtax_random r = memtax_random_seeded(seed);

	r = memtax_random_seeded(memtax_random_next(&r) + (uint64_t)stream);
	r = memtax_random_seeded(memtax_random_next(&r) + number);
	return memtax_random_next(&r);
}

void plan_launch_order(const struct plan *plan, int *order)
{
	struct memtax_random random =
		memtax_random_seeded(plan_seed(plan->seed, STREAM_LAUNCHES, 0));
	int groups = (int)plan->n_groups;

	for (int layout = 0; layout < plan->layouts; layout++) {
		int *row = &order[layout * groups];

		for (int g = 0; g < groups; g++)
			row[g] = g * plan->layouts + layout;
		for (int g = groups; g > 1; g--) {
			uint32_t other = memtax_random_below(&random, (uint32_t)g);
			int t = row[g - 1];

			row[g - 1] = row[other];
			row[other] = t;
		}
	}
}
