/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: who owns a buffer, and which packet it is about. Where a buffer ends up with two owners, both
 * are handed out and compared: that is the damage, whatever becomes of it.
 */
#include "workloads/rx/attack.h"

#define DROP_FIX                                                                                   \
	"CVEProject/cvelistV5 cves/2024/1xxx/CVE-2024-1086.json; stable review mail of "           \
	"f342de4e2f33 with its diff: linux-mailinglist-archives, stable.vger.kernel.org, 2024-01"
#define CALLER                                                                                     \
	"None: a caller's mistake against workloads/rx/rx.h; the pattern is that of the CWE, "     \
	"modelled on no single flaw."

/* A drop whose error number is positive once its sign is turned: 1, as an accept. */
#define DROP_LIKE_ACCEPT ((uint32_t)RX_VERDICT_DROP | UINT32_C(0xffff) << RX_VERDICT_ERROR_SHIFT)

/* Refused: with `out` buffers neither in the pool nor in the queue, as it was before. */
static void judge_refusal(struct memtax_stage *stage, size_t out)
{
	const struct rx_ops *ops = attack_ops(stage);
	size_t known = ops->count_free(stage->state) + ops->count_held(stage->state) + out;

	if (known == RX_POOL)
		stage_say(stage, MEMTAX_REFUSED, "");
	else
		stage_say(stage, MEMTAX_CORRUPTED, "refused, but done");
}

/* If `other` is handed out, though somebody has it, both own it. */
static void judge_owners(struct memtax_stage *stage, uint64_t other)
{
	if (attack_alloc(stage) == other)
		stage_say(stage, MEMTAX_CORRUPTED, "a buffer is handed out that has an owner");
	else
		attack_judge(stage, !stage->hostile, false,
			     "accepted, though it is not the caller's");
}

/* Two buffers that stay out, so that the pool has room for what is freed once too often. */
static void keep_some(struct memtax_stage *stage)
{
	attack_alloc(stage);
	attack_alloc(stage);
}

static void drop_like_accept(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint32_t verdict =
		stage->hostile ? DROP_LIKE_ACCEPT : RX_VERDICT_DROP | 13u << RX_VERDICT_ERROR_SHIFT;
	struct attack_out *out = attack_out(stage);
	uint64_t token;
	int answer;

	keep_some(stage);
	token = attack_alloc(stage);
	ops->dissect(stage->state, token, &out->flow);
	attack_begin(stage);
	answer = ops->verdict(stage->state, token, verdict, &out->digest);
	if (answer < 0) {
		attack_judge(stage, ops->count_free(stage->state) == RX_POOL - 2, true,
			     "dropped, but not freed");
		return;
	}
	if (answer == 1) /* as the contract has it: still ours, go on */
		ops->deliver(stage->state, token, &out->digest);
	judge_owners(stage, attack_alloc(stage));
}

/* The same in the receive path, with all other buffers in the pool: there it runs over. */
static void pool_overrun(struct memtax_stage *stage)
{
	uint32_t verdict = stage->hostile ? DROP_LIKE_ACCEPT : RX_VERDICT_DROP;
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);
	struct rx_desc desc = { .len = ATTACK_V4_FRAME };

	attack_v4_tcp(frame);
	attack_hot(stage, attack_batch(stage, frame, ATTACK_V4_FRAME, desc, verdict), true);
}

static void unknown_verdict(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint64_t token = attack_alloc(stage);
	struct attack_out *out = attack_out(stage);
	size_t known;

	attack_begin(stage);
	ops->verdict(stage->state, token, stage->hostile ? 7 : RX_VERDICT_HOLD, &out->digest);
	known = ops->count_free(stage->state) + ops->count_held(stage->state);
	if (known < RX_POOL)
		stage_say(stage, MEMTAX_LEAKED, "the buffer belongs to nobody");
	else
		attack_judge(stage, known == RX_POOL, true, "more buffers than there are");
}

static void double_free(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint64_t a, b;

	keep_some(stage);
	a = attack_alloc(stage);
	b = attack_alloc(stage);
	ops->drop(stage->state, a);
	attack_begin(stage);
	if (ops->drop(stage->state, stage->hostile ? a : b)) {
		judge_refusal(stage, 3);
		return;
	}
	judge_owners(stage, attack_alloc(stage));
}

/* The buffer is dropped and its frame given to somebody else; then it is looked at again. */
static void frame_after_drop(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint8_t *frame = stage_memory(stage, ATTACK_V6_FRAME);
	struct attack_out *out = attack_out(stage);
	uint64_t token;
	int reason;

	attack_v6(frame, 0, ATTACK_NO_NEXT);
	token = ops->alloc(stage->state, frame, ATTACK_V6_FRAME);
	if (stage->hostile) {
		ops->drop(stage->state, token);
		stage_secret(stage, frame + ATTACK_V6_ADDR, 32);
	}
	attack_begin(stage);
	reason = ops->dissect(stage->state, token, &out->flow);
	stage_output(stage, &out->flow, sizeof(out->flow));
	if (reason < 0)
		judge_refusal(stage, 0);
	else
		attack_judge(stage, !stage->hostile && reason == RX_OK, false,
			     "a frame that is gone");
}

/* Held: it is the queue's. Delivered as well, it is in the pool and in the queue. */
static void use_after_hold(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	struct attack_out *out = attack_out(stage);
	uint64_t held, other;

	held = attack_alloc(stage);
	other = attack_alloc(stage);
	ops->hold(stage->state, held, &out->digest);
	attack_begin(stage);
	if (ops->deliver(stage->state, stage->hostile ? held : other, &out->digest)) {
		judge_refusal(stage, 1);
		return;
	}
	judge_owners(stage, held);
}

/* The token of a buffer that was given up is that of the one who got it next. */
static void stale_token(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint64_t old = attack_alloc(stage), other = attack_alloc(stage), next;

	ops->drop(stage->state, old);
	next = attack_alloc(stage);
	attack_begin(stage);
	if (ops->drop(stage->state, stage->hostile ? old : other)) {
		judge_refusal(stage, 2);
		return;
	}
	judge_owners(stage, next);
}

static void forged_token(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	struct attack_out *out = attack_out(stage);
	uint64_t token = attack_alloc(stage);
	int reason;

	attack_begin(stage);
	reason = ops->dissect(stage->state, stage->hostile ? RX_POOL + 1 : token, &out->flow);
	attack_judge(stage, stage->hostile ? reason < 0 : reason == RX_OK, true,
		     "a buffer that is none");
}

/* What was noted for one packet is still noted when the next one in its buffer is malformed. */
static void recycled_flow(struct memtax_stage *stage)
{
	const struct rx_ops *ops = attack_ops(stage);
	uint8_t *before = stage_memory(stage, ATTACK_V6_FRAME);
	uint8_t *frame = stage_memory(stage, ATTACK_V4_FRAME);
	struct attack_out *out = attack_out(stage);
	uint64_t token;
	int reason;

	attack_v6(before, 0, ATTACK_NO_NEXT);
	stage_secret(stage, before + ATTACK_V6_ADDR, 32);
	token = ops->alloc(stage->state, before, ATTACK_V6_FRAME);
	ops->dissect(stage->state, token, &out->flow);
	ops->drop(stage->state, token);

	attack_v4_tcp(frame);
	if (stage->hostile)
		frame[ATTACK_IP] = 0x55; /* no IPv4 */
	token = ops->alloc(stage->state, frame, ATTACK_V4_FRAME);
	attack_begin(stage);
	reason = ops->dissect(stage->state, token, &out->flow);
	ops->deliver(stage->state, token, &out->digest);
	stage_output(stage, &out->digest, sizeof(out->digest));
	attack_judge(stage, (reason == RX_OK) == !stage->hostile, false, "another reason");
}

/* What a rule loads: 8 bytes across the end of the header that is put together again. */
static void vlan_copy_wrong_sign(struct memtax_stage *stage)
{
	enum { LEN = 128, OFFSET = 19 };
	const struct rx_ops *ops = attack_ops(stage);
	uint8_t *frame = stage_memory(stage, LEN);
	uint8_t *dest = stage_memory(stage, RX_REGISTERS);
	uint8_t want = stage->hostile ? 8 : 3;
	uint64_t token;
	int answer;

	for (int i = 0; i < LEN; i++)
		frame[i] = (uint8_t)i;
	attack_put16(frame + 12, 0x88a8);
	attack_put16(frame + 16, 0x8100);
	attack_put16(frame + 20, 0x0800);
	token = ops->alloc(stage->state, frame, LEN);
	attack_begin(stage);
	answer = ops->link_header(stage->state, token, OFFSET, want, dest);
	stage_output(stage, dest, RX_REGISTERS);
	attack_judge(stage, answer == 0 && !memcmp(dest, frame + OFFSET, want), false,
		     "other bytes than the frame's");
}

const struct memtax_fault rx_faults_buffer[] = {
	{
		.name = "vlan-copy-wrong-sign",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 787,
		.cve = "CVE-2023-0179",
		.mechanism = "What goes beyond a rebuilt header is added to the length of the copy "
			     "where it should be taken off; in 8 bits that is about 250, read off "
			     "the stack and written over the end of the registers.",
		.source = "A stored copy of the diff of 696e1a48b1a1 (net/netfilter/nft_payload.c)"
			  "; CVE-2023-53033 of the same commit, as osv.dev has it; "
			  "CVEProject/cvelistV5 cves/2023/0xxx/CVE-2023-0179.json",
		.run = vlan_copy_wrong_sign,
	},
	{
		.name = "drop-like-accept",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TYPE,
		.cwe = 416,
		.cve = "CVE-2024-1086",
		.mechanism = "The error number of a drop is taken for the 1 of an accept: the "
			     "buffer is freed, and its caller goes on with it.",
		.source = DROP_FIX,
		.run = drop_like_accept,
	},
	{
		.name = "drop-like-accept-pool-overrun",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_PROGRESS,
		.cwe = 617,
		.cve = "CVE-2024-1086",
		.mechanism = "The same double free with all buffers in the pool runs over the end "
			     "of the list of free ones; where that is caught by an assertion, a "
			     "stranger's packet stops the machine.",
		.source = DROP_FIX,
		.run = pool_overrun,
	},
	{
		.name = "unknown-verdict",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TEMPORAL,
		.cwe = 772,
		.mechanism = "A verdict that is none is taken for one that consumed the buffer, "
			     "which nobody has from then on.",
		.source = "Stored copies of net/netfilter/core.c, nf_hook_slow(): the default case "
			  "returns 0, \"as well as any other non conventional verdicts\"; the "
			  "kernel refuses unknown verdicts when a rule is loaded",
		.run = unknown_verdict,
	},
	{
		.name = "double-free",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TEMPORAL,
		.cwe = 415,
		.mechanism = "A buffer is freed twice, and handed out twice.",
		.source = CALLER,
		.misuse = "double_free",
		.run = double_free,
	},
	{
		.name = "frame-after-drop",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TEMPORAL,
		.cwe = 416,
		.mechanism = "A buffer is looked at after it was freed, and with it a frame that "
			     "belongs to somebody else.",
		.source = CALLER,
		.misuse = "view_after_end",
		.run = frame_after_drop,
	},
	{
		.name = "use-after-hold",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TEMPORAL,
		.cwe = 416,
		.mechanism = "A buffer that the hold queue owns is delivered: it is in the pool "
			     "and in the queue.",
		.source = CALLER,
		.misuse = "use_after_move",
		.run = use_after_hold,
	},
	{
		.name = "stale-token",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_TEMPORAL,
		.cwe = 416,
		.mechanism = "A token is used after its buffer was freed and handed out again: it "
			     "is the new owner's token too. Tokens have no generation, and no row "
			     "tells the two apart.",
		.source = CALLER,
		.run = stale_token,
	},
	{
		.name = "forged-token",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 822,
		.mechanism = "A token that was never handed out is used as a pointer.",
		.source = CALLER,
		.run = forged_token,
	},
	{
		.name = "recycled-flow",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_INIT,
		.cwe = 226,
		.mechanism = "A buffer keeps what was noted for the packet before; a packet that "
			     "could not be dissected is delivered with it. No row stops it.",
		.source = "Stable mail of \"net: Clear old fragment checksum value in "
			  "napi_reuse_skb\" with its diff (net/core/gro.c, Mohammad Heib, 2025): a "
			  "field of a recycled buffer was left as the packet before had it",
		.run = recycled_flow,
	},
	{ .name = NULL },
};
