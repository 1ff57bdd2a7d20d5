// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/contract_test.h"

#include <stdlib.h>
#include <string.h>

#include "harness/measure/registry.h"

enum { SEED = 7, CHECKS = 3 };

static const struct memtax_workload *tested;
static const char *source_tree;

void contract_test_of(const struct memtax_workload *w, const char *source)
{
	tested = w;
	source_tree = source;
}

/* A lap of every shape would be too long for the child's CPU time: the headline's. */
static bool lap_right(struct memtax_stage *stage, struct memtax_error *err)
{
	char data_dir[PATH_MAX];
	struct memtax_input input;
	size_t size = (tested->input_size(stage->shape) + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, size);

	if (!memory)
		return false;
	memset(memory, 0, size);
	snprintf(data_dir, sizeof(data_dir), "%.2000s/workloads/%s", source_tree, tested->name);
	if (tested->input_make(stage->shape, SEED, data_dir, memory, &input, err))
		return false;
	for (size_t i = 0; i < input.n_segments; i++) {
		const struct memtax_segment *s = &input.segment[i];
		uint64_t digest = tested->oracle(stage->shape, s);

		if (stage->ops->hot(stage->state, s->batch) != digest ||
		    tested->drive_single(stage->ops, stage->state, s->batch) != digest)
			return false;
	}
	return true;
}

static void run(struct memtax_stage *stage)
{
	struct memtax_error err = { "" };
	bool right;

	stage_reached(stage);
	stage_triggered(stage);
	right = lap_right(stage, &err);
	for (uint64_t i = 0; right && i < CHECKS; i++)
		right = !tested->check(stage->ops, stage->state, stage->shape, SEED + i, &err);
	right = right && !tested->audit(stage->ops, stage->state, &err);
	stage_expect(stage, right, err.text);
}

const struct memtax_fault contract_test = {
	.name = "contract",
	.kind = MEMTAX_INPUT,
	.class = MEMTAX_SPATIAL,
	.cwe = 1,
	.mechanism = "the contract test",
	.source = "tests/unit/cells.c",
	.run = run,
};
