// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One lap of input: segments of NLATTR_SEGMENT_BYTES, one behind the other in memory, in the order
 * in which they are worked through. In a segment: the batch, its descriptors, then the buffers,
 * each aligned to a cache line as a socket buffer's data is.
 */
#include "workloads/nlattr/internal.h"

#include <string.h>

#include "harness/contract/random.h"

enum { BUFFER_ALIGN = 64 };

struct source {
	struct memtax_random random;
	const struct memtax_shape *shape;
	struct nlattr_recording recording; /* of NLATTR_RECORDED */
};

struct layout {
	struct nlattr_batch batch;
	struct nlattr_buffer buffer[NLATTR_SEGMENT_BUFFERS];
};

/* The next message of the lap, at `to`; returns its aligned length. */
static uint32_t next_message(struct source *s, uint8_t *to)
{
	uint32_t len, real;

	if (s->shape->param[NLATTR_SOURCE] == NLATTR_RECORDED) {
		const uint8_t *message =
			s->recording
				.message[memtax_random_below(&s->random, s->recording.n_messages)];
		struct nlmsghdr header;

		memcpy(&header, message, sizeof(header));
		memcpy(to, message, header.nlmsg_len);
		len = NLMSG_ALIGN(header.nlmsg_len);
		memset(to + header.nlmsg_len, 0, len - header.nlmsg_len);
		return len;
	}
	len = nlattr_message_make(&s->random, to);
	memcpy(&real, to, sizeof(real));
	if (memtax_random_below(&s->random, 1000) < s->shape->param[NLATTR_BAD])
		nlattr_message_damage(&s->random, to, real);
	return len;
}

/* Fill one segment; a message that does not fit any more is put off to the next (`*pending`). */
static void make_segment(struct source *s, uint8_t *memory, uint8_t *message, uint32_t *pending,
			 struct memtax_segment *segment)
{
	struct layout *l = (void *)memory;
	uint32_t used = sizeof(*l);

	l->batch.buffer = l->buffer;
	while (l->batch.n_buffers < NLATTR_SEGMENT_BUFFERS) {
		uint32_t n = 1 + memtax_random_below(&s->random,
						     (uint32_t)s->shape->param[NLATTR_BURST]);
		struct nlattr_buffer *b = &l->buffer[l->batch.n_buffers];
		uint32_t start = (used + BUFFER_ALIGN - 1) / BUFFER_ALIGN * BUFFER_ALIGN;
		uint32_t end = start;

		for (; n; n--) {
			if (!*pending)
				*pending = next_message(s, message);
			if (end + *pending > NLATTR_SEGMENT_BYTES)
				break;
			memcpy(memory + end, message, *pending);
			end += *pending;
			*pending = 0;
		}
		if (end > start) {
			b->data = memory + start;
			b->len = end - start;
			l->batch.n_buffers++;
			used = end;
		}
		if (*pending)
			break;
	}
	segment->batch = &l->batch;
	segment->data = memory;
	segment->size = used;
	nlattr_oracle(&l->batch, &segment->ops);
}

size_t nlattr_input_size(const struct memtax_shape *resolved)
{
	/* the messages' segments are a multiple of 64, so is what stands before them */
	size_t table = resolved->param[NLATTR_SEGMENTS] * sizeof(struct memtax_segment);

	return (table + BUFFER_ALIGN - 1) / BUFFER_ALIGN * BUFFER_ALIGN +
	       resolved->param[NLATTR_SEGMENTS] * NLATTR_SEGMENT_BYTES;
}

int nlattr_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		      void *memory, struct memtax_input *input, struct memtax_error *err)
{
	struct source s = { .random = memtax_random_seeded(seed), .shape = resolved };
	size_t n = resolved->param[NLATTR_SEGMENTS];
	struct memtax_segment *segments = memory;
	uint8_t *bytes = (uint8_t *)memory + nlattr_input_size(resolved) - n * NLATTR_SEGMENT_BYTES;
	static uint8_t message[NLATTR_MESSAGE_BYTES] __attribute__((aligned(8)));
	uint32_t pending = 0;

	if (resolved->param[NLATTR_SOURCE] == NLATTR_RECORDED &&
	    nlattr_recording_load(data_dir, &s.recording, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		make_segment(&s, bytes + i * NLATTR_SEGMENT_BYTES, message, &pending, &segments[i]);
	nlattr_recording_free(&s.recording);
	input->segment = segments;
	input->n_segments = n;
	return 0;
}
