/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fault runner against a cell that misbehaves in every way there is: each is recorded as what
 * it is, twice the same, and the runner lives on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "harness/prove/runner.h"
#include "tests/fixtures/bad_cell.h"

#define CELL MEMTAX_BUILD "/tests/fixtures/bad_cell.so"

/* ---- a workload of one operation ------------------------------------------------------------ */

static const struct memtax_shape shapes[] = { { .name = "only" }, { .name = NULL } };

static int resolve(const struct memtax_shape *shape, size_t footprint,
		   struct memtax_shape *resolved, struct memtax_error *err)
{
	(void)footprint;
	(void)err;
	*resolved = *shape;
	return 0;
}

static size_t arena_size(const struct memtax_shape *resolved)
{
	(void)resolved;
	return 128;
}

static const struct memtax_workload workload = {
	.contract = MEMTAX_CONTRACT,
	.ops_size = sizeof(struct bad_ops),
	.name = "bad",
	.shapes = shapes,
	.resolve = resolve,
	.arena_size = arena_size,
};

/* ---- the fault: one deed, on 100 bytes ------------------------------------------------------ */

enum { BYTES = 100 };

static struct {
	enum bad_deed deed;
	bool at_end;		     /* of accessible memory */
	bool output;		     /* what it returns is put out */
	bool unreached, untriggered; /* leave that out */
	bool twin_too;		     /* the twin does it as well */
	enum memtax_verdict verdict; /* given by the fault function when the deed returns */
} scene;

static void run(struct memtax_stage *stage)
{
	const struct bad_ops *ops = (const struct bad_ops *)stage->ops;
	bool bad = stage->hostile || scene.twin_too;
	unsigned char *p =
		scene.at_end ? stage_memory_end(stage, BYTES) : stage_memory(stage, BYTES);
	int answer;

	if (!scene.unreached)
		stage_reached(stage);
	if (stage->hostile && !scene.untriggered)
		stage_triggered(stage);
	if (scene.deed == BAD_STACK)
		stage_stack(stage);
	answer = ops->act(bad ? scene.deed : BAD_NOTHING, p, BYTES);
	if (scene.output)
		stage_output(stage, &answer, sizeof(answer));
	stage_say(stage, stage->hostile ? scene.verdict : MEMTAX_RIGHT, "as the scene says");
}

static const struct memtax_fault fault = {
	.name = "deed",
	.kind = MEMTAX_INPUT,
	.class = MEMTAX_SPATIAL,
	.cwe = 787,
	.mechanism = "as the test says",
	.source = "none",
	.run = run,
};

static struct trial play(void)
{
	struct memtax_error err = { "" };
	struct runner runner;
	struct trial trial;

	assert_int_equal(runner_open(&runner, &err), 0);
	if (runner_try(&runner, &workload, &fault, CELL, &trial, &err))
		fail_msg("%s", err.text);
	runner_close(&runner);
	return trial;
}

static void expect(enum outcome outcome)
{
	for (int i = 0; i < 2; i++) {
		struct trial trial = play();

		if (trial.outcome != outcome)
			fail_msg("deed %d: %s (%s), expected %s", scene.deed,
				 outcome_name(trial.outcome), trial.what, outcome_name(outcome));
		if (!scene.twin_too && !trial.twin_accepted)
			fail_msg("deed %d: the twin is not accepted: %s", scene.deed,
				 trial.twin_what);
	}
}

static int new_scene(void **state)
{
	(void)state;
	memset(&scene, 0, sizeof(scene));
	scene.verdict = MEMTAX_RIGHT;
	return 0;
}

static void test_clean_answers(void **state)
{
	(void)state;
	expect(OUTCOME_ERROR);
	scene.verdict = MEMTAX_REFUSED;
	expect(OUTCOME_ERROR);
}

static void test_what_the_fault_function_sees(void **state)
{
	(void)state;
	scene.verdict = MEMTAX_WRONG;
	expect(OUTCOME_WRONG);
	scene.verdict = MEMTAX_LEAKED;
	expect(OUTCOME_LEAK);
	scene.verdict = MEMTAX_CORRUPTED;
	expect(OUTCOME_CORRUPT);
	scene.verdict = MEMTAX_NO_ANSWER;
	expect(OUTCOME_WRONG);
}

static void test_signals(void **state)
{
	(void)state;
	scene.deed = BAD_TRAP;
	expect(OUTCOME_TRAP);
	scene.deed = BAD_CRASH;
	expect(OUTCOME_CRASH);
#if defined(__x86_64__) /* dividing by zero is no fault elsewhere */
	scene.deed = BAD_DIVIDE;
	expect(OUTCOME_CRASH);
#endif
	scene.deed = BAD_KILL;
	expect(OUTCOME_CRASH);
}

static void test_hangs(void **state)
{
	(void)state;
	scene.deed = BAD_HANG;
	expect(OUTCOME_HANG);
}

static void test_a_hang_without_the_limit(void **state)
{
	(void)state;
	scene.deed = BAD_UNLIMITED;
	assert_int_equal(play().outcome, OUTCOME_HANG);
}

static void test_a_stopped_child(void **state)
{
	(void)state;
	scene.deed = BAD_STOP;
	assert_int_equal(play().outcome, OUTCOME_HANG);
}

static void test_an_end_without_an_answer(void **state)
{
	(void)state;
	scene.deed = BAD_EXIT;
	expect(OUTCOME_WRONG);
}

static void test_canaries(void **state)
{
	(void)state;
	scene.deed = BAD_WRITE_AFTER;
	expect(OUTCOME_CORRUPT);
	scene.deed = BAD_WRITE_BEFORE;
	expect(OUTCOME_CORRUPT);
	scene.deed = BAD_WRITE_FAR;
	expect(OUTCOME_CORRUPT);
	scene.deed = BAD_WRITE_AFTER;
	scene.at_end = true;
	expect(OUTCOME_CRASH);
	scene.deed = BAD_WRITE_BEFORE;
	expect(OUTCOME_CORRUPT);
}

static void test_secrets(void **state)
{
	(void)state;
	scene.deed = BAD_READ_AFTER;
	scene.output = true;
	expect(OUTCOME_LEAK);
	scene.output = false; /* read, and kept to itself */
	expect(OUTCOME_ERROR);
	scene.at_end = true;
	expect(OUTCOME_CRASH);
}

/* A sanitizer's own stack and memory are not the scene that these two need. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif

static void test_secrets_on_the_stack(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	scene.deed = BAD_STACK;
	scene.output = true;
	expect(OUTCOME_LEAK);
}

static void test_not_reached(void **state)
{
	(void)state;
	scene.untriggered = true;
	expect(OUTCOME_NOT_REACHED);
	scene.unreached = true;
	scene.twin_too = true; /* the twin does not get there either: see below */
	expect(OUTCOME_NOT_REACHED);
}

static void test_twins_that_are_not_accepted(void **state)
{
	static const enum bad_deed deeds[] = { BAD_TRAP, BAD_CRASH, BAD_HANG, BAD_WRITE_AFTER,
					       BAD_EXIT };

	(void)state;
	scene.twin_too = true;
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		scene.deed = deeds[i];
		assert_false(play().twin_accepted);
	}
	scene.deed = BAD_READ_AFTER;
	scene.output = true;
	assert_false(play().twin_accepted);
	scene.deed = BAD_NOTHING;
	assert_true(play().twin_accepted);
}

/* Everything writable in the process, the report's neighbourhood too: recorded, and survived. */
static void test_scribbling_over_everything(void **state)
{
	(void)state;
	if (SANITIZED)
		skip();
	scene.deed = BAD_SCRIBBLE;
	expect(OUTCOME_CORRUPT);
	scene.deed = BAD_NOTHING;
	expect(OUTCOME_ERROR);
}

static void test_no_such_cell(void **state)
{
	struct memtax_error err = { "" };
	struct runner runner;
	struct trial trial;

	(void)state;
	assert_int_equal(runner_open(&runner, &err), 0);
	assert_int_equal(runner_try(&runner, &workload, &fault, "/nonexistent.so", &trial, &err),
			 0);
	assert_int_equal(trial.outcome, OUTCOME_NOT_REACHED);
	assert_false(trial.twin_accepted);
	runner_close(&runner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_clean_answers, new_scene),
		cmocka_unit_test_setup(test_what_the_fault_function_sees, new_scene),
		cmocka_unit_test_setup(test_signals, new_scene),
		cmocka_unit_test_setup(test_hangs, new_scene),
		cmocka_unit_test_setup(test_a_hang_without_the_limit, new_scene),
		cmocka_unit_test_setup(test_a_stopped_child, new_scene),
		cmocka_unit_test_setup(test_an_end_without_an_answer, new_scene),
		cmocka_unit_test_setup(test_canaries, new_scene),
		cmocka_unit_test_setup(test_secrets, new_scene),
		cmocka_unit_test_setup(test_secrets_on_the_stack, new_scene),
		cmocka_unit_test_setup(test_not_reached, new_scene),
		cmocka_unit_test_setup(test_twins_that_are_not_accepted, new_scene),
		cmocka_unit_test_setup(test_scribbling_over_everything, new_scene),
		cmocka_unit_test_setup(test_no_such_cell, new_scene),
	};

	return cmocka_run_group_tests_name("prove_runner", tests, NULL, NULL);
}
