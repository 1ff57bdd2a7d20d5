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
#include <stdbool.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include "harness/measure/gbench.h"

/* libbenchmark runs once a process: each test is a child, that must end well. */
static void in_child(void (*test)(const char *arg), const char *arg)
{
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0) {
		test(arg);
		fflush(stdout);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* In the child cmocka's own assertions would go on with the other tests. */
static void check(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "gbench.c:%d: not so: %s\n", line, what);
	_exit(1);
}
#define CHECK(condition) check((condition), #condition, __LINE__)
#define CHECK_SAME(a, b) check(strcmp((a), (b)) == 0, (a), __LINE__)

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

	CHECK(iterations >= 1);
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
	CHECK(iterations == p->iterations);
	gbench_set_items(state, iterations * 32);
	CHECK(gbench_set_counter(state, "text_bytes", 1234) == 0);
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

	CHECK(gbench_register(&c, &err) == 0);
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
	CHECK(argc == 1);
	return 0;
}

/* What was reported of one benchmark; a new reference. */
static json_t *reported(const char *name)
{
	json_t *document = json_load_file(out_path, 0, NULL), *one, *found = NULL;
	size_t index;

	CHECK(document);
	json_array_foreach(json_object_get(document, "benchmarks"), index, one)
	{
		if (!strcmp(json_string_value(json_object_get(one, "name")), name))
			found = json_incref(one);
	}
	json_decref(document);
	return found;
}

static void one_case(const char *unused)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;
	json_t *r, *document;

	(void)unused;
	CHECK(init("^ring/", &err) == 0);
	CHECK(gbench_context("memtax_seed", "42", &err) == 0);
	add("ring/burst32/l1/batch/gcc/raw", &p, 100);
	add("other", &p, 100);
	CHECK(gbench_run(&tally, &err) == 0);
	CHECK(tally.chosen == 1);
	CHECK(tally.failed == 0);
	CHECK_SAME(p.calls, "pbf");
	CHECK(p.iterations == 100);
	r = reported("ring/burst32/l1/batch/gcc/raw/iterations:100");
	CHECK(r != NULL);
	CHECK(json_integer_value(json_object_get(r, "iterations")) == 100);
	CHECK(json_number_value(json_object_get(r, "items_per_second")) > 0);
	CHECK(json_number_value(json_object_get(r, "text_bytes")) == 1234);
	CHECK(json_number_value(json_object_get(r, "real_time")) > 0);
	CHECK(!json_object_get(r, "error_occurred"));
	json_decref(r);
	document = json_load_file(out_path, 0, NULL);
	CHECK_SAME(json_string_value(
			   json_object_get(json_object_get(document, "context"), "memtax_seed")),
		   "42");
	json_decref(document);
	gbench_shutdown();
}

/* Without a number of iterations the library looks for one: each time all three are called. */
static void sized_by_the_library(const char *unused)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;

	(void)unused;
	CHECK(init(".", &err) == 0);
	add("sized", &p, 0);
	CHECK(gbench_run(&tally, &err) == 0);
	CHECK(p.batches > 1);
	CHECK(p.iterations > 1);
	CHECK(p.prepared == p.batches);
	CHECK(p.finished == p.batches);
	gbench_shutdown();
}

/* A callback that fails leaves an error in the report, no figure, and the others untouched. */
static void callbacks_that_fail(const char *unused)
{
	static const struct {
		const char *name, *fail_in, *calls, *message;
	} cases[] = {
		{ "a", "prepare", "p", "made to fail in prepare" },
		{ "b", "batch", "pbf", "made to fail in batch" },
		{ "c", NULL, "pbf", NULL },
		{ "d", "finish", "pbf", "made to fail in finish" },
		{ "e", NULL, "pbf", NULL },
	};
	enum { N = sizeof(cases) / sizeof(cases[0]) };
	struct probe probes[N];
	struct gbench_tally tally;
	struct memtax_error err;

	(void)unused;
	memset(probes, 0, sizeof(probes));
	CHECK(init(".", &err) == 0);
	for (int i = 0; i < N; i++) {
		probes[i].fail_in = cases[i].fail_in;
		add(cases[i].name, &probes[i], 10);
	}
	CHECK(gbench_run(&tally, &err) == 0);
	CHECK(tally.chosen == N);
	CHECK(tally.failed == 3);
	for (int i = 0; i < N; i++) {
		char name[32];
		json_t *r;

		snprintf(name, sizeof(name), "%s/iterations:10", cases[i].name);
		r = reported(name);
		CHECK_SAME(probes[i].calls, cases[i].calls);
		CHECK(json_is_true(json_object_get(r, "error_occurred")) == !!cases[i].message);
		if (cases[i].message)
			CHECK_SAME(json_string_value(json_object_get(r, "error_message")),
				   cases[i].message);
		json_decref(r);
	}
	gbench_shutdown();
}

static void nothing_matches(const char *filter)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;

	CHECK(init(filter, &err) == 0);
	add("one", &p, 1);
	CHECK(gbench_run(&tally, &err) == -1);
	CHECK(strstr(err.text, filter) != NULL);
	CHECK(p.batches == 0);
	gbench_shutdown();
}

static void once_a_process(const char *unused)
{
	struct probe p = { 0 };
	struct gbench_tally tally;
	struct memtax_error err;

	(void)unused;
	CHECK(init(".", &err) == 0);
	add("one", &p, 1);
	CHECK(gbench_run(&tally, &err) == 0);
	CHECK(gbench_run(&tally, &err) == -1);
	CHECK(strstr(err.text, "once a process") != NULL);
	CHECK(p.batches == 1);
}

static void flags(const char *unused)
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

	(void)unused;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char flag[64];
		char *argv[] = { program, flag, NULL };
		int argc = 2;

		strcpy(flag, bad[i].flag);
		CHECK(gbench_init(&argc, argv, &err) == -1);
		CHECK(strstr(err.text, bad[i].says) != NULL);
	}
	char *argv[] = { program, (char[]){ "--workload" }, (char[]){ "ring" }, NULL };
	int argc = 3;
	CHECK(gbench_init(&argc, argv, &err) == 0);
	CHECK(argc == 3); /* the caller's own flags stay */
	CHECK_SAME(argv[1], "--workload");
}

static void cases_that_cannot_be(const char *unused)
{
	struct gbench_case c = { .name = "x" };
	struct memtax_error err;

	(void)unused;
	CHECK(gbench_register(&c, &err) == -1);
	c = (struct gbench_case){ .name = "", .batch = batch };
	CHECK(gbench_register(&c, &err) == -1);
	c = (struct gbench_case){ .name = "x", .batch = batch, .iterations = UINT64_MAX };
	CHECK(gbench_register(&c, &err) == -1);
	CHECK(strstr(err.text, "too many iterations") != NULL);
}

static void in_children(void **state)
{
	(void)state;
	in_child(flags, NULL);
	in_child(one_case, NULL);
	in_child(sized_by_the_library, NULL);
	in_child(callbacks_that_fail, NULL);
	in_child(nothing_matches, "^nothing$");
	in_child(nothing_matches, "([");
	in_child(once_a_process, NULL);
	in_child(cases_that_cannot_be, NULL);
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
		cmocka_unit_test(in_children),
	};

	return cmocka_run_group_tests(tests, make_out, remove_out);
}
