/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: the faults (harness/contract/fault.h), and how their answers are judged. What is in the
 * corpus and what nobody stops is in README.md.
 */
#include "workloads/rx/attack.h"

const struct memtax_fault *const memtax_faults[] = {
	rx_faults_frame, rx_faults_damage, rx_faults_desc, rx_faults_buffer, rx_faults_slip, NULL,
};

void attack_parse(struct memtax_stage *stage, const uint8_t *frame, size_t len)
{
	struct rx_flow *flow = &attack_out(stage)->flow, right;
	int expected = rx_oracle_dissect(frame, len, &right, NULL), reason;
	uint64_t hash = 0;

	attack_begin(stage);
	reason = attack_ops(stage)->parse(stage->state, frame, len, flow);
	if (reason == RX_OK)
		hash = rx_flow_hash(flow);
	stage_output(stage, &reason, sizeof(reason));
	stage_output(stage, &hash, sizeof(hash));
	attack_judge(stage, reason == expected && (reason != RX_OK || hash == rx_flow_hash(&right)),
		     expected != RX_OK, "another reason or flow than the oracle's");
}

void attack_parse_at_end(struct memtax_stage *stage, const uint8_t *frame, size_t len)
{
	uint8_t *copy = stage_memory_end(stage, len);

	memcpy(copy, frame, len);
	attack_parse(stage, copy, len);
}

void attack_hot(struct memtax_stage *stage, const struct rx_batch *batch, bool refusal)
{
	const struct rx_ops *ops = attack_ops(stage);
	struct memtax_segment segment = { .batch = batch };
	uint64_t right = rx_oracle(stage->shape, &segment), digest;
	struct memtax_error err;

	attack_begin(stage);
	digest = ops->common.hot(stage->state, batch);
	stage_output(stage, &digest, sizeof(digest));
	if (rx_audit(stage->ops, stage->state, &err)) {
		stage_say(stage,
			  ops->count_free(stage->state) > RX_POOL ? MEMTAX_CORRUPTED
								  : MEMTAX_LEAKED,
			  err.text);
		return;
	}
	attack_judge(stage, digest == right, refusal, "another digest than the oracle's");
}

uint64_t attack_alloc(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);

	attack_v4_tcp(frame);
	return attack_ops(stage)->alloc(stage->state, frame, ATTACK_V4_FRAME);
}
