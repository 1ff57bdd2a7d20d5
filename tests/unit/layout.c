// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A layout moves code and changes none of it; a launch's child is heard, and its death is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/clock.h"
#include "harness/measure/layout.h"
#include "harness/measure/memory.h"
#include "harness/measure/object.h"
#include "harness/measure/probe.h"
#include "harness/measure/registry.h"

enum { LAYOUTS = 12, CODE = 64 };

static char dir[] = "/tmp/memtax-layout-XXXXXX";

static int make_dir(void **state)
{
	(void)state;
	return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
	(void)state;
	return rmdir(dir);
}

/* Link the cell with this seed; where in a page does hot() begin, and what are its first bytes? */
static uintptr_t place_of(uint64_t seed, bool aligned, unsigned char code[CODE])
{
	const char *cells = MEMTAX_BUILD "/cells/gcc/kernel/aligned";
	char object[PATH_MAX], mem[PATH_MAX], out[PATH_MAX];
	const struct memtax_cell *cell;
	struct memtax_error err;
	uintptr_t hot;
	void *handle;

	snprintf(object, sizeof(object), "%s/raw/ring.o", cells);
	snprintf(mem, sizeof(mem), "%s/mem.o", cells);
	snprintf(out, sizeof(out), "%s/%llu.so", dir, (unsigned long long)seed);
	if (layout_link(object, mem, "", seed, aligned, out, &err))
		fail_msg("%s", err.text);
	handle = dlopen(out, RTLD_NOW | RTLD_LOCAL);
	assert_non_null(handle);
	cell = dlsym(handle, MEMTAX_CELL_SYMBOL);
	assert_non_null(cell);
	hot = (uintptr_t)cell->ops->hot;
	memcpy(code, (const void *)hot, CODE);
	dlclose(handle);
	unlink(out);
	return hot % 4096;
}

static void test_layouts_move_code(void **state)
{
	uintptr_t place[LAYOUTS];
	size_t different = 0;

	(void)state;
	for (uint64_t seed = 0; seed < LAYOUTS; seed++) {
		unsigned char code[CODE];

		place[seed] = place_of(seed, true, code);
		assert_int_equal(place[seed] % 64, 0);
		different += place[seed] != place[0];
	}
	assert_in_range(different, LAYOUTS / 2, LAYOUTS);
}

static void test_layouts_change_no_code(void **state)
{
	unsigned char first[CODE], other[CODE];

	(void)state;
	place_of(1, true, first);
	place_of(2, true, other);
	/* A prologue and a dispatch on the shape: calls inside the file are relative. */
	assert_memory_equal(first, other, 16);
}

static void test_same_seed_same_file(void **state)
{
	unsigned char code[CODE];

	(void)state;
	assert_int_equal(place_of(5, true, code), place_of(5, true, code));
}

static void test_linker_failure_is_told(void **state)
{
	struct memtax_error err;
	char out[PATH_MAX];

	(void)state;
	snprintf(out, sizeof(out), "%s/none.so", dir);
	assert_int_equal(layout_link("/nonexistent.o", "/nonexistent.o", "", 1, true, out, &err),
			 -1);
	assert_non_null(strstr(err.text, "could not link"));
	assert_int_equal(access(out, F_OK), -1);
}

static void test_object(void **state)
{
	struct memtax_error err;
	struct object a, b;

	(void)state;
	assert_int_equal(object_read(MEMTAX_BUILD "/cells/gcc/kernel/aligned/raw/ring.o", &a, &err),
			 0);
	assert_int_equal(strlen(a.hash), 64);
	assert_in_range(a.text_bytes, 100, 1 << 20);
	assert_int_equal(
		object_read(MEMTAX_BUILD "/cells/gcc/kernel/aligned/bounds/ring.o", &b, &err), 0);
	assert_string_not_equal(a.hash, b.hash);
	assert_int_equal(object_read("/etc/passwd", &a, &err), -1);
	assert_non_null(strstr(err.text, "/etc/passwd: not a 64-bit ELF file"));
	assert_int_equal(object_read("/nonexistent", &a, &err), -1);
}

static void test_regions_share_their_page_offset(void **state)
{
	struct region small = { 0 }, large = { 0 };

	(void)state;
	assert_int_equal(region_map(&small, 1000), 0);
	assert_int_equal(region_map(&large, 3 << 20), 0);
	assert_int_equal((uintptr_t)small.base % 4096, 0);
	assert_int_equal((uintptr_t)large.base % (2 << 20), 0);
	memset(large.base, 1, 3 << 20);
	memory_walk(large.base, 3 << 20);
	memory_flush(large.base, 3 << 20);
	assert_int_equal(((unsigned char *)large.base)[(3 << 20) - 1], 1);
	region_free(&small);
	region_free(&large);
}

/* No time is asserted: only that the probes do work that takes time, and the timer goes forward. */
static void test_clock_and_probe(void **state)
{
	uint64_t before = clock_begin();
	struct probe p = probe_take();

	(void)state;
	assert_true(clock_end() > before);
	assert_true(p.wide > 0 && p.dependent > 0);
	assert_true(probe_cycles_per_tick() > 0);
	assert_true(clock_tick_hz() > 1e6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_layouts_move_code),
		cmocka_unit_test(test_layouts_change_no_code),
		cmocka_unit_test(test_same_seed_same_file),
		cmocka_unit_test(test_linker_failure_is_told),
		cmocka_unit_test(test_object),
		cmocka_unit_test(test_regions_share_their_page_offset),
		cmocka_unit_test(test_clock_and_probe),
	};

	return cmocka_run_group_tests_name("layout", tests, make_dir, remove_dir);
}
