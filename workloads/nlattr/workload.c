// SPDX-License-Identifier: GPL-2.0-or-later
#include "workloads/nlattr/internal.h"

static const struct memtax_shape shapes[] = {
	{ "mixed", { [NLATTR_SOURCE] = NLATTR_MIXED, [NLATTR_BAD] = 10, [NLATTR_BURST] = 4 } },
	{ "recorded", { [NLATTR_SOURCE] = NLATTR_RECORDED, [NLATTR_BURST] = 4 } },
	{ 0 },
};

static int resolve(const struct memtax_shape *shape, size_t footprint,
		   struct memtax_shape *resolved, struct memtax_error *err)
{
	*resolved = *shape;
	resolved->param[NLATTR_SEGMENTS] = footprint / NLATTR_SEGMENT_BYTES;
	if (resolved->param[NLATTR_SEGMENTS] == 0)
		return nlattr_fail(err, "footprint of %zu bytes is less than one segment of %d",
				   footprint, (int)NLATTR_SEGMENT_BYTES);
	return 0;
}

static size_t arena_size(const struct memtax_shape *resolved)
{
	(void)resolved;
	return 0; /* buffers are the workload's, tables are in the state */
}

static uint64_t oracle(const struct memtax_shape *resolved, const struct memtax_segment *segment)
{
	(void)resolved;
	return nlattr_oracle(segment->batch, NULL);
}

const struct memtax_workload memtax_workload = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct nlattr_ops),
	.name = "nlattr",
	.summary = "netlink attributes: walk, policy validation, nested levels, fields",
	.unit = "attribute",
	.shapes = shapes,
	.resolve = resolve,
	.arena_size = arena_size,
	.input_size = nlattr_input_size,
	.input_make = nlattr_input_make,
	.oracle = oracle,
	.drive_single = nlattr_drive_single,
	.audit = nlattr_audit,
	.check = nlattr_check,
};
