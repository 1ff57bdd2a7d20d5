/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The netlink recording, whole and damaged: a damaged one is one clear error or another valid
 * input, never a crash. The workload is loaded as the harness loads it; run `make cells` before.
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
#include <sys/stat.h>
#include <unistd.h>
#include "harness/contract/random.h"
#include "harness/contract/workload.h"

enum { FOOTPRINT = 24 << 10, FIRST_MESSAGE = 29, FILE_BYTES_MAX = 4 << 20 };

static const struct memtax_workload *workload;
static struct memtax_shape shape; /* the recording, at l1 */
static char scratch[] = "/tmp/memtax-nlattr-input-XXXXXX";
static char scratch_file[128];
static uint8_t *original;
static size_t original_size;

static void write_copy(const void *bytes, size_t size)
{
	FILE *f = fopen(scratch_file, "wb");

	if (!f) {
		fail_msg("%s cannot be written", scratch_file);
		return;
	}
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	fclose(f);
}

/* Make one lap from the scratch directory; on success every segment is digested once. */
static int make(struct memtax_error *err)
{
	size_t size = workload->input_size(&shape);
	void *memory = aligned_alloc(64, (size + 63) / 64 * 64);
	struct memtax_input input;
	int result;

	assert_non_null(memory);
	memset(memory, 0, size);
	memset(err, 0, sizeof(*err));
	result = workload->input_make(&shape, 1, scratch, memory, &input, err);
	if (!result) {
		assert_true(input.n_segments > 0);
		for (size_t i = 0; i < input.n_segments; i++) {
			assert_true(input.segment[i].ops > 0);
			(void)workload->oracle(&shape, &input.segment[i]);
		}
	}
	free(memory);
	return result;
}

/* Damaged so that it cannot be right: one line, naming the file, saying `what`. */
static void refused(const void *bytes, size_t size, const char *what)
{
	struct memtax_error err;

	write_copy(bytes, size);
	assert_int_equal(make(&err), -1);
	assert_non_null(strstr(err.text, "rtnetlink.rec"));
	assert_null(strchr(err.text, '\n'));
	if (!strstr(err.text, what))
		fail_msg("'%s' does not say '%s'", err.text, what);
}

static void whole(void **state)
{
	struct memtax_error err;

	(void)state;
	write_copy(original, original_size);
	if (make(&err))
		fail_msg("%s", err.text);
}

static void missing(void **state)
{
	struct memtax_error err;

	(void)state;
	unlink(scratch_file);
	assert_int_equal(make(&err), -1);
	assert_non_null(strstr(err.text, "No such file"));
}

static void headless(void **state)
{
	(void)state;
	refused("", 0, "does not begin");
	refused("memtax rtnetlink recording 2\n", FIRST_MESSAGE, "does not begin");
	refused(original, FIRST_MESSAGE - 1, "does not begin");
	refused(original, FIRST_MESSAGE, "no message");
}

/* Cut anywhere: accepted exactly at the ends of messages. */
static void truncated(void **state)
{
	size_t next = FIRST_MESSAGE;

	(void)state;
	for (size_t size = FIRST_MESSAGE + 1; size < original_size; size++) {
		struct memtax_error err;
		uint32_t len;
		int result;

		memcpy(&len, original + next, sizeof(len));
		write_copy(original, size);
		result = make(&err);
		if (size < next + len) {
			assert_int_equal(result, -1);
			assert_non_null(strstr(err.text, "cut short"));
			continue;
		}
		assert_int_equal(result, 0); /* padding of the last may be missing */
		if (size == next + (len + 3) / 4 * 4)
			next = size;
		if (size > 4096 && size < original_size - 4096)
			size += 96; /* the middle in steps; ends are looked at byte by byte */
		while (next < size) {
			memcpy(&len, original + next, sizeof(len));
			if (next + (len + 3) / 4 * 4 > size)
				break;
			next += (len + 3) / 4 * 4;
		}
	}
}

/* Every byte of the first message's header, and lengths that lie. */
static void lying_header(void **state)
{
	uint8_t *copy = malloc(original_size);
	static const uint32_t lengths[] = { 0, 1, 15, 16, 4097, 1u << 31, UINT32_MAX };

	(void)state;
	assert_non_null(copy);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		memcpy(copy, original, original_size);
		memcpy(copy + FIRST_MESSAGE, &lengths[i], sizeof(lengths[i]));
		refused(copy, original_size, "message length");
	}
	memcpy(copy, original, original_size);
	copy[FIRST_MESSAGE + 4] = 99;
	refused(copy, original_size, "no known kind");
	memcpy(copy, original, original_size);
	copy[FIRST_MESSAGE + 4] = 3; /* NLMSG_DONE */
	refused(copy, original_size, "no known kind");
	memcpy(copy, original, original_size);
	copy[FIRST_MESSAGE + 32] = 1; /* first attribute: shorter than its header */
	copy[FIRST_MESSAGE + 33] = 0;
	refused(copy, original_size, "malformed");
	free(copy);
}

static void garbage(void **state)
{
	struct memtax_random random = memtax_random_seeded(42);
	uint8_t *copy = malloc(original_size);
	size_t accepted = 0, rejected = 0;

	(void)state;
	assert_non_null(copy);
	for (int i = 0; i < 3000; i++) {
		struct memtax_error err;
		uint32_t flips = 1 + memtax_random_below(&random, 20);

		memcpy(copy, original, original_size);
		while (flips--)
			copy[FIRST_MESSAGE + memtax_random_below(&random, (uint32_t)original_size -
										  FIRST_MESSAGE)] =
				(uint8_t)memtax_random_next(&random);
		write_copy(copy, original_size);
		if (!make(&err)) {
			accepted++;
			continue;
		}
		rejected++;
		assert_non_null(strstr(err.text, "rtnetlink.rec"));
	}
	assert_true(accepted > 0 && rejected > 0);
	for (size_t i = FIRST_MESSAGE; i < original_size; i++)
		copy[i] = (uint8_t)memtax_random_next(&random);
	refused(copy, original_size, "byte 29");
	free(copy);
}

static void too_long(void **state)
{
	uint8_t *bytes = calloc(1, FILE_BYTES_MAX + 1);

	(void)state;
	assert_non_null(bytes);
	memcpy(bytes, original, FIRST_MESSAGE);
	refused(bytes, FILE_BYTES_MAX + 1, "longer than");
	free(bytes);
}

static int set_up(void **state)
{
	const char *path = MEMTAX_SOURCE "/workloads/nlattr/data/rtnetlink.rec";
	void *handle = dlopen(MEMTAX_BUILD "/workloads/nlattr.so", RTLD_NOW);
	const struct memtax_shape *s;
	struct memtax_error err;
	struct stat st;
	char dir[96];
	FILE *f;

	(void)state;
	if (!handle) {
		print_error("%s\n", dlerror());
		return -1;
	}
	workload = dlsym(handle, MEMTAX_WORKLOAD_SYMBOL);
	for (s = workload->shapes; s->name && strcmp(s->name, "recorded"); s++)
		;
	if (!s->name || workload->resolve(s, FOOTPRINT, &shape, &err))
		return -1;
	f = fopen(path, "rb");
	if (!f)
		return -1;
	original_size = fstat(fileno(f), &st) ? 0 : (size_t)st.st_size;
	original = malloc(original_size);
	if (!original || fread(original, 1, original_size, f) != original_size)
		original_size = 0;
	fclose(f);
	if (!original_size)
		return -1;
	if (!mkdtemp(scratch))
		return -1;
	snprintf(dir, sizeof(dir), "%s/data", scratch);
	snprintf(scratch_file, sizeof(scratch_file), "%s/rtnetlink.rec", dir);
	return mkdir(dir, 0700);
}

static int tear_down(void **state)
{
	char dir[96];

	(void)state;
	unlink(scratch_file);
	snprintf(dir, sizeof(dir), "%s/data", scratch);
	rmdir(dir);
	rmdir(scratch);
	free(original);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole),	cmocka_unit_test(missing),
		cmocka_unit_test(headless),	cmocka_unit_test(truncated),
		cmocka_unit_test(lying_header), cmocka_unit_test(garbage),
		cmocka_unit_test(too_long),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
