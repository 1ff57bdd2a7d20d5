/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disciplines of the netlink path under hostile messages, in the objects that are timed: a
 * buffer ends where a page without access begins, and `hot` and the operations one at a time must
 * give the oracle's digest whatever is in it. raw is not asked: it is the code before the fixes.
 * Also what the C interface can express of a message's lifetime. Run `make cells` before.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "harness/contract/random.h"
#include "harness/contract/workload.h"
#include "tests/unit/built_toolchain.h"
#include "workloads/nlattr/nlattr.h"

enum { BUFFERS = 60000, PAGE = 4096, ROOM = 4 * PAGE, FOOTPRINT = 64 << 10 };

static const struct memtax_workload *workload;
static struct memtax_shape shape; /* the mixture */
static struct memtax_input input; /* whose buffers are damaged */
static uint8_t *guarded;	  /* ROOM bytes before a page without access */

struct subject {
	char path[512];
	const struct memtax_cell *cell;
	void *state;
};

static struct subject open_cell(const char *toolchain, const char *profile, const char *variant)
{
	struct subject s;
	void *library;

	snprintf(s.path, sizeof(s.path), "%s/cells/%s/%s/aligned/%s/nlattr.so", MEMTAX_BUILD,
		 toolchain, profile, variant);
	library = dlopen(s.path, RTLD_NOW | RTLD_LOCAL);
	if (!library)
		fail_msg("%s (build it first: make cells)", dlerror());
	s.cell = dlsym(library, MEMTAX_CELL_SYMBOL);
	assert_non_null(s.cell);
	s.state = aligned_alloc(64, (s.cell->ops->state_size(&shape) + 63) & ~(size_t)63);
	assert_non_null(s.state);
	memset(s.state, 0, s.cell->ops->state_size(&shape));
	assert_int_equal(s.cell->ops->init(s.state, &(struct memtax_arena){ 0 }, &shape), 0);
	return s;
}

/* Lengths and types that mean something, at the places where lengths and types stand. */
static void damage(struct memtax_random *random, uint8_t *p, uint32_t len)
{
	uint32_t at = memtax_random_below(random, len);
	uint32_t word = at & ~3u;

	switch (memtax_random_below(random, 6)) {
	case 0:
		p[at] = (uint8_t)memtax_random_next(random);
		return;
	case 1:
		p[at] ^= (uint8_t)(1u << memtax_random_below(random, 8));
		return;
	case 2: /* a short length */
		p[word] = (uint8_t)memtax_random_below(random, 12);
		if (word + 1 < len)
			p[word + 1] = 0;
		return;
	case 3: /* another type */
		if (word + 2 < len)
			p[word + 2] = (uint8_t)memtax_random_below(random, 70);
		return;
	case 4: /* a length nearly right */
		p[word] = (uint8_t)(p[word] + memtax_random_below(random, 9) - 4);
		return;
	default:
		p[at] = 0;
	}
}

/* A damaged buffer that ends, to the byte or to the word, with the room. */
static struct nlattr_buffer hostile_buffer(struct memtax_random *random)
{
	const struct memtax_segment *segment =
		&input.segment[memtax_random_below(random, (uint32_t)input.n_segments)];
	const struct nlattr_batch *batch = segment->batch;
	struct nlattr_buffer b = batch->buffer[memtax_random_below(random, batch->n_buffers)];
	uint32_t flips = memtax_random_below(random, 6);
	uint8_t *to;

	if (!memtax_random_below(random, 4))
		b.len = memtax_random_below(random, b.len + 1);
	to = guarded + ROOM - (b.len + 7) / 8 * 8;
#if !defined(__SANITIZE_ADDRESS__) /* UBSan has a word about alignment, which recv() promises */
	if (memtax_random_below(random, 2))
		to = guarded + ROOM - b.len;
#endif
	memcpy(to, b.data, b.len);
	while (flips-- && b.len)
		damage(random, to, b.len);
	b.data = to;
	return b;
}

static void check_cell(const char *toolchain, const char *profile, const char *variant)
{
	struct memtax_random random = memtax_random_seeded(11);
	struct memtax_error err;
	struct subject s;

	if (!built_toolchain(toolchain))
		return;
	s = open_cell(toolchain, profile, variant);
	for (int i = 0; i < BUFFERS; i++) {
		struct nlattr_buffer b = hostile_buffer(&random);
		struct nlattr_batch batch = { .buffer = &b, .n_buffers = 1 };
		struct memtax_segment segment = { .batch = &batch };
		uint64_t expected = workload->oracle(&shape, &segment);

		if (s.cell->ops->hot(s.state, &batch) != expected)
			fail_msg("%s: buffer %d (%u bytes): hot differs from the oracle", s.path, i,
				 b.len);
		if (workload->drive_single(s.cell->ops, s.state, &batch) != expected)
			fail_msg("%s: buffer %d (%u bytes): single differs from the oracle", s.path,
				 i, b.len);
	}
	if (workload->audit(s.cell->ops, s.state, &err))
		fail_msg("%s: %s", s.path, err.text);
	free(s.state);
}

static void test_bounds(void **state)
{
	(void)state;
	check_cell("gcc", "kernel", "bounds");
	check_cell("gcc", "user", "bounds");
	check_cell("clang-19", "kernel", "bounds");
	check_cell("clang-19", "user", "bounds");
}

static void test_owned(void **state)
{
	(void)state;
	check_cell("gcc", "kernel", "owned");
	check_cell("gcc", "user", "owned");
	check_cell("clang-19", "kernel", "owned");
	check_cell("clang-19", "user", "owned");
}

/* owned: a table does not outlive its buffer, nor a buffer its release. */
static void outlived(const char *toolchain)
{
	struct subject s = open_cell(toolchain, "kernel", "owned");
	const struct nlattr_ops *ops = (const struct nlattr_ops *)s.cell->ops;
	const struct nlattr_batch *batch = input.segment[0].batch;
	struct nlattr_message m;
	char name[NLATTR_NAME];
	uint64_t value = 42;
	uint32_t type;

	assert_int_equal(ops->next(s.state, &m), -ESTALE);
	assert_int_equal(ops->attr(s.state, &type), -ESTALE);
	assert_int_equal(ops->recv(s.state, batch->buffer[0].data, batch->buffer[0].len), 0);
	assert_int_equal(ops->get(s.state, IFLA_MTU, 4, &value), -ESTALE); /* no message yet */
	assert_int_equal(ops->next(s.state, &m), 1);
	while (ops->attr(s.state, &type) > 0)
		;
	ops->release(s.state);
	assert_int_equal(ops->get(s.state, IFLA_MTU, 4, &value), -ESTALE);
	assert_int_equal(ops->len(s.state, IFLA_MTU), -ESTALE);
	assert_int_equal(ops->data(s.state, IFLA_MTU, &value, 4), -ESTALE);
	assert_int_equal(ops->name(s.state, IFLA_IFNAME, name), -ESTALE);
	assert_int_equal(ops->nest(s.state, IFLA_LINKINFO, NLATTR_LINKINFO), -ESTALE);
	assert_int_equal(ops->next(s.state, &m), -ESTALE);
	assert_int_equal(value, 42);
	ops->release(s.state); /* again: nothing */
	assert_int_equal(ops->recv(s.state, batch->buffer[0].data, batch->buffer[0].len), 0);
	ops->release(s.state);
	free(s.state);
}

static void test_lifetimes(void **state)
{
	(void)state;
	outlived("gcc");
	if (built_toolchain("clang-19"))
		outlived("clang-19");
}

static int set_up(void **state)
{
	void *library = dlopen(MEMTAX_BUILD "/workloads/nlattr.so", RTLD_NOW);
	struct memtax_error err;
	void *memory;

	(void)state;
	if (!library) {
		print_error("%s\n", dlerror());
		return -1;
	}
	workload = dlsym(library, MEMTAX_WORKLOAD_SYMBOL);
	if (workload->resolve(&workload->shapes[0], FOOTPRINT, &shape, &err))
		return -1;
	memory = aligned_alloc(64, workload->input_size(&shape));
	if (!memory)
		return -1;
	memset(memory, 0, workload->input_size(&shape));
	if (workload->input_make(&shape, 3, MEMTAX_SOURCE "/workloads/nlattr", memory, &input,
				 &err))
		return -1;
	guarded =
		mmap(NULL, ROOM + PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return guarded == MAP_FAILED || mprotect(guarded + ROOM, PAGE, PROT_NONE) ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_owned),
		cmocka_unit_test(test_lifetimes),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
