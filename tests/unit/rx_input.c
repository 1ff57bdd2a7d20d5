/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The receive path's recordings, whole and damaged: a damaged one is one clear error or another
 * valid input, never a crash. The workload is loaded as the harness loads it; run `make cells`
 * before.
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

enum { FOOTPRINT = 24 << 10 };

static const char *const recordings[] = {
	"session.pcap", "mptcp-v0.pcap", "ssh.pcap", "edns-opts.pcap", "QinQpacket-80.pcap",
};

static const struct memtax_workload *workload;
static struct memtax_shape shape; /* the recordings, at l1 */
static char scratch[] = "/tmp/memtax-rx-input-XXXXXX";
static uint8_t *original;
static size_t original_size;

static void read_whole(const char *path, uint8_t **bytes, size_t *size)
{
	FILE *f = fopen(path, "rb");
	struct stat st;

	*bytes = NULL;
	*size = 0;
	if (!f) {
		fail_msg("%s cannot be read", path);
		return;
	}
	assert_int_equal(fstat(fileno(f), &st), 0);
	*size = (size_t)st.st_size;
	*bytes = malloc(*size);
	assert_non_null(*bytes);
	assert_int_equal(fread(*bytes, 1, *size, f), *size);
	fclose(f);
}

static void write_copy(const char *name, const uint8_t *bytes, size_t size)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/data/%s", scratch, name);
	f = fopen(path, "wb");
	if (!f) {
		fail_msg("%s cannot be written", path);
		return;
	}
	assert_int_equal(fwrite(bytes, 1, size, f), size);
	assert_int_equal(fclose(f), 0);
}

/* Make the lap with `bytes` as the first recording. Returns input_make()'s result. */
static int make_lap(const uint8_t *bytes, size_t size, uint64_t *digest, struct memtax_error *err)
{
	void *memory = aligned_alloc(64, (workload->input_size(&shape) + 63) & ~(size_t)63);
	struct memtax_input input;
	int result;

	assert_non_null(memory);
	memset(memory, 0, workload->input_size(&shape));
	if (bytes)
		write_copy(recordings[0], bytes, size);
	err->text[0] = '\0';
	*digest = 0;
	result = workload->input_make(&shape, 1, scratch, memory, &input, err);
	if (!result) {
		assert_true(input.n_segments > 0);
		assert_true(input.segment[0].ops > 0);
		*digest = workload->oracle(&shape, &input.segment[0]);
	}
	free(memory);
	return result;
}

static void assert_told(const struct memtax_error *err, const char *words)
{
	assert_non_null(strstr(err->text, recordings[0]));
	assert_null(strchr(err->text, '\n'));
	if (!strstr(err->text, words))
		fail_msg("'%s' does not say '%s'", err->text, words);
}

static void refused(const uint8_t *bytes, size_t size, const char *words)
{
	struct memtax_error err;
	uint64_t digest;

	assert_int_equal(make_lap(bytes, size, &digest, &err), -1);
	assert_told(&err, words);
}

static uint8_t *copy_original(void)
{
	uint8_t *bytes = malloc(original_size);

	assert_non_null(bytes);
	memcpy(bytes, original, original_size);
	return bytes;
}

static void put32(uint8_t *p, uint32_t v)
{
	memcpy(p, &v, sizeof(v));
}

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return v;
}

static void test_whole(void **state)
{
	struct memtax_error err;
	uint64_t first, second;

	(void)state;
	assert_int_equal(make_lap(original, original_size, &first, &err), 0);
	assert_int_equal(make_lap(original, original_size, &second, &err), 0);
	assert_true(first == second);
}

/* The other byte order and nanoseconds are the same packets. */
static void test_dialects(void **state)
{
	uint8_t *bytes = copy_original();
	struct memtax_error err;
	uint64_t expected, digest;

	(void)state;
	assert_int_equal(make_lap(original, original_size, &expected, &err), 0);
	put32(bytes, 0xa1b23c4d);
	assert_int_equal(make_lap(bytes, original_size, &digest, &err), 0);
	assert_true(digest == expected);

	put32(bytes, __builtin_bswap32(0xa1b2c3d4));
	put32(bytes + 20, __builtin_bswap32(get32(bytes + 20)));
	for (size_t at = 24; at < original_size; at += 16 + get32(original + at + 8))
		for (size_t field = 0; field < 16; field += 4)
			put32(bytes + at + field, __builtin_bswap32(get32(original + at + field)));
	assert_int_equal(make_lap(bytes, original_size, &digest, &err), 0);
	assert_true(digest == expected);
	free(bytes);
}

static void test_wrong_files(void **state)
{
	static const uint8_t pcapng[32] = { 0x0a, 0x0d, 0x0d, 0x0a };
	uint8_t *bytes = copy_original();
	char path[256];

	(void)state;
	refused(original, 0, "too short");
	refused(original, 23, "too short");
	refused(original, 24, "no packet");
	refused(pcapng, sizeof(pcapng), "not a classic pcap file");
	put32(bytes + 20, 101);
	refused(bytes, original_size, "link type 101");
	free(bytes);

	snprintf(path, sizeof(path), "%s/data/%s", scratch, recordings[0]);
	assert_int_equal(unlink(path), 0);
	refused(NULL, 0, "No such file");
	assert_int_equal(mkdir(path, 0700), 0);
	refused(NULL, 0, "not a regular file");
	assert_int_equal(rmdir(path), 0);
}

static void test_wrong_records(void **state)
{
	uint8_t *bytes = copy_original();

	(void)state;
	put32(bytes + 24 + 8, 0xffffffff);
	refused(bytes, original_size, "packet 1:");
	put32(bytes + 24 + 8, 60000);
	put32(bytes + 24 + 12, 60000);
	refused(bytes, original_size, "60000 bytes, more than");
	memcpy(bytes, original, original_size);
	put32(bytes + 24 + 12, get32(original + 24 + 8) - 1);
	refused(bytes, original_size, "stored of a packet of");
	free(bytes);
}

/* An attack in a recording is told, not timed: raw would not survive it. */
static void test_attack(void **state)
{
	/* A SYN whose header claims to be shorter than it is. */
	static const uint8_t frame[54] = {
		2, 0,  0, 0,  0,    1,	2,  0, 0,    0,	   0,	2, 8, 0, 0x45, 0,
		0, 40, 0, 0,  0x40, 0,	64, 6, 0xb6, 0xcc, 192, 0, 2, 1, 192,  0,
		2, 2,  0, 80, 0,    90, 0,  0, 0,    0,	   0,	0, 0, 0, 0x10, 0x02,
	};
	uint8_t bytes[24 + 16 + sizeof(frame)];
	struct memtax_error err;
	uint64_t digest;

	(void)state;
	memcpy(bytes, original, 24 + 16);
	put32(bytes + 24 + 8, sizeof(frame));
	put32(bytes + 24 + 12, sizeof(frame));
	memcpy(bytes + 24 + 16, frame, sizeof(frame));
	for (int i = 1; i < 5; i++)
		write_copy(recordings[i], bytes, sizeof(bytes));
	assert_int_equal(make_lap(bytes, sizeof(bytes), &digest, &err), -1);
	assert_non_null(strstr(err.text, "CVE-2017-18017"));
}

static void copy_recordings(void);

static void test_truncated(void **state)
{
	struct memtax_random random = memtax_random_seeded(3);
	struct memtax_error err;
	uint64_t digest;

	(void)state;
	copy_recordings();
	for (int i = 0; i < 600; i++) {
		size_t size =
			i < 300 ? (size_t)i : memtax_random_below(&random, (uint32_t)original_size);

		if (make_lap(original, size, &digest, &err))
			assert_told(&err, "");
	}
}

static void test_mutated(void **state)
{
	struct memtax_random random = memtax_random_seeded(4);
	struct memtax_error err;
	uint64_t digest;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		uint8_t *bytes = copy_original();
		/* Half of the time among the first records, where a change is sure to be read. */
		uint32_t range = i & 1 ? (uint32_t)original_size : 2000;

		for (uint32_t k = 1 + memtax_random_below(&random, 8); k; k--)
			bytes[memtax_random_below(&random, range)] =
				(uint8_t)memtax_random_next(&random);
		if (make_lap(bytes, original_size, &digest, &err)) {
			assert_true(err.text[0] != '\0');
			assert_null(strchr(err.text, '\n'));
		}
		free(bytes);
	}
}

static void copy_recordings(void)
{
	for (int i = 0; i < 5; i++) {
		char path[512];
		uint8_t *bytes;
		size_t size;

		snprintf(path, sizeof(path), "%s/workloads/rx/data/%s", MEMTAX_SOURCE,
			 recordings[i]);
		read_whole(path, &bytes, &size);
		write_copy(recordings[i], bytes, size);
		free(bytes);
	}
}

static int setup(void **state)
{
	void *library = dlopen(MEMTAX_BUILD "/workloads/rx.so", RTLD_NOW | RTLD_LOCAL);
	char path[512];
	struct memtax_error err;

	(void)state;
	if (!library)
		fail_msg("%s (build it first: make cells)", dlerror());
	workload = dlsym(library, MEMTAX_WORKLOAD_SYMBOL);
	assert_non_null(workload);
	assert_non_null(mkdtemp(scratch));
	snprintf(path, sizeof(path), "%s/data", scratch);
	assert_int_equal(mkdir(path, 0700), 0);
	copy_recordings();
	snprintf(path, sizeof(path), "%s/workloads/rx/data/%s", MEMTAX_SOURCE, recordings[0]);
	read_whole(path, &original, &original_size);
	for (const struct memtax_shape *s = workload->shapes; s->name; s++)
		if (!strcmp(s->name, "capture"))
			return workload->resolve(s, FOOTPRINT, &shape, &err);
	return -1;
}

static int teardown(void **state)
{
	char path[512];

	(void)state;
	for (int i = 0; i < 5; i++) {
		snprintf(path, sizeof(path), "%s/data/%s", scratch, recordings[i]);
		unlink(path);
	}
	snprintf(path, sizeof(path), "%s/data", scratch);
	rmdir(path);
	rmdir(scratch);
	free(original);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),	    cmocka_unit_test(test_dialects),
		cmocka_unit_test(test_wrong_files), cmocka_unit_test(test_wrong_records),
		cmocka_unit_test(test_attack),	    cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_mutated),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
