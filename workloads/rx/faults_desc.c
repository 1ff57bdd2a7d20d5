/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rx: what the device says of a packet, and who asks for which. */
#include "workloads/rx/attack.h"

#define AX88179                                                                                    \
	"CVEProject/cvelistV5 cves/2022/48xxx/CVE-2022-48805.json: ax88179_rx_fixup() believed "   \
	"an "                                                                                      \
	"offset and lengths of a USB device; stable review mail of 57bc3d3ae8c1 with its diff: "   \
	"linux-mailinglist-archives, stable.vger.kernel.org, 2022-02"

/*
 * One packet of IPv6 at `offset`, of `len` bytes, in frames of which [0, size) is the device's. Its
 * addresses lie outside of that: they get into the flow, and so into the digest, if they are read.
 */
static void receive_v6(struct memtax_stage *stage, const uint8_t *frames, size_t size,
		       uint32_t offset, uint32_t len, bool refusal)
{
	struct rx_desc desc = { .offset = offset, .len = len };

	attack_hot(stage, attack_batch(stage, frames, size, desc, RX_VERDICT_ACCEPT), refusal);
}

static void length_past_frames(struct memtax_stage *stage)
{
	enum { OFFSET = 24, SIZE = OFFSET + ATTACK_V6_FRAME };
	uint8_t frame[ATTACK_V6_FRAME];
	size_t cut = stage->hostile ? 14 : 0; /* bytes of the destination that were not received */
	uint8_t *frames = stage_memory(stage, SIZE - cut);

	attack_v6(frame, 0, ATTACK_NO_NEXT);
	memcpy(frames + OFFSET, frame, sizeof(frame) - cut);
	receive_v6(stage, frames, SIZE - cut, OFFSET, sizeof(frame), true);
}

static void offset_past_frames(struct memtax_stage *stage)
{
	enum { SIZE = 64, ELSEWHERE = 128 };
	uint8_t *frames = stage_memory(stage, ELSEWHERE + SIZE);

	attack_v6(frames, 0, ATTACK_NO_NEXT);
	attack_v6(frames + ELSEWHERE, 0, ATTACK_NO_NEXT);
	stage_secret(stage, frames + ELSEWHERE + ATTACK_V6_ADDR, 32);
	receive_v6(stage, frames, SIZE, stage->hostile ? ELSEWHERE : 0, ATTACK_V6_FRAME, true);
}

/* The device received 22 bytes and says 54; what lies behind was there before, and is its own. */
static void length_over_neighbour(struct memtax_stage *stage)
{
	enum { SIZE = 128 };
	uint8_t *frames = stage_memory(stage, SIZE);

	attack_v6(frames, 0, ATTACK_NO_NEXT);
	if (stage->hostile)
		stage_secret(stage, frames + ATTACK_V6_ADDR, 32);
	receive_v6(stage, frames, SIZE, 0, ATTACK_V6_FRAME, false);
}

static void number_past_batch(struct memtax_stage *stage)
{
	uint8_t *frames = stage_memory(stage, ATTACK_V4_FRAME);
	struct rx_desc *desc = stage_memory_end(stage, sizeof(*desc));
	uint64_t *digest = &attack_out(stage)->digest, right = 0;
	struct memtax_segment segment = { .batch = NULL };
	struct rx_batch *batch;

	attack_v4_tcp(frames);
	*desc = (struct rx_desc){ .len = ATTACK_V4_FRAME };
	batch = attack_batch(stage, frames, ATTACK_V4_FRAME, *desc, RX_VERDICT_ACCEPT);
	batch->desc = desc; /* behind the only one there is nothing */
	segment.batch = batch;
	if (!stage->hostile)
		right = rx_oracle(stage->shape, &segment);
	attack_begin(stage);
	attack_ops(stage)->receive(stage->state, batch, stage->hostile ? 1 : 0, digest);
	stage_output(stage, digest, sizeof(*digest));
	attack_judge(stage, *digest == right, true, "a packet that is not in the batch");
}

const struct memtax_fault rx_faults_desc[] = {
	{
		.name = "desc-length-past-frames",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.cve = "CVE-2022-48805",
		.mechanism = "The length of a packet that the device reports is believed, and "
			     "memory behind what was received is dissected as its headers.",
		.source = AX88179,
		.run = length_past_frames,
	},
	{
		.name = "desc-offset-past-frames",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 129,
		.cve = "CVE-2022-48805",
		.mechanism = "The offset that the device reports is believed, and what lies "
			     "elsewhere is dissected as a packet of its own.",
		.source = AX88179,
		.run = offset_past_frames,
	},
	{
		.name = "desc-length-over-neighbour",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 130,
		.mechanism = "The device reports more than it received but stays inside the "
			     "frames, so every check of bounds holds and what an earlier packet "
			     "left there is taken for this one's headers. The in-bounds twin of "
			     "desc-length-past-frames; no row stops it.",
		.source = "The in-bounds twin as such has no source. The pattern: " AX88179,
		.run = length_over_neighbour,
	},
	{
		.name = "packet-number-past-batch",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 129,
		.mechanism = "A caller asks for a packet beyond the batch, and a descriptor that "
			     "is none is read.",
		.source = "None: a caller's mistake against workloads/rx/rx.h, receive(); "
			  "modelled on no single flaw.",
		.run = number_past_batch,
	},
	{ .name = NULL },
};
