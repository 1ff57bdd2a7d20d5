// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/measure/sampler.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "harness/measure/clock.h"
#include "harness/measure/registry.h"
#include "harness/measure/watcher.h"

const char *const footprint_names[] = { "l1", "l2", "llc", "dram", NULL };
const char *const entry_names[] = { "batch", "single", NULL };

static int index_of(const char *name, const char *const *names)
{
	int i = 0;

	while (names[i] && strcmp(names[i], name))
		i++;
	return i;
}

enum footprint footprint_from_name(const char *name)
{
	return (enum footprint)index_of(name, footprint_names);
}

enum entry entry_from_name(const char *name)
{
	return (enum entry)index_of(name, entry_names);
}

int sampler_open(struct sampler *s, const struct memtax_workload *workload,
		 const struct memtax_shape *shape, size_t footprint_bytes, uint64_t seed,
		 const char *data_dir, struct memtax_error *err)
{
	s->workload = workload;
	if (workload->resolve(shape, footprint_bytes, &s->shape, err))
		return -1;
	if (region_map(&s->input_memory, workload->input_size(&s->shape)))
		return memtax_fail(err, "%s/%s: no memory for %zu bytes of input", workload->name,
				   shape->name, workload->input_size(&s->shape));
	if (workload->input_make(&s->shape, seed, data_dir, s->input_memory.base, &s->input, err))
		goto fail;
	if (!s->input.n_segments) {
		memtax_fail(err, "%s/%s: the input is empty", workload->name, shape->name);
		goto fail;
	}
	s->expected = calloc(s->input.n_segments, sizeof(*s->expected));
	if (!s->expected) {
		memtax_fail(err, "out of memory");
		goto fail;
	}
	for (size_t i = 0; i < s->input.n_segments; i++)
		s->expected[i] = workload->oracle(&s->shape, &s->input.segment[i]);
	return 0;
fail:
	sampler_close(s);
	return -1;
}

void sampler_close(struct sampler *s)
{
	free(s->expected);
	s->expected = NULL;
	region_free(&s->input_memory);
}

static size_t round_up(size_t n, size_t align)
{
	return (n + align - 1) / align * align;
}

/*
 * State, then the arena at the next page. Where memory is watched, with room before, between and in
 * the arena, for every cell of the process alike; what is left of it is forbidden. (The arena is
 * the cell's to divide.)
 */
static int give_memory(struct sampled_cell *c, size_t state_size, size_t arena_size)
{
	enum { PAGE = 4096 };
	size_t room = watcher_room(), state_end = round_up(room + state_size + room, PAGE);
	unsigned char *base;

	if (region_map(&c->memory, state_end + arena_size + room))
		return -1;
	base = c->memory.base;
	c->state = base + room;
	c->arena = (struct memtax_arena){ .base = base + state_end, .size = arena_size + room };
	watcher_forbid(base, room);
	watcher_forbid(base + room + state_size, state_end - room - state_size);
	return 0;
}

int sampled_cell_open(const struct sampler *s, const char *path, struct sampled_cell *c,
		      struct memtax_error *err)
{
	const struct memtax_workload *w = s->workload;
	size_t state_size, arena_size = w->arena_size(&s->shape);

	c->cell = cell_open(path, w, &c->handle, err);
	if (!c->cell)
		return -1;
	if (c->cell->refusal) {
		memtax_fail(err, "%s", c->cell->refusal);
		goto close;
	}
	state_size = c->cell->ops->state_size(&s->shape);
	if (give_memory(c, state_size, arena_size)) {
		memtax_fail(err, "%s: no memory for %zu bytes of state", path,
			    state_size + arena_size);
		goto close;
	}
	if (!c->cell->ops->init(c->state, &c->arena, &s->shape))
		return 0;
	memtax_fail(err, "%s: init() failed for shape %s", path, s->shape.name);
	region_free(&c->memory);
close:
	dlclose(c->handle);
	c->handle = NULL;
	return -1;
}

void sampled_cell_close(struct sampled_cell *c)
{
	if (!c->handle)
		return;
	c->cell->ops->fini(c->state);
	region_free(&c->memory);
	dlclose(c->handle);
	c->handle = NULL;
}

static inline uint64_t run_segment(const struct sampler *s, struct sampled_cell *c,
				   const void *batch)
{
	if (s->entry == ENTRY_SINGLE)
		return s->workload->drive_single(c->cell->ops, c->state, batch);
	return c->cell->ops->hot(c->state, batch);
}

int sampler_verify(const struct sampler *s, struct sampled_cell *c, struct memtax_error *err)
{
	struct memtax_error why;

	for (size_t i = 0; i < s->input.n_segments; i++) {
		uint64_t digest = run_segment(s, c, s->input.segment[i].batch);

		if (digest != s->expected[i])
			return memtax_fail(err,
					   "wrong result: segment %zu of %s/%s has digest "
					   "%016llx, the oracle says %016llx",
					   i, s->workload->name, s->shape.name,
					   (unsigned long long)digest,
					   (unsigned long long)s->expected[i]);
	}
	if (s->workload->audit(c->cell->ops, c->state, &why))
		return memtax_fail(err, "state is not as it was found: %s", why.text);
	return 0;
}

static inline size_t next_segment(const struct sampler *s, size_t i)
{
	return i + 1 == s->input.n_segments ? 0 : i + 1;
}

static inline uint64_t fold(uint64_t all, uint64_t digest)
{
	return (all << 7 | all >> 57) + digest;
}

/*
 * Zero, but the processor has to wait for `digest` to know: an AND with zero is not among the
 * idioms that it sees through.
 */
static inline uintptr_t wait_for(uint64_t digest)
{
#if defined(__x86_64__)
	__asm__ volatile("and $0, %0" : "+r"(digest)::"cc");
#else
	__asm__ volatile("and %0, %0, xzr" : "+r"(digest));
#endif
	return (uintptr_t)digest;
}

static inline __attribute__((always_inline)) uint64_t pass(const struct sampler *s,
							   struct sampled_cell *c,
							   struct span_of_segments span)
{
	uint64_t all = 0;
	size_t i = span.first;

	for (size_t n = 0; n < span.count; n++) {
		const char *batch = s->input.segment[i].batch;
		uint64_t digest = run_segment(s, c, batch + wait_for(all));

		all = fold(all, digest);
		i = next_segment(s, i);
	}
	return all;
}

uint64_t sampler_pass(const struct sampler *s, struct sampled_cell *c, struct span_of_segments span)
{
	return pass(s, c, span);
}

uint64_t sampler_time(const struct sampler *s, struct sampled_cell *c, struct span_of_segments span,
		      uint64_t *digest)
{
	uint64_t start = clock_begin();

	*digest = pass(s, c, span);
	return clock_end() - start;
}

uint64_t sampler_expected(const struct sampler *s, struct span_of_segments span)
{
	uint64_t all = 0;
	size_t i = span.first;

	for (size_t n = 0; n < span.count; n++) {
		all = fold(all, s->expected[i]);
		i = next_segment(s, i);
	}
	return all;
}

uint64_t sampler_ops(const struct sampler *s, struct span_of_segments span)
{
	uint64_t ops = 0;
	size_t i = span.first;

	for (size_t n = 0; n < span.count; n++) {
		ops += s->input.segment[i].ops;
		i = next_segment(s, i);
	}
	return ops;
}

size_t sampler_calibrate(const struct sampler *s, struct sampled_cell *c)
{
	enum { TARGET_NS = 250000, TRIES = 5 };
	struct span_of_segments lap = { 0, s->input.n_segments };
	double ns = 1e18, segments;
	size_t laps;

	for (int i = 0; i < TRIES; i++) {
		uint64_t start = clock_now_ns(), end;

		sampler_pass(s, c, lap);
		end = clock_now_ns();
		if ((double)(end - start) < ns)
			ns = (double)(end - start);
	}
	if (s->footprint <= FOOTPRINT_L2) {
		laps = (size_t)(TARGET_NS / ns);
		return (laps ? laps : 1) * lap.count;
	}
	segments = TARGET_NS / ns * (double)lap.count;
	if (segments < 1)
		return 1;
	return segments < (double)lap.count ? (size_t)segments : lap.count;
}

static struct span_of_segments before(const struct sampler *s, struct span_of_segments span,
				      size_t count)
{
	size_t n = s->input.n_segments ? s->input.n_segments : 1;

	count = count > n ? n : count;
	return (struct span_of_segments){ (span.first + n - count) % n, count };
}

/* What a lap that comes by here has touched last: the segments just before `span`. */
static void walk_before(const struct sampler *s, struct span_of_segments span, size_t bytes)
{
	size_t n = s->input.n_segments, i = span.first;

	for (size_t walked = 0, steps = 0; walked < bytes && steps < n - span.count; steps++) {
		i = i ? i - 1 : n - 1;
		memory_walk(s->input.segment[i].data, s->input.segment[i].size);
		walked += s->input.segment[i].size;
	}
}

void sampler_condition(const struct sampler *s, struct sampled_cell *c,
		       struct span_of_segments span)
{
	size_t lead_in = span.count / 8 + 1;

	switch (s->footprint) {
	case FOOTPRINT_LLC:
		walk_before(s, span, 2 * s->l2_bytes);
		break;
	case FOOTPRINT_DRAM:
		memory_flush(c->arena.base, c->arena.size);
		for (size_t n = 0, i = span.first; n < span.count; n++) {
			memory_flush(s->input.segment[i].data, s->input.segment[i].size);
			i = next_segment(s, i);
		}
		break;
	default:
		lead_in = s->input.n_segments;
		break;
	}
	sampler_pass(s, c, before(s, span, lead_in));
}
