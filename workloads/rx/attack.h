/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the faults of this workload are made with: hostile frames, and the ways to judge an answer.
 * The right answer to a frame is the oracle's; no fault writes one down by hand.
 */
#ifndef MEMTAX_RX_ATTACK_H
#define MEMTAX_RX_ATTACK_H

#include <string.h>
#include "harness/contract/fault.h"
#include "workloads/rx/internal.h"

/* The lists, one of each file; each ends with an entry without a name. */
extern const struct memtax_fault rx_faults_frame[];  /* faults_frame.c: what is parsed */
extern const struct memtax_fault rx_faults_damage[]; /* faults_damage.c: the same, by the many */
extern const struct memtax_fault rx_faults_desc[];   /* faults_desc.c: what the device says */
extern const struct memtax_fault rx_faults_buffer[]; /* faults_buffer.c: who owns a buffer */
extern const struct memtax_fault rx_faults_slip[];   /* faults_slip.c: one line forgotten */

enum {
	ATTACK_IP = 14,			     /* where the IP header is, untagged */
	ATTACK_V4_L4 = ATTACK_IP + 20,	     /* what follows an IPv4 header without options */
	ATTACK_V6_ADDR = ATTACK_IP + 8,	     /* the addresses of an IPv6 header */
	ATTACK_V6_NEXT = ATTACK_IP + 40,     /* what follows an IPv6 header */
	ATTACK_V6_FRAME = ATTACK_V6_NEXT,    /* a frame of IPv6 without payload */
	ATTACK_V4_FRAME = ATTACK_V4_L4 + 20, /* a frame of IPv4 and TCP without payload */
	ATTACK_NO_NEXT = 59,		     /* IPv6: nothing follows */
	ATTACK_PROTOCOL = 253,		     /* for experiments: neither TCP nor UDP */
};

static inline const struct rx_ops *attack_ops(const struct memtax_stage *stage)
{
	return (const struct rx_ops *)stage->ops;
}

/* ---- frames: each writes what it is called by, and nothing of what follows ------------------- */

static inline void attack_put16(uint8_t *p, size_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

static inline void attack_ethernet(uint8_t *frame, uint16_t protocol)
{
	memset(frame, 2, 12);
	attack_put16(frame + 12, protocol);
}

/* Ethernet and the 40 bytes of IPv6. */
static inline void attack_v6(uint8_t *frame, size_t payload, uint8_t next)
{
	attack_ethernet(frame, 0x86dd);
	memset(frame + ATTACK_IP, 0, 8);
	frame[ATTACK_IP] = 0x60;
	attack_put16(frame + ATTACK_IP + 4, payload);
	frame[ATTACK_IP + 6] = next;
	frame[ATTACK_IP + 7] = 64;
	memset(frame + ATTACK_V6_ADDR, 0x26, 32);
}

/* The checksum of an IPv4 header of `words` words. */
static inline void attack_v4_sum(uint8_t *ip, unsigned int words)
{
	uint32_t sum = 0;

	attack_put16(ip + 10, 0);
	for (size_t i = 0; i < 4 * (size_t)words; i += 2)
		sum += (uint32_t)ip[i] << 8 | ip[i + 1];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	attack_put16(ip + 10, sum ^ 0xffff);
}

/* An IPv4 header of `words` words, 5 or more; the options are there already. */
static inline void attack_v4_header(uint8_t *ip, unsigned int words, size_t total, uint8_t protocol)
{
	memset(ip, 0, 20);
	ip[0] = (uint8_t)(0x40 | words);
	attack_put16(ip + 2, total);
	ip[8] = 64;
	ip[9] = protocol;
	memset(ip + 12, 10, 8);
	attack_v4_sum(ip, words);
}

/* Ethernet, IPv4 and TCP, ATTACK_V4_FRAME bytes. */
static inline void attack_v4_tcp(uint8_t *frame)
{
	attack_ethernet(frame, 0x0800);
	attack_v4_header(frame + ATTACK_IP, 5, 40, 6);
	memset(frame + ATTACK_V4_L4, 0, 20);
	frame[ATTACK_V4_L4 + 12] = 5 << 4;
}

/* Where a cell writes what it answers with. */
struct attack_out {
	struct rx_flow flow;
	uint64_t digest;
};

static inline struct attack_out *attack_out(struct memtax_stage *stage)
{
	return stage_memory(stage, sizeof(struct attack_out));
}

/* A batch of one packet, in memory of the stage; the policy says the same to every class. */
static inline struct rx_batch *attack_batch(struct memtax_stage *stage, const uint8_t *frames,
					    size_t size, struct rx_desc packet, uint32_t verdict)
{
	struct rx_batch *batch = stage_memory(stage, sizeof(*batch));
	struct rx_desc *desc = stage_memory(stage, sizeof(*desc));

	*desc = packet;
	*batch = (struct rx_batch){ .frames = frames, .frames_size = size, .desc = desc, .n = 1 };
	for (int i = 0; i < RX_CLASSES; i++)
		batch->policy[i] = verdict;
	return batch;
}

/* ---- playing, and judging ------------------------------------------------------------------- */

/* From here on the attack is made; with the hostile value where the cell will meet it. */
static inline void attack_begin(struct memtax_stage *stage)
{
	stage_reached(stage);
	if (stage->hostile)
		stage_triggered(stage);
}

/* What correct code says to this is a refusal (`refusal`), or an answer. */
static inline void attack_judge(struct memtax_stage *stage, bool right, bool refusal,
				const char *what)
{
	if (right)
		stage_say(stage, refusal && stage->hostile ? MEMTAX_REFUSED : MEMTAX_RIGHT, "");
	else
		stage_say(stage, MEMTAX_WRONG, what);
}

/* parse() on a frame: the oracle's reason, and the oracle's flow. */
void attack_parse(struct memtax_stage *stage, const uint8_t *frame, size_t len);

/*
 * A copy of the frame that ends where a page without access begins, through attack_parse(): for
 * reading beyond the end that has no other effect.
 */
void attack_parse_at_end(struct memtax_stage *stage, const uint8_t *frame, size_t len);

/*
 * hot() on one packet, judged by the oracle's digest, which is a `refusal` or not, and by the pool,
 * which must be as it was.
 */
void attack_hot(struct memtax_stage *stage, const struct rx_batch *batch, bool refusal);

/* A frame of IPv4 and TCP in memory of the stage, and a buffer that stands for it. */
uint64_t attack_alloc(struct memtax_stage *stage);

#endif
