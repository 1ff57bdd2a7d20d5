// SPDX-License-Identifier: GPL-2.0-or-later
#include "workloads/ring/attack.h"

#include <inttypes.h>
#include <stdio.h>

uint64_t *attack_descriptors(struct attack *a, uint32_t first, uint32_t n)
{
	uint64_t *desc = stage_memory(a->stage, n * sizeof(*desc));

	for (uint32_t i = 0; i < n; i++)
		desc[i] = attack_descriptor(first + i);
	return desc;
}

bool attack_are(const uint64_t *dst, uint32_t first, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		if (dst[i] != attack_descriptor(first + i))
			return false;
	return true;
}

bool attack_fill(struct attack *a, uint32_t first, uint32_t n)
{
	if (a->ops->produce(a->state, attack_descriptors(a, first, n), n) == n)
		return true;
	stage_say(a->stage, MEMTAX_WRONG, "an honest producer is not served");
	return false;
}

bool attack_take(struct attack *a, uint32_t n)
{
	uint64_t *dst = stage_memory(a->stage, n * sizeof(*dst));

	if (a->ops->consume(a->state, dst, n) == n)
		return true;
	stage_say(a->stage, MEMTAX_WRONG, "an honest consumer is not served");
	return false;
}

uint64_t attack_digest(uint32_t first, uint32_t n)
{
	struct ring_digest digest = { 0 };

	for (uint32_t i = 0; i < n; i++)
		ring_digest_add(&digest, attack_descriptor(first + i));
	return ring_digest_end(digest);
}

void attack_judge(struct attack *a, int64_t got, int64_t right, const uint32_t *word,
		  uint32_t published)
{
	char what[80];

	snprintf(what, sizeof(what), "returned %" PRId64 " with %" PRIu32 " slots", got,
		 a->entries);
	if (!a->stage->hostile)
		stage_expect(a->stage, got == right, what);
	else if (got >= 0)
		stage_say(a->stage, MEMTAX_WRONG, what);
	else if (*word != published)
		stage_say(a->stage, MEMTAX_CORRUPTED, "refused, but has moved its index");
	else
		stage_say(a->stage, MEMTAX_REFUSED, "refused");
}
