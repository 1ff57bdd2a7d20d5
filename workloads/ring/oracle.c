// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Oracle of workload `ring`: a queue that shifts every element along, driven by the schedule that
 * struct ring_batch describes. It shares no code with the cells, the digest included.
 */
#include <stdlib.h>

#include "workloads/ring/internal.h"

struct queue {
	uint64_t *item;
	size_t n, room;
};

static void put(struct queue *q, const uint64_t *item, size_t n)
{
	for (size_t i = 0; i < n && q->n < q->room; i++)
		q->item[q->n++] = item[i];
}

static size_t take(struct queue *q, uint64_t *item, size_t n)
{
	size_t taken = n < q->n ? n : q->n;

	for (size_t i = 0; i < taken; i++)
		item[i] = q->item[i];
	for (size_t i = taken; i < q->n; i++)
		q->item[i - taken] = q->item[i];
	q->n -= taken;
	return taken;
}

uint64_t ring_oracle(const struct memtax_shape *resolved, const struct memtax_segment *segment)
{
	const struct ring_batch *b = segment->batch;
	struct queue q = { .room = resolved->param[RING_ENTRIES] };
	uint64_t out[RING_BURST_MAX];
	uint64_t sum = 0, count = 0;
	size_t sent, taken;

	q.item = calloc(q.room, sizeof(*q.item));
	if (!q.item)
		return 0; /* a digest no cell has: the comparison fails and says so */
	put(&q, b->desc, b->lag);
	sent = b->lag;
	do {
		if (sent < b->n) {
			put(&q, b->desc + sent, b->burst);
			sent += b->burst;
		}
		taken = take(&q, out, b->burst);
		for (size_t i = 0; i < taken; i++, count++)
			sum += out[i] ^ (count * RING_DIGEST_STEP);
	} while (taken > 0);
	free(q.item);
	return sum + count * RING_DIGEST_STEP;
}
