/* SPDX-License-Identifier: GPL-2.0-or-later */
/* proof.json: kept beside the samples, taken into run.json, and told where it is damaged. */
#include <sys/stat.h>
#include "tests/unit/record_fixture.h"
#include "harness/record/document.h"
#include "harness/record/proof.h"

static const char *const lists[] = { "proof", "compile", "recall", "effort", "checks" };

static int some_ticks(int group, int layout, int round, int cell)
{
	return 100000 + 1000 * cell + 100 * layout + 10 * group + round;
}

/* The lists of the report's golden document, as memtax bench writes them. */
static json_t *some_proof(void)
{
	json_t *run = json_load_file(MEMTAX_SOURCE "/tests/golden/report/run.json", 0, NULL);
	json_t *proof = json_object();

	assert_non_null(run);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		json_object_set(proof, lists[i], json_object_get(run, lists[i]));
	json_decref(run);
	return proof;
}

static int schema_check(const struct fixture *f)
{
	char command[256];
	int status;

	snprintf(command, sizeof(command),
		 "/usr/bin/python3 " MEMTAX_SOURCE "/tests/schema_check.py %s", f->dir);
	status = system(command);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void stands_in_the_document(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	json_t *proof = some_proof(), *run, *kept;
	struct memtax_error err;

	(void)state;
	fixture_run(&f);
	assert_int_equal(proof_write(f.dir, proof, &err), 0);
	run = document_make(f.dir, &err);
	if (!run)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		assert_true(json_equal(json_object_get(run, lists[i]),
				       json_object_get(proof, lists[i])));
	kept = document_read(f.dir, &err);
	if (!kept)
		fail_msg("%s", err.text);
	assert_true(document_same(run, kept));
	assert_int_equal(schema_check(&f), 0);
	json_decref(kept);
	json_decref(run);
	json_decref(proof);
	fixture_remove(&f);
}

static void none_is_empty(void **state)
{
	struct fixture f = { .layouts = 2, .ticks = some_ticks };
	struct memtax_error err;
	json_t *run, *kept;

	(void)state;
	fixture_run(&f);
	run = document_make(f.dir, &err);
	if (!run)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		assert_true(json_is_array(json_object_get(run, lists[i])));
		assert_int_equal(json_array_size(json_object_get(run, lists[i])), 0);
	}
	assert_int_equal(schema_check(&f), 0);
	/* A document from before there was a proof. */
	for (size_t i = 1; i < sizeof(lists) / sizeof(lists[0]); i++)
		json_object_del(run, lists[i]);
	assert_int_equal(document_write(f.dir, run, &err), 0);
	kept = document_read(f.dir, &err);
	if (!kept)
		fail_msg("%s", err.text);
	json_decref(kept);
	json_decref(run);
	fixture_remove(&f);
}

static void damage_is_told(void **state)
{
	static const char whole[] =
		"{\"proof\": [], \"compile\": [], \"recall\": [], \"effort\": [], \"checks\": []}";
	static const struct {
		const char *text, *says;
	} cases[] = {
		{ "", "proof.json:1: not JSON" },
		{ "{\n\"proof\": oops\n}", "proof.json:2: not JSON" },
		{ "[]", "proof.json: proof is missing" },
		{ "{\"proof\": []}", "proof.json: compile is missing" },
		{ "{\"proof\": 1}", "proof.json: proof is of another type" },
		{ "{\"proof\": [7]}", "proof.json: proof[0] is no object" },
		{ "{\"proof\": [{}]}", "proof.json: proof[0].workload is missing" },
		{ "{\"proof\": [], \"compile\": [], \"recall\": [], \"effort\": [], \"checks\": "
		  "[{\"variant\": 3}]}",
		  "proof.json: checks[0].variant is of another type" },
	};
	struct fixture f = { .layouts = 1, .ticks = some_ticks };
	struct memtax_error err;
	json_t *run;

	(void)state;
	fixture_run(&f);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture_write(&f, PROOF_FILE, cases[i].text);
		assert_null(document_make(f.dir, &err));
		if (!strstr(err.text, cases[i].says) || strchr(err.text, '\n'))
			fail_msg("case %zu: '%s' does not say '%s'", i, err.text, cases[i].says);
	}
	fixture_write(&f, PROOF_FILE, whole);
	run = document_make(f.dir, &err);
	if (!run)
		fail_msg("%s", err.text);
	json_decref(run);
	fixture_remove(&f);
}

static void bad_ones_are_not_written(void **state)
{
	struct fixture f = { .layouts = 1, .ticks = some_ticks };
	json_t *proof = some_proof();
	struct memtax_error err;
	char path[128];

	(void)state;
	fixture_begin(&f);
	json_object_del(json_array_get(json_object_get(proof, "proof"), 2), "outcome");
	assert_int_equal(proof_write(f.dir, proof, &err), -1);
	assert_non_null(strstr(err.text, "proof.json: proof[2].outcome is missing"));
	fixture_path(&f, PROOF_FILE, path);
	assert_int_not_equal(access(path, F_OK), 0);
	json_decref(proof);
	proof = some_proof();
	assert_int_equal(proof_write("/nowhere", proof, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/proof.json: cannot write it"));
	assert_int_equal(mkdir(path, 0755), 0);
	assert_int_equal(proof_write(f.dir, proof, &err), -1);
	fixture_path(&f, PROOF_FILE ".new", path);
	assert_int_not_equal(access(path, F_OK), 0);
	fixture_path(&f, PROOF_FILE, path);
	assert_int_equal(rmdir(path), 0);
	json_decref(proof);
	fixture_remove(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stands_in_the_document),
		cmocka_unit_test(none_is_empty),
		cmocka_unit_test(damage_is_told),
		cmocka_unit_test(bad_ones_are_not_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
