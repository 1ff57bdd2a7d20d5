/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: one lap of input. A segment is a struct rx_batch, its descriptors and its frames, packed into
 * a fixed number of bytes: as many packets as fit. Frames lie in memory in the order of arrival,
 * one behind the other at cache lines, as a ring that is refilled in order leaves them.
 */
#include <string.h>
#include "workloads/rx/internal.h"

enum {
	SEGMENT_BYTES = 49152, /* at most: l1 (24 KiB) is one smaller segment */
	SEGMENT_MIN = 4096,
	BYTES_PER_PACKET_MIN = RX_FRAME_ALIGN + sizeof(struct rx_desc),
	SKB_BYTES = 32, /* at most, of any row */
};

/* What data/README.md tells the origin of. */
static const char *const recordings[] = {
	"session.pcap", "mptcp-v0.pcap", "ssh.pcap", "edns-opts.pcap", "QinQpacket-80.pcap",
};
enum { RECORDINGS = sizeof(recordings) / sizeof(recordings[0]) };

int rx_resolve(const struct memtax_shape *shape, size_t footprint, struct memtax_shape *resolved,
	       struct memtax_error *err)
{
	size_t buffers = rx_arena_size(shape), bytes, segment;

	if (footprint < buffers + SEGMENT_MIN) {
		snprintf(err->text, sizeof(err->text),
			 "rx: %zu bytes are too few: buffers take %zu, a segment at least %d",
			 footprint, buffers, SEGMENT_MIN);
		return -1;
	}
	bytes = footprint - buffers;
	segment = bytes < SEGMENT_BYTES ? bytes & ~(size_t)(RX_FRAME_ALIGN - 1) : SEGMENT_BYTES;
	*resolved = *shape;
	resolved->param[RX_PARAM_BYTES] = segment;
	resolved->param[RX_PARAM_SEGMENTS] = bytes / segment;
	return 0;
}

size_t rx_arena_size(const struct memtax_shape *resolved)
{
	(void)resolved;
	return RX_POOL * SKB_BYTES;
}

static size_t table_size(const struct memtax_shape *resolved)
{
	size_t size = resolved->param[RX_PARAM_SEGMENTS] * sizeof(struct memtax_segment);

	return (size + RX_FRAME_ALIGN - 1) & ~(size_t)(RX_FRAME_ALIGN - 1);
}

size_t rx_input_size(const struct memtax_shape *resolved)
{
	return table_size(resolved) +
	       resolved->param[RX_PARAM_SEGMENTS] * resolved->param[RX_PARAM_BYTES];
}

/* Where frames come from. */
struct source {
	enum rx_input kind;
	struct memtax_random random;
	struct rx_capture capture[RECORDINGS];
	size_t next[RECORDINGS]; /* packet of each capture */
	size_t n_packets;	 /* of all of them */
};

/*
 * The next packet of a recording. Each keeps its own order; they are interleaved at random, as the
 * flows of several hosts are, each by the share of packets that it has.
 */
static size_t next_recorded(struct source *source, uint8_t *frame)
{
	uint32_t pick = memtax_random_below(&source->random, (uint32_t)source->n_packets);
	const struct rx_capture *capture = source->capture;
	struct rx_desc packet;
	size_t i = 0;

	while (pick >= capture[i].n)
		pick -= (uint32_t)capture[i++].n;
	packet = capture[i].packet[source->next[i]];
	source->next[i] = (source->next[i] + 1) % capture[i].n;
	memcpy(frame, capture[i].bytes + packet.offset, packet.len);
	return packet.len;
}

static size_t next_frame(struct source *source, uint8_t *frame)
{
	if (source->kind == RX_INPUT_CAPTURE)
		return next_recorded(source, frame);
	return rx_frame_make(source->kind, &source->random, frame);
}

/* What the rules say: all is welcome but, in the mixture, what is neither TCP nor UDP. */
static void set_policy(enum rx_input kind, uint32_t *policy)
{
	for (int i = 0; i < RX_CLASSES; i++)
		policy[i] = RX_VERDICT_ACCEPT;
	if (kind == RX_INPUT_V4_TCP)
		return;
	policy[RX_CLASS_V4_OTHER] = RX_VERDICT_DROP | 1u << RX_VERDICT_ERROR_SHIFT;
	policy[RX_CLASS_V6_OTHER] = RX_VERDICT_HOLD;
}

/* Fill `bytes` of memory with one segment. */
static int make_segment(struct source *source, uint8_t *memory, size_t bytes,
			struct memtax_segment *segment, struct memtax_error *err)
{
	struct rx_batch *batch = (struct rx_batch *)memory;
	size_t slots = (bytes - sizeof(*batch)) / BYTES_PER_PACKET_MIN;
	struct rx_desc *desc = (struct rx_desc *)(batch + 1);
	size_t frames_at = (sizeof(*batch) + slots * sizeof(*desc) + RX_FRAME_ALIGN - 1) &
			   ~(size_t)(RX_FRAME_ALIGN - 1);
	uint8_t *frames = memory + frames_at, frame[RX_FRAME_MAX];
	size_t used = 0, n = 0;

	while (n < slots) {
		struct source before = *source;
		size_t len = next_frame(source, frame);
		const char *hazard;
		struct rx_flow flow;

		if (used + len > bytes - frames_at) {
			*source = before; /* the first of the next segment */
			break;
		}
		rx_oracle_dissect(frame, len, &flow, &hazard);
		if (hazard) {
			snprintf(err->text, sizeof(err->text),
				 "rx: packet %zu is an attack, not an input: %s", n + 1, hazard);
			return -1;
		}
		memcpy(frames + used, frame, len);
		desc[n++] = (struct rx_desc){ .offset = (uint32_t)used, .len = (uint32_t)len };
		used += (len + RX_FRAME_ALIGN - 1) & ~(size_t)(RX_FRAME_ALIGN - 1);
	}
	batch->frames = frames;
	batch->frames_size = bytes - frames_at;
	batch->desc = desc;
	batch->n = n;
	set_policy(source->kind, batch->policy);
	*segment = (struct memtax_segment){
		.batch = batch,
		.data = memory,
		.size = bytes,
		.ops = n,
	};
	return 0;
}

static void close_recordings(struct source *source)
{
	for (int i = 0; i < RECORDINGS; i++)
		rx_capture_free(&source->capture[i]);
}

static int open_recordings(struct source *source, const char *data_dir, struct memtax_error *err)
{
	char path[4096];

	for (int i = 0; i < RECORDINGS; i++) {
		int length = snprintf(path, sizeof(path), "%s/data/%s", data_dir, recordings[i]);

		if (length < 0 || (size_t)length >= sizeof(path)) {
			snprintf(err->text, sizeof(err->text), "rx: the path of %s is too long",
				 recordings[i]);
			return -1;
		}
		if (rx_capture_read(path, &source->capture[i], err))
			return -1;
		source->n_packets += source->capture[i].n;
		source->next[i] =
			memtax_random_below(&source->random, (uint32_t)source->capture[i].n);
	}
	return 0;
}

int rx_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		  void *memory, struct memtax_input *input, struct memtax_error *err)
{
	struct source source = {
		.kind = (enum rx_input)resolved->param[RX_PARAM_INPUT],
		.random = memtax_random_seeded(seed),
	};
	size_t n = resolved->param[RX_PARAM_SEGMENTS], bytes = resolved->param[RX_PARAM_BYTES];
	struct memtax_segment *segment = memory;
	uint8_t *at = (uint8_t *)memory + table_size(resolved);
	int failed = 0;

	if (source.kind == RX_INPUT_CAPTURE)
		failed = open_recordings(&source, data_dir, err);
	for (size_t i = 0; i < n && !failed; i++, at += bytes)
		failed = make_segment(&source, at, bytes, &segment[i], err);
	close_recordings(&source);
	if (failed)
		return -1;
	*input = (struct memtax_input){ .segment = segment, .n_segments = n };
	return 0;
}
