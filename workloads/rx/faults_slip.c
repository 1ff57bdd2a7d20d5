/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: one line forgotten in a row (variants/V/slips/rx-NAME.patch), and a discipline applied
 * wrongly (variants/V/mustfail/rx-NAME.patch). What a slip does is the same in every row that has
 * the line.
 */
#include "workloads/rx/attack.h"

#define OURS "None: made for this corpus; the pattern is that of the CWE."

/* A frame through receive(), the whole of its memory. The digest. */
static uint64_t receive(struct memtax_stage *stage, const uint8_t *frame, uint32_t len,
			uint32_t verdict)
{
	struct rx_desc desc = { .len = len };
	const struct rx_batch *batch = attack_batch(stage, frame, len, desc, verdict);
	uint64_t *digest = &attack_out(stage)->digest;

	attack_begin(stage);
	attack_ops(stage)->receive(stage->state, batch, 0, digest);
	return *digest;
}

/* `out` buffers are out of the pool and the queue, and no buffer is anywhere twice. */
static void judge_pool(struct memtax_stage *stage, size_t out)
{
	const struct rx_ops *ops = attack_ops(stage);
	size_t known = ops->count_free(stage->state) + ops->count_held(stage->state) + out;

	if (known < RX_POOL)
		stage_say(stage, MEMTAX_LEAKED, "a buffer belongs to nobody");
	else if (known > RX_POOL)
		stage_say(stage, MEMTAX_CORRUPTED, "a buffer has two owners");
	else
		stage_say(stage, MEMTAX_RIGHT, "");
}

static void forgotten_free(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);

	attack_v4_tcp(frame);
	if (stage->hostile)
		frame[ATTACK_IP] = 0x55;
	receive(stage, frame, ATTACK_V4_FRAME, RX_VERDICT_ACCEPT);
	judge_pool(stage, 0);
}

static void forgotten_return(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);

	attack_ethernet(frame, 0x0800);
	attack_v4_header(frame + ATTACK_IP, 5, 40, ATTACK_PROTOCOL);
	if (stage->hostile) { /* more fragments; and the checksum that goes with it */
		frame[ATTACK_IP + 6] = 0x20;
		frame[ATTACK_IP + 10] = (uint8_t)(frame[ATTACK_IP + 10] - 0x20);
	}
	receive(stage, frame, ATTACK_V4_FRAME, RX_VERDICT_ACCEPT);
	judge_pool(stage, 0);
}

static void forgotten_verdict(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);

	attack_alloc(stage); /* stays out: the pool has room for one too many */
	attack_v4_tcp(frame);
	receive(stage, frame, ATTACK_V4_FRAME,
		stage->hostile ? RX_VERDICT_DROP : RX_VERDICT_ACCEPT);
	judge_pool(stage, 1);
}

static void forgotten_alloc_check(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);
	uint64_t digest;

	attack_v4_tcp(frame);
	while (ops->count_free(stage->state) > (stage->hostile ? 0 : 1))
		ops->alloc(stage->state, frame, ATTACK_V4_FRAME);
	digest = receive(stage, frame, ATTACK_V4_FRAME, RX_VERDICT_ACCEPT);
	attack_judge(stage, (digest == rx_fold_drop(0, RX_DROP_NOBUF)) == stage->hostile, true,
		     "another digest");
}

static void forgotten_length_check(struct memtax_stage *stage)
{
	uint8_t frame[ATTACK_V4_FRAME];

	attack_v4_tcp(frame);
	attack_parse_at_end(stage, frame, stage->hostile ? ATTACK_IP + 10 : ATTACK_V4_FRAME);
}

/* The device changes the length between the check of the descriptor and its use. */
static void desc_read_twice(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory_end(stage, ATTACK_V4_L4), whole[ATTACK_V4_FRAME];
	uint64_t *digest = &attack_out(stage)->digest;
	struct rx_desc desc = { .len = ATTACK_V4_L4 };
	const struct rx_batch *batch =
		attack_batch(stage, frame, ATTACK_V4_L4, desc, RX_VERDICT_ACCEPT);

	attack_v4_tcp(whole); /* of which the TCP header did not get in */
	memcpy(frame, whole, ATTACK_V4_L4);
	if (stage->hostile)
		stage_flip(stage, &batch->desc->len, 1, ATTACK_V4_FRAME);
	stage_reached(stage);
	attack_ops(stage)->receive(stage->state, batch, 0, digest);
	attack_judge(stage, *digest == rx_fold_drop(0, RX_DROP_IP_TRUNCATED), true,
		     "another digest");
}

static void forgotten_reset(struct memtax_stage *stage)
{
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);
	struct rx_flow *flow = &attack_out(stage)->flow;
	uint64_t hash;
	int reason;

	attack_v4_tcp(frame);
	if (stage->hostile) /* else it is a caller who cleared it */
		stage_secret(stage, flow, sizeof(*flow));
	attack_begin(stage);
	reason = attack_ops(stage)->parse(stage->state, frame, ATTACK_V4_FRAME, flow);
	hash = rx_flow_hash(flow);
	stage_output(stage, &hash, sizeof(hash));
	attack_judge(stage, reason == RX_OK, false, "a whole frame is refused");
}

/* ---- mechanism ------------------------------------------------------------------------------ */

/* 22 bytes were received; what lies behind them in the frames is somebody else's. */
static void span_of_capacity(struct memtax_stage *stage)
{
	uint8_t *frames = stage_memory(stage, ATTACK_V6_FRAME);
	struct rx_desc desc = { .len = stage->hostile ? ATTACK_V6_ADDR : ATTACK_V6_FRAME };

	attack_v6(frames, 0, ATTACK_NO_NEXT);
	if (stage->hostile)
		stage_secret(stage, frames + ATTACK_V6_ADDR, 32);
	attack_hot(stage, attack_batch(stage, frames, ATTACK_V6_FRAME, desc, RX_VERDICT_ACCEPT),
		   true);
}

static void index_without_proof(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);
	uint64_t token;

	attack_v4_tcp(frame);
	while (ops->count_free(stage->state) > (stage->hostile ? 0 : 1))
		ops->alloc(stage->state, frame, ATTACK_V4_FRAME);
	attack_begin(stage);
	token = ops->alloc(stage->state, frame, ATTACK_V4_FRAME);
	attack_judge(stage, !token == stage->hostile, true, "a buffer from an empty pool");
}

static void adopted_on_trust(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint64_t a, b, next;

	attack_alloc(stage); /* stays out: the pool has room for one too many */
	a = attack_alloc(stage);
	b = attack_alloc(stage);
	ops->drop(stage->state, a);
	attack_begin(stage);
	if (ops->drop(stage->state, stage->hostile ? a : b)) {
		stage_say(stage, MEMTAX_REFUSED, "");
		return;
	}
	next = attack_alloc(stage);
	if (next == attack_alloc(stage))
		stage_say(stage, MEMTAX_CORRUPTED, "a buffer is handed out twice");
	else
		attack_judge(stage, !stage->hostile, false, "a second free is accepted");
}

const struct memtax_fault rx_faults_slip[] = {
	{
		.name = "forgotten-free",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_TEMPORAL,
		.cwe = 401,
		.mechanism = "receive(): the buffer of a malformed packet is not freed.",
		.source = OURS,
		.run = forgotten_free,
	},
	{
		.name = "forgotten-return",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_TEMPORAL,
		.cwe = 416,
		.mechanism = "receive(): after a fragment was handed to the hold queue, the "
			     "function goes on with it.",
		.source = OURS,
		.run = forgotten_return,
	},
	{
		.name = "forgotten-verdict",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_TEMPORAL,
		.cwe = 415,
		.mechanism = "receive(): delivered whatever became of it under the policy's "
			     "verdict; in owned, where verdicts consume, refused as well.",
		.source = OURS,
		.run = forgotten_verdict,
	},
	{
		.name = "forgotten-alloc-check",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_TEMPORAL,
		.cwe = 252,
		.mechanism = "receive(): not asked whether the pool had a buffer.",
		.source = OURS,
		.run = forgotten_alloc_check,
	},
	{
		.name = "forgotten-length-check",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism = "parse_v4(): not asked whether the IPv4 header is there.",
		.source = OURS,
		.run = forgotten_length_check,
	},
	{
		.name = "desc-read-twice",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_SNAPSHOT,
		.cwe = 367,
		.mechanism = "receive(): the descriptor is checked, and its length then read "
			     "again. raw checks nothing, so it has no such line.",
		.source = "CVEProject/cvelistV5 cves/2015/8xxx/CVE-2015-8550.json: Xen's backends "
			  "read a "
			  "shared ring twice. The code here is ours, and models the pattern only.",
		.flips = true,
		.run = desc_read_twice,
	},
	{
		.name = "forgotten-reset",
		.kind = MEMTAX_SLIP,
		.class = MEMTAX_INIT,
		.cwe = 457,
		.mechanism = "parse(): the VLAN tag, which most frames do not have, is not cleared "
			     "before, and goes into the flow hash.",
		.source = OURS,
		.run = forgotten_reset,
	},
	{
		.name = "span-of-capacity",
		.kind = MEMTAX_MECHANISM,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism = "A span is made as long as the memory behind a packet and not as "
			     "what was received: every check holds, of the wrong length.",
		.source = "None: rule 1 of variants/bounds/span.h, broken.",
		.run = span_of_capacity,
	},
	{
		.name = "index-without-proof",
		.kind = MEMTAX_MECHANISM,
		.class = MEMTAX_SPATIAL,
		.cwe = 129,
		.mechanism = "The one check that an index of the pool rests on does not cover its "
			     "wrapping below 0.",
		.source = "None: skb_alloc() of variants/bounds/rx.c, its check written wrongly.",
		.run = index_without_proof,
	},
	{
		.name = "adopted-on-trust",
		.kind = MEMTAX_MECHANISM,
		.class = MEMTAX_TEMPORAL,
		.cwe = 415,
		.mechanism = "A function that says OWN_PRIMITIVE makes a token a live handle "
			     "without looking whether the buffer is somebody else's.",
		.source = "None: what variants/owned/README.md says is not caught, lying in an "
			  "OWN_PRIMITIVE.",
		.run = adopted_on_trust,
	},
	{ .name = NULL },
};
