// SPDX-License-Identifier: GPL-2.0-or-later
/* Generator of workload `ring`. There is no recorded input: README.md says why. */
#include "harness/contract/random.h"
#include "workloads/ring/internal.h"

enum {
	LENGTH_MIN = 60, /* of an Ethernet frame without its checksum */
	LENGTH_MAX = 1514,
};

static size_t descriptors_size(const struct memtax_shape *resolved)
{
	return resolved->param[RING_SEGMENTS] * resolved->param[RING_DESCRIPTORS] *
	       sizeof(uint64_t);
}

size_t ring_input_size(const struct memtax_shape *resolved)
{
	size_t per_segment = sizeof(struct ring_batch) + sizeof(struct memtax_segment);

	return descriptors_size(resolved) + resolved->param[RING_SEGMENTS] * per_segment;
}

/*
 * Layout: all descriptors in the order in which they are sent, then the batches, then the
 * segments. The descriptors are a multiple of 256 bytes, so everything is aligned.
 */
int ring_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		    void *memory, struct memtax_input *input, struct memtax_error *err)
{
	size_t n_segments = resolved->param[RING_SEGMENTS];
	uint32_t n = (uint32_t)resolved->param[RING_DESCRIPTORS];
	struct memtax_random random = memtax_random_seeded(seed);
	unsigned char *base = memory;
	uint64_t *desc = memory;
	struct ring_batch *batch = (void *)(base + descriptors_size(resolved));
	struct memtax_segment *segment = (void *)&batch[n_segments];

	(void)data_dir;
	(void)err;
	for (size_t i = 0; i < n_segments * n; i++) {
		uint32_t id = (uint32_t)(memtax_random_next(&random) >> 32);
		uint32_t spread = memtax_random_below(&random, LENGTH_MAX - LENGTH_MIN + 1);

		desc[i] = ring_descriptor(id, LENGTH_MIN + spread);
	}
	for (size_t i = 0; i < n_segments; i++) {
		batch[i] = (struct ring_batch){
			.desc = desc + i * n,
			.n = n,
			.burst = (uint32_t)resolved->param[RING_BURST],
			.lag = (uint32_t)resolved->param[RING_LAG],
		};
		segment[i] = (struct memtax_segment){
			.batch = &batch[i],
			.data = batch[i].desc,
			.size = n * sizeof(*desc),
			.ops = n,
		};
	}
	*input = (struct memtax_input){ .segment = segment, .n_segments = n_segments };
	return 0;
}
