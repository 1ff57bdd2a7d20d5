/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a check costs: the row minus the row without it, and only in the entry that it belongs to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <jansson.h>

#include "harness/record/check_costs.h"

enum { CHECK = 17 };

/* A cell that is `faster` cycles faster without check 17. */
static json_t *costs_of(double faster, const char *failed)
{
	static struct samples_cell cells[2];
	double delta[3] = { -faster - 0.1, -faster, -faster + 0.1 };
	const struct samples s = { .cells = cells, .n_cells = 2 };
	struct row row[2] = { { .cell = 0 }, { .cell = 1 } };
	const struct rows rows = { .s = &s, .row = row, .n = 2 };

	cells[0] = (struct samples_cell){ .workload = "ring",
					  .variant = "bounds",
					  .toolchain = "gcc",
					  .profile = "kernel",
					  .clone_of = SAMPLES_NO_CELL };
	cells[1] = cells[0];
	cells[1].clone_of = 0;
	cells[1].dropped = CHECK;
	row[1].quiet.delta = delta;
	row[1].quiet.n_pairs = 3;
	memtax_fail(&row[1].failed, "%s", failed);
	return check_costs(&rows);
}

static json_t *checks(void)
{
	json_t *list = json_array();

	for (int number = CHECK - 1; number <= CHECK + 1; number++)
		json_array_append_new(list,
				      json_pack("{ss ss ss ss si sn}", "workload", "ring",
						"variant", "bounds", "toolchain", "gcc", "profile",
						"kernel", "number", number, "delta_cycles"));
	json_array_append_new(list, json_pack("{ss ss ss ss si sn}", "workload", "ring", "variant",
					      "owned", "toolchain", "gcc", "profile", "kernel",
					      "number", CHECK, "delta_cycles"));
	return list;
}

static const json_t *cost(const json_t *list, size_t i)
{
	return json_object_get(json_array_get(list, i), "delta_cycles");
}

static void test_a_saving_without_it_is_a_cost(void **state)
{
	json_t *costs = costs_of(2, ""), *list = checks();
	const json_t *delta;

	(void)state;
	assert_int_equal(check_costs_put(list, costs), 0);
	delta = cost(list, 1);
	assert_true(json_is_object(delta));
	assert_float_equal(json_real_value(json_object_get(delta, "value")), 2, 1e-9);
	assert_true(json_real_value(json_object_get(delta, "lo")) < 2);
	assert_true(json_real_value(json_object_get(delta, "hi")) > 2);
	assert_true(json_is_null(cost(list, 0))); /* another number */
	assert_true(json_is_null(cost(list, 2)));
	assert_true(json_is_null(cost(list, 3))); /* another row */
	json_decref(costs);
	json_decref(list);
}

static void test_what_failed_has_no_cost(void **state)
{
	json_t *costs = costs_of(2, "wrong result");

	(void)state;
	assert_int_equal(json_array_size(costs), 0);
	json_decref(costs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_saving_without_it_is_a_cost),
		cmocka_unit_test(test_what_failed_has_no_cost),
	};

	return cmocka_run_group_tests_name("record_check_costs", tests, NULL, NULL);
}
