/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: damaged frames, some fifty thousand in one attack. Each is a whole frame (a seed) with its
 * end cut off, with one byte set to each value that means something somewhere, or with a few of
 * both. It ends where a page without access begins, and the right answer to it is the oracle's.
 *
 * One such value is left out, 134, the type of a security label: where it is the last byte of the
 * options, the oracle and raw take it for a label, and the code after upstream's fix does not.
 */
#include "workloads/rx/attack.h"

enum { ADDRESSES = 12, LONGEST = 160, MIXED = 8000, RANDOM_SEED = 23 };

/* ---- seeds: what follows the addresses; lengths and sums are filled in by mend() ------------- */

/* clang-format off */
#define TAG(id) 0x81, 0, 0, id
#define V4(words, protocol) 8, 0, V4_HEADER(words, protocol)
#define V4_HEADER(words, protocol)                                                                 \
	0x40 | (words), 0, 0, 0, 0, 9, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2
#define V6(next) 0x86, 0xdd, 0x60, 0, 0, 0, 0, 0, next, 64, V6_ADDRESS, V6_ADDRESS
#define V6_ADDRESS 0x20, 1, 13, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
#define TCP(words, flags)                                                                          \
	0, 80, 0, 81, 0, 0, 0, 1, 0, 0, 0, 1, (words) << 4, flags, 1, 0, 0, 0, 0, 0
#define UDP(length) 0, 53, 0, 53, 0, length, 0, 0

static const uint8_t v4_tcp[] = { V4(5, 6), TCP(5, 16) };
static const uint8_t v4_syn[] = { V4(5, 6), TCP(8, 2), 1, 3, 3, 7, 1, 1, 1, 1, 2, 4, 5, 0xb4 };
static const uint8_t v4_syn_padded[] = { V4(5, 6), TCP(6, 2), 1, 1, 1, 1 };
static const uint8_t v4_syn_unknown[] = { V4(5, 6), TCP(6, 2), 3, 4, 2, 4 };
static const uint8_t v4_udp[] = { V4(5, 17), UDP(12), 1, 2, 3, 4 };
static const uint8_t v4_options[] = { V4(6, 253), 7, 4, 1, 1 };
static const uint8_t v4_label[] = { V4(8, 17), 148, 4, 0, 0, 134, 6, 0, 0, 0, 1, 1, 0, UDP(8) };
static const uint8_t v4_in_v4[] = { V4(5, 4), V4_HEADER(6, 4), 1, 1, 1, 0, V4_HEADER(5, 6),
				    TCP(5, 16) };
static const uint8_t v6_syn[] = { V6(6), TCP(6, 2), 2, 4, 5, 0xa0 };
static const uint8_t v6_options[] = { V6(0), 60, 0, 5, 2, 0, 0, 1, 0,
				      17, 1, 1, 4, 0, 0, 0, 0, 4, 1, 4, 0, 1, 2, 0, 0, UDP(8) };
static const uint8_t v6_routing[] = { V6(43), 44, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
				      6, 0, 0, 0, 0, 0, 0, 7, TCP(5, 16) };
static const uint8_t v6_fragment[] = { V6(44), 17, 0, 0, 1, 0, 0, 0, 7, UDP(8) };
static const uint8_t v6_ending[] = { V6(60), 59, 0, 5, 2, 0, 0, 1, 0 };
static const uint8_t tag_v4[] = { TAG(7), V4(5, 17), UDP(8) };
static const uint8_t tags_v6[] = { 0x88, 0xa8, 0, 5, TAG(7), V6(17), UDP(8) };
static const uint8_t tags_too_many[] = { TAG(5), TAG(6), TAG(7), V4(5, 17), UDP(8) };
static const uint8_t tag_length[] = { TAG(7), 0, 46, 0xff, 0xff };
static const uint8_t untagged_length[] = { 0, 46, 0xff, 0xff };

#define SEED(bytes) { bytes, sizeof(bytes), #bytes }
static const struct seed {
	const uint8_t *bytes;
	size_t n;
	const char *name;
} seeds[] = {
	SEED(v4_tcp), SEED(v4_syn), SEED(v4_syn_padded), SEED(v4_syn_unknown), SEED(v4_udp),
	SEED(v4_options), SEED(v4_label), SEED(v4_in_v4), SEED(v6_syn), SEED(v6_options),
	SEED(v6_routing), SEED(v6_fragment), SEED(v6_ending), SEED(tag_v4), SEED(tags_v6),
	SEED(tags_too_many), SEED(tag_length), SEED(untagged_length),
};

/* Header lengths, protocols, types of options and of headers, and the numbers at the edges. */
static const uint8_t odd[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 17, 20, 32, 43, 44, 60, 0x40, 0x45, 0x46,
			       0x4f, 0x50, 0x60, 0x7f, 0x81, 0xff };
/* clang-format on */

enum { SEEDS = sizeof(seeds) / sizeof(seeds[0]), ODD = sizeof(odd) / sizeof(odd[0]) };

/* ---- one frame ------------------------------------------------------------------------------ */

struct play {
	struct memtax_stage *stage;
	struct rx_flow *flow; /* where the cell writes */
	uint8_t *end;	      /* where the page without access begins */
	const char *seed;
	uint64_t seen;	/* what a caller learned */
	char wrong[96]; /* the first answer that is not the oracle's */
};

/* Where the IP header is. */
static size_t network_offset(const uint8_t *frame, size_t len)
{
	size_t at = ADDRESSES;

	while (at + 6 <= len && (frame[at] == 0x81 || frame[at] == 0x88))
		at += 4;
	return at + 2;
}

/* MEND_SUM leaves the damage in the lengths of the IP header as it is. */
enum mend { MEND_NOTHING, MEND_SUM, MEND_ALL, MENDS };

/* So that what is damaged further in is not hidden by what is checked before it. */
static void mend(enum mend what, uint8_t *frame, size_t len)
{
	size_t offset = network_offset(frame, len);
	uint8_t *ip = frame + offset;

	if (what == MEND_NOTHING || len < offset + 20)
		return;
	if (what == MEND_ALL && ip[0] >> 4 == 6 && len >= offset + 40)
		attack_put16(ip + 4, len - offset - 40);
	if (ip[0] >> 4 != 4)
		return;
	if (what == MEND_ALL)
		attack_put16(ip + 2, len - offset);
	if (offset + 4 * (ip[0] & 15u) <= len)
		attack_v4_sum(ip, ip[0] & 15u);
}

static void play_frame(struct play *p, const uint8_t *frame, size_t len)
{
	uint8_t *copy = p->end - len;
	struct rx_flow right;
	int expected, reason;
	uint64_t hash = 0;
	bool same;

	memcpy(copy, frame, len);
	expected = rx_oracle_dissect(copy, len, &right, NULL);
	reason = attack_ops(p->stage)->parse(p->stage->state, copy, len, p->flow);
	if (reason == RX_OK)
		hash = rx_flow_hash(p->flow);
	p->seen = rx_fold(rx_fold(p->seen, (uint64_t)reason), hash);
	same = reason == expected && (reason != RX_OK || hash == rx_flow_hash(&right));
	if (!same && !p->wrong[0])
		snprintf(p->wrong, sizeof(p->wrong), "%s, %zu bytes: reason %d, expected %d",
			 p->seed, len, reason, expected);
}

static size_t seed_frame(struct play *p, const struct seed *seed, uint8_t *frame)
{
	size_t len = ADDRESSES + seed->n;

	memset(frame, 2, ADDRESSES);
	memcpy(frame + ADDRESSES, seed->bytes, seed->n);
	mend(MEND_ALL, frame, len);
	p->seed = seed->name;
	return len;
}

static void play_mended(struct play *p, const uint8_t *frame, size_t len, enum mend what)
{
	uint8_t copy[LONGEST];

	memcpy(copy, frame, len);
	mend(what, copy, len);
	play_frame(p, copy, len);
}

/* ---- damage --------------------------------------------------------------------------------- */

static void cut(struct play *p, const uint8_t *frame, size_t len)
{
	for (size_t left = 0; left < len; left++)
		for (enum mend what = MEND_NOTHING; what < MENDS; what++)
			play_mended(p, frame, left, what);
}

static void set_each_byte(struct play *p, uint8_t *frame, size_t len)
{
	for (size_t at = ADDRESSES; at < len; at++) {
		uint8_t before = frame[at];

		for (size_t i = 0; i < ODD; i++) {
			frame[at] = odd[i];
			play_mended(p, frame, len, MEND_SUM);
			play_mended(p, frame, len, MEND_ALL);
		}
		frame[at] = before;
	}
}

/* Two or three bytes, and often the end. */
static void mix(struct play *p, struct memtax_random *random)
{
	const struct seed *seed = &seeds[memtax_random_below(random, SEEDS)];
	uint8_t frame[LONGEST];
	size_t len = seed_frame(p, seed, frame);

	for (uint32_t i = 2 + memtax_random_below(random, 2); i; i--)
		frame[ADDRESSES + memtax_random_below(random, (uint32_t)seed->n)] =
			odd[memtax_random_below(random, ODD)];
	if (memtax_random_below(random, 2))
		len -= memtax_random_below(random, (uint32_t)seed->n);
	play_mended(p, frame, len, (enum mend)memtax_random_below(random, MENDS));
}

static void play_damaged(struct play *p)
{
	struct memtax_random random = memtax_random_seeded(RANDOM_SEED);
	uint8_t frame[LONGEST];

	for (size_t i = 0; i < SEEDS; i++)
		cut(p, frame, seed_frame(p, &seeds[i], frame));
	for (size_t i = 0; i < SEEDS; i++)
		set_each_byte(p, frame, seed_frame(p, &seeds[i], frame));
	for (int i = 0; i < MIXED; i++)
		mix(p, &random);
}

static void damaged_frames(struct memtax_stage *stage)
{
	struct play p = { .stage = stage, .flow = &attack_out(stage)->flow };
	uint8_t frame[LONGEST];

	p.end = (uint8_t *)stage_memory_end(stage, LONGEST) + LONGEST;
	attack_begin(stage);
	for (size_t i = 0; i < SEEDS; i++)
		play_frame(&p, frame, seed_frame(&p, &seeds[i], frame));
	if (stage->hostile)
		play_damaged(&p);
	stage_output(stage, &p.seen, sizeof(p.seen));
	attack_judge(stage, !p.wrong[0], true, p.wrong);
}

const struct memtax_fault rx_faults_damage[] = {
	{
		.name = "damaged-frames",
		.kind = MEMTAX_INPUT,
		.class = MEMTAX_SPATIAL,
		.cwe = 125,
		.mechanism =
			"Frames with the end cut off or some bytes changed, of which none is "
			"read beyond its end and each gets the right answer: a family, what a "
			"fuzzer sends to a receiver. It holds most flaws of raw's parser; what "
			"is wrong with raw is told by the fault of each.",
		.source = "google/syzkaller docs/linux/external_fuzzing_network.md: Ethernet "
			  "frames made of descriptions, their checksums mended, are sent into the "
			  "kernel through a TUN device. Modelled on no single flaw.",
		.run = damaged_frames,
	},
	{ .name = NULL },
};
