/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The disciplines of the receive path under hostile frames, in the objects that are timed: a frame
 * ends where a page without access begins, and the digest must be the oracle's whatever is in it.
 * raw is not asked: it is the code before the fixes. Run `make cells` before.
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
#include <unistd.h>
#include "harness/contract/random.h"
#include "harness/contract/workload.h"
#include "tests/unit/built_toolchain.h"
#include "workloads/rx/rx.h"

enum { FRAMES = 100000, PAGE = 4096, FOOTPRINT = 24 << 10 };

static const struct memtax_workload *workload;
static struct memtax_shape shape; /* the mixture, at l1 */
static struct memtax_input input; /* whose frames are damaged */
static uint8_t *guarded;	  /* the page before the one without access */

static void *open_object(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);

	if (!library)
		fail_msg("%s (build it first: make cells)", dlerror());
	return library;
}

/* Bytes that mean something somewhere: protocols, header lengths, option types. */
static uint8_t odd_byte(struct memtax_random *random)
{
	static const uint8_t odd[] = { 0,  1,	 2,    4,    6,	   8,	 17,   43,  44,
				       60, 0x45, 0x4f, 0x40, 0x60, 0x81, 0x88, 134, 255 };

	if (memtax_random_below(random, 2))
		return odd[memtax_random_below(random, sizeof(odd))];
	return (uint8_t)memtax_random_next(random);
}

/* So that damage behind an IPv4 header is not hidden by its checksum. */
static void mend_checksum(uint8_t *ip, size_t len)
{
	size_t header = (ip[0] & 15u) * 4;
	uint32_t sum = 0;

	if (header < 20 || header > len)
		return;
	ip[10] = 0;
	ip[11] = 0;
	for (size_t i = 0; i < header; i += 2)
		sum += (uint32_t)ip[i] << 8 | ip[i + 1];
	while (sum > 0xffff)
		sum = (sum & 0xffff) + (sum >> 16);
	ip[10] = (uint8_t)(~sum >> 8);
	ip[11] = (uint8_t)~sum;
}

/* A damaged frame that ends with the page; returns where it begins. */
static uint8_t *hostile_frame(struct memtax_random *random, size_t *length)
{
	const struct rx_batch *batch = input.segment[0].batch;
	struct rx_desc desc = batch->desc[memtax_random_below(random, (uint32_t)batch->n)];
	size_t len = desc.len;
	uint8_t *frame;

	if (len && !memtax_random_below(random, 4))
		len = memtax_random_below(random, (uint32_t)len + 1);
	frame = guarded + PAGE - len;
	memcpy(frame, batch->frames + desc.offset, len);
	for (uint32_t i = memtax_random_below(random, 6); i && len; i--)
		frame[memtax_random_below(random, len < 80 ? (uint32_t)len : 80)] =
			odd_byte(random);
	if (len >= 34 && frame[12] == 8 && frame[13] == 0 && memtax_random_below(random, 4))
		mend_checksum(frame + 14, len - 14);
	*length = len;
	return frame;
}

/* Verdicts whose meaning is agreed on: the others are misuse, not input. */
static void hostile_policy(struct memtax_random *random, uint32_t *policy)
{
	for (int i = 0; i < RX_CLASSES; i++) {
		uint32_t what = memtax_random_below(random, 3);

		policy[i] = what == 0	? RX_VERDICT_DROP
			    : what == 1 ? RX_VERDICT_HOLD
					: RX_VERDICT_ACCEPT;
	}
}

static void check_cell(const char *toolchain, const char *profile, const char *variant)
{
	struct memtax_random random = memtax_random_seeded(11);
	const struct memtax_cell *cell;
	struct memtax_arena arena = { .size = workload->arena_size(&shape) };
	struct memtax_error err;
	char path[512];
	void *state;

	if (!built_toolchain(toolchain))
		return;
	snprintf(path, sizeof(path), "%s/cells/%s/%s/aligned/%s/rx.so", MEMTAX_BUILD, toolchain,
		 profile, variant);
	cell = dlsym(open_object(path), MEMTAX_CELL_SYMBOL);
	assert_non_null(cell);
	state = aligned_alloc(64, (cell->ops->state_size(&shape) + 63) & ~(size_t)63);
	arena.base = aligned_alloc(PAGE, (arena.size + PAGE - 1) & ~(size_t)(PAGE - 1));
	assert_non_null(state);
	assert_non_null(arena.base);
	memset(state, 0, cell->ops->state_size(&shape));
	assert_int_equal(cell->ops->init(state, &arena, &shape), 0);

	for (int i = 0; i < FRAMES; i++) {
		size_t len;
		uint8_t *frame = hostile_frame(&random, &len);
		struct rx_desc desc = { .len = (uint32_t)len };
		struct rx_batch batch = {
			.frames = frame, .frames_size = len, .desc = &desc, .n = 1
		};
		struct memtax_segment segment = { .batch = &batch };

		if (!memtax_random_below(&random, 16)) /* the device lies */
			desc.len += 1 + memtax_random_below(&random, 1000);
		if (!memtax_random_below(&random, 16))
			desc.offset = (uint32_t)memtax_random_next(&random);
		hostile_policy(&random, batch.policy);
		if (cell->ops->hot(state, &batch) != workload->oracle(&shape, &segment))
			fail_msg("%s: frame %d (%zu bytes): another digest than the oracle's", path,
				 i, len);
	}
	if (workload->audit(cell->ops, state, &err))
		fail_msg("%s: %s", path, err.text);
	free(arena.base);
	free(state);
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

static int setup(void **state)
{
	const struct memtax_shape *mixed;
	struct memtax_error err;
	void *memory;

	(void)state;
	workload = dlsym(open_object(MEMTAX_BUILD "/workloads/rx.so"), MEMTAX_WORKLOAD_SYMBOL);
	assert_non_null(workload);
	for (mixed = workload->shapes; mixed->name && strcmp(mixed->name, "mixed"); mixed++)
		;
	assert_non_null(mixed->name);
	assert_int_equal(workload->resolve(mixed, FOOTPRINT, &shape, &err), 0);
	memory = aligned_alloc(64, (workload->input_size(&shape) + 63) & ~(size_t)63);
	assert_non_null(memory);
	memset(memory, 0, workload->input_size(&shape));
	assert_int_equal(workload->input_make(&shape, 5, MEMTAX_SOURCE "/workloads/rx", memory,
					      &input, &err),
			 0);
	guarded = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	assert_true(guarded != MAP_FAILED);
	assert_int_equal(mprotect(guarded + PAGE, PAGE, PROT_NONE), 0);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_owned),
	};

	return cmocka_run_group_tests(tests, setup, NULL);
}
