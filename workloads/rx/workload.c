/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rx: what the harness is told of this workload. */
#include "workloads/rx/internal.h"

static const struct memtax_shape shapes[] = {
	{ .name = "v4-tcp", .param = { [RX_PARAM_INPUT] = RX_INPUT_V4_TCP } },
	{ .name = "mixed", .param = { [RX_PARAM_INPUT] = RX_INPUT_MIXED } },
	{ .name = "capture", .param = { [RX_PARAM_INPUT] = RX_INPUT_CAPTURE } },
	{ .name = NULL },
};

static uint64_t drive_single(const struct memtax_ops *common, void *state, const void *batch)
{
	const struct rx_ops *ops = (const struct rx_ops *)common;
	const struct rx_batch *b = batch;
	uint64_t digest = 0;

	for (size_t i = 0; i < b->n; i++)
		ops->receive(state, b, i, &digest);
	ops->flush(state, &digest);
	return digest;
}

const struct memtax_workload memtax_workload = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct rx_ops),
	.name = "rx",
	.summary = "receive path: Ethernet, VLAN, IPv4, IPv6, TCP, UDP to a flow key and a verdict",
	.unit = "packet",
	.shapes = shapes,
	.resolve = rx_resolve,
	.arena_size = rx_arena_size,
	.input_size = rx_input_size,
	.input_make = rx_input_make,
	.oracle = rx_oracle,
	.drive_single = drive_single,
	.audit = rx_audit,
	.check = rx_check,
};
