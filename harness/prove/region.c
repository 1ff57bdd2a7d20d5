// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/prove/region.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "harness/contract/random.h"
#include "harness/measure/watcher.h"

enum { PAGE = 4096, REPORT_BYTES = 4 * PAGE };
#define MAGIC UINT32_C(0x6d74a701)

_Static_assert(sizeof(struct region_report) <= REPORT_BYTES, "the report fits its pages");

/* Shared memory with a page without access on each side; NULL if there is none. */
static void *guarded(size_t size)
{
	unsigned char *p = mmap(NULL, size + 2 * PAGE, PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NULL;
	if (mprotect(p, PAGE, PROT_NONE) || mprotect(p + PAGE + size, PAGE, PROT_NONE)) {
		munmap(p, size + 2 * PAGE);
		return NULL;
	}
	return p + PAGE;
}

static void unmap_guarded(void *p, size_t size)
{
	if (p)
		munmap((unsigned char *)p - PAGE, size + 2 * PAGE);
}

/* Each byte differs between the fillings: the second is the first with every bit turned. */
void region_secret(void *p, size_t size, int filling)
{
	struct memtax_random random = memtax_random_seeded(0x5ec2e7);
	unsigned char *to = p, turn = filling ? 0xff : 0;

	for (size_t i = 0; i < size; i += 8) {
		uint64_t word = memtax_random_next(&random);

		for (size_t k = 0; k < 8 && i + k < size; k++)
			to[i + k] = (unsigned char)(word >> 8 * k) ^ turn;
	}
}

int region_open(struct region *r, struct memtax_error *err)
{
	memset(r, 0, sizeof(*r));
	r->base = guarded(REGION_BYTES);
	r->report = guarded(REPORT_BYTES);
	for (int i = 0; i < REGION_FILLINGS; i++) {
		r->secret[i] = malloc(REGION_BYTES);
		if (r->secret[i])
			region_secret(r->secret[i], REGION_BYTES, i);
	}
	if (r->base && r->report && r->secret[0] && r->secret[1])
		return 0;
	return memtax_fail(err, "no memory for the fault runner: %s", strerror(errno));
}

void region_close(struct region *r)
{
	unmap_guarded(r->base, REGION_BYTES);
	unmap_guarded(r->report, REPORT_BYTES);
	for (int i = 0; i < REGION_FILLINGS; i++)
		free(r->secret[i]);
	memset(r, 0, sizeof(*r));
}

void region_reset(struct region *r, int filling)
{
	memcpy(r->base, r->secret[filling], REGION_BYTES);
	memset(r->report, 0, REPORT_BYTES);
	r->report->magic = r->report->magic_again = MAGIC;
}

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

void region_forbid(struct region *r)
{
	watcher_forbid(r->base, REGION_BYTES);
}

void *region_take(struct region *r, size_t size, bool at_end)
{
	struct region_report *report = r->report;
	size_t start = round_up(report->used + REGION_SECRET, PAGE);
	size_t end;

	if (size > REGION_BYTES || report->n_pieces == REGION_PIECES)
		return NULL;
	if (at_end)
		start += round_up(size, PAGE) - size;
	end = round_up(start + size, at_end ? 1 : 64);
	if (end + REGION_SECRET + PAGE > REGION_BYTES)
		return NULL;
	report->piece[report->n_pieces++] =
		(struct region_piece){ (uint32_t)start, (uint32_t)size };
	report->used = (uint32_t)end;
	watcher_allow(r->base + start, size);
	memset(r->base + start, 0, size);
	if (!at_end)
		return r->base + start;
	report->used += PAGE;
	return mprotect(r->base + end, PAGE, PROT_NONE) ? NULL : r->base + start;
}

bool region_damaged(const struct region *r, int filling)
{
	const struct region_report *report = r->report;
	size_t at = 0;

	for (uint32_t i = 0; i < report->n_pieces; i++) {
		const struct region_piece *p = &report->piece[i];

		if (memcmp(r->base + at, r->secret[filling] + at, p->start - at) != 0)
			return true;
		at = p->start + p->size;
	}
	return memcmp(r->base + at, r->secret[filling] + at, REGION_BYTES - at) != 0;
}

bool region_report_intact(const struct region *r)
{
	const struct region_report *report = r->report;
	size_t at = 0;

	if (report->magic != MAGIC || report->magic_again != MAGIC ||
	    report->n_pieces > REGION_PIECES || report->verdict > MEMTAX_CORRUPTED ||
	    report->what[sizeof(report->what) - 1])
		return false;
	for (uint32_t i = 0; i < report->n_pieces; i++) {
		const struct region_piece *p = &report->piece[i];

		if (p->start < at || p->size > REGION_BYTES || p->start > REGION_BYTES - p->size)
			return false;
		at = p->start + p->size;
	}
	return true;
}

void region_report_begin(struct region *r)
{
	mprotect(r->report, REPORT_BYTES, PROT_READ | PROT_WRITE);
}

void region_report_end(struct region *r)
{
	mprotect(r->report, REPORT_BYTES, PROT_NONE);
}
