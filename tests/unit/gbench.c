// SPDX-License-Identifier: GPL-2.0-or-later
/* The C API over libbenchmark: what it calls, what it reports, and that errors stay errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "harness/measure/gbench.h"

struct probe {
	int prepared, batches, finished;
	uint64_t iterations; /* of the last batch */
	const char *fail_in; /* "prepare", "batch", "finish", or NULL */
	char calls[64];
};

static char program[] = "gbench"; /* libbenchmark keeps argv[0] */
static char out_path[] = "/tmp/memtax-gbench-XXXXXX";

static int fails(const struct probe *p, const char *where, struct memtax_error *err)
{
	if (!p->fail_in || strcmp(p->fail_in, where) != 0)
		return 0;
	return memtax_fail(err, "made to fail in %s", where);
}

static int prepare(void *user, struct memtax_error *err)
{
	struct probe *p = user;

	p->prepared++;
	strncat(p->calls, "p", sizeof(p->calls) - strlen(p->calls) - 1);
	return fails(p, "prepare", err);
}

static int batch(void *user, uint64_t iterations, struct memtax_error *err)
{
	struct probe *p = user;

	assert_true(iterations >= 1);
	p->batches++;
	p->iterations = iterations;
	strncat(p->calls, "b", sizeof(p->calls) - strlen(p->calls) - 1);
	for (uint64_t i = 0; i < iterations; i++)
		__asm__ volatile("" ::: "memory");
	return fails(p, "batch", err);
}

static int finish(void *user, uint64_t iterations, struct gbench_state *state,
		  struct memtax_error *err)
{
	struct probe *p = user;

	p->finished++;
	strncat(p->calls, "f", sizeof(p->calls) - strlen(p->calls) - 1);
	assert_true(iterations == p->iterations);
	gbench_set_items(state, iterations * 32);
	assert_int_equal(gbench_set_counter(state, "text_bytes", 1234), 0);
	return fails(p, "finish", err);
}

static void add(const char *name, struct probe *p, uint64_t iterations)
{
	const struct gbench_case c = {
		.name = name,
		.user = p,
		.prepare = prepare,
		.batch = batch,
		.finish = finish,
		.iterations = iterations,
	};
	struct memtax_error err;

	assert_int_equal(gbench_register(&c, &err), 0);
}

static int init(const char *filter, struct memtax_error *err)
{
	char filter_flag[128], out[128];
	char *argv[] = { program,
			 filter_flag,
			 out,
			 (char[]){ "--benchmark_out_format=json" },
			 (char[]){ "--benchmark_min_time=0.001" },
			 (char[]){ "--benchmark_color=false" },
			 NULL };
	int argc = 6;

	snprintf(filter_flag, sizeof(filter_flag), "--benchmark_filter=%s", filter);
	snprintf(out, sizeof(out), "--benchmark_out=%s", out_path);
	if (gbench_init(&argc, argv, err))
		return -1;
	assert_int_equal(argc, 1);
	return 0;
}

/* What was reported of one benchmark; a new reference. */
static json_t *reported(const char *name)
{
	json_t *document = json_load_file(out_path, 0, NULL), *one, *found = NULL;
	size_t index;

	assert_non_null(document);
	json_array_foreach(json_object_get(document, "benchmarks"), index, one)
	{
		if (!strcmp(json_string_value(json_object_get(one, "name")), name))
			found = json_incref(one);
	}
	json_decref(document);
	return found;
}

static void one_case(void **state)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;
	json_t *r, *document;

	(void)state;
	assert_int_equal(init("^ring/", &err), 0);
	assert_int_equal(gbench_context("memtax_seed", "42", &err), 0);
	add("ring/burst32/l1/batch/gcc/raw", &p, 100);
	add("other", &p, 100);
	assert_int_equal(gbench_run(&tally, &err), 0);
	assert_int_equal(tally.chosen, 1);
	assert_int_equal(tally.failed, 0);
	assert_string_equal(p.calls, "pbf");
	assert_int_equal(p.iterations, 100);
	r = reported("ring/burst32/l1/batch/gcc/raw/iterations:100");
	assert_non_null(r);
	assert_int_equal(json_integer_value(json_object_get(r, "iterations")), 100);
	assert_true(json_number_value(json_object_get(r, "items_per_second")) > 0);
	assert_true(json_number_value(json_object_get(r, "text_bytes")) == 1234);
	assert_true(json_number_value(json_object_get(r, "real_time")) > 0);
	assert_null(json_object_get(r, "error_occurred"));
	json_decref(r);
	document = json_load_file(out_path, 0, NULL);
	assert_string_equal(json_string_value(json_object_get(json_object_get(document, "context"),
							      "memtax_seed")),
			    "42");
	json_decref(document);
	gbench_shutdown();
}

/* Without a number of iterations the library looks for one: each time all three are called. */
static void sized_by_the_library(void **state)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;

	(void)state;
	assert_int_equal(init(".", &err), 0);
	add("sized", &p, 0);
	assert_int_equal(gbench_run(&tally, &err), 0);
	assert_true(p.batches > 1);
	assert_true(p.iterations > 1);
	assert_int_equal(p.prepared, p.batches);
	assert_int_equal(p.finished, p.batches);
	gbench_shutdown();
}

/* A callback that fails leaves an error in the report, no figure, and the others untouched. */
static void callbacks_that_fail(void **state)
{
	static const struct {
		const char *where, *calls, *message;
	} cases[] = {
		{ "prepare", "p", "made to fail in prepare" },
		{ "batch", "pbf", "made to fail in batch" },
		{ "finish", "pbf", "made to fail in finish" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct probe bad = { .fail_in = cases[i].where }, good = { 0 };
		struct gbench_tally tally;
		struct memtax_error err;
		json_t *r;

		assert_int_equal(init(".", &err), 0);
		add("bad", &bad, 10);
		add("good", &good, 10);
		assert_int_equal(gbench_run(&tally, &err), 0);
		assert_int_equal(tally.chosen, 2);
		assert_int_equal(tally.failed, 1);
		assert_string_equal(bad.calls, cases[i].calls);
		assert_string_equal(good.calls, "pbf");
		r = reported("bad/iterations:10");
		assert_true(json_is_true(json_object_get(r, "error_occurred")));
		assert_string_equal(json_string_value(json_object_get(r, "error_message")),
				    cases[i].message);
		json_decref(r);
		r = reported("good/iterations:10");
		assert_null(json_object_get(r, "error_occurred"));
		json_decref(r);
		gbench_shutdown();
	}
}

static void nothing_matches(void **state)
{
	static const char *const filters[] = { "^nothing$", "([" };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct probe p = { 0 };
		struct gbench_tally tally;
		struct memtax_error err;

		assert_int_equal(init(filters[i], &err), 0);
		add("one", &p, 1);
		assert_int_equal(gbench_run(&tally, &err), -1);
		assert_non_null(strstr(err.text, filters[i]));
		assert_int_equal(p.batches, 0);
		gbench_shutdown();
	}
}

static void flags(void **state)
{
	static const struct {
		const char *flag, *says;
	} bad[] = {
		{ "--benchmark_format=xml", "no format 'xml'" },
		{ "--benchmark_out_format=", "no format ''" },
		{ "--benchmark_out=/no/such/directory/x", "'/no/such/directory/x' cannot be" },
		{ "--benchmark_min_time=soon", "'--benchmark_min_time=soon'" },
		{ "--benchmark_no_such_flag=1", "'--benchmark_no_such_flag=1'" },
	};
	struct memtax_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char flag[64];
		char *argv[] = { program, flag, NULL };
		int argc = 2;

		strcpy(flag, bad[i].flag);
		assert_int_equal(gbench_init(&argc, argv, &err), -1);
		if (!strstr(err.text, bad[i].says))
			fail_msg("'%s' does not say '%s'", err.text, bad[i].says);
	}
	char *argv[] = { program, (char[]){ "--workload" }, (char[]){ "ring" }, NULL };
	int argc = 3;
	assert_int_equal(gbench_init(&argc, argv, &err), 0);
	assert_int_equal(argc, 3); /* the caller's own flags stay */
	assert_string_equal(argv[1], "--workload");
}

static void cases_that_cannot_be(void **state)
{
	struct gbench_case c = { .name = "x" };
	struct memtax_error err;

	(void)state;
	assert_int_equal(gbench_register(&c, &err), -1);
	c = (struct gbench_case){ .name = "", .batch = batch };
	assert_int_equal(gbench_register(&c, &err), -1);
	c = (struct gbench_case){ .name = "x", .batch = batch, .iterations = UINT64_MAX };
	assert_int_equal(gbench_register(&c, &err), -1);
	assert_non_null(strstr(err.text, "too many iterations"));
}

static int make_out(void **state)
{
	int fd = mkstemp(out_path);

	(void)state;
	return fd < 0 ? -1 : close(fd);
}

static int remove_out(void **state)
{
	(void)state;
	return unlink(out_path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags),
		cmocka_unit_test(one_case),
		cmocka_unit_test(sized_by_the_library),
		cmocka_unit_test(callbacks_that_fail),
		cmocka_unit_test(nothing_matches),
		cmocka_unit_test(cases_that_cannot_be),
	};

	return cmocka_run_group_tests(tests, make_out, remove_out);
}
