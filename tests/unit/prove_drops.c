/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbered checks: numbering changes nothing (a build that leaves out none is the timed object,
 * byte for byte), every checking function has a number, and every number has a place.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/measure/object.h"
#include "harness/prove/drops.h"
#include "harness/prove/flag_row.h"
#include "harness/prove/drops_list.h"

static struct registry registry;

static int open_registry(void **state)
{
	struct memtax_error err;

	(void)state;
	return registry_open(&registry, MEMTAX_SOURCE, MEMTAX_BUILD, &err);
}

static int close_registry(void **state)
{
	(void)state;
	registry_close(&registry);
	return 0;
}

static void none_left_out(const struct prove_cell *c)
{
	struct cell_id id = { c->workload->name, c->variant, c->toolchain, c->profile, "aligned" };
	char object[PATH_MAX], out[] = "/tmp/memtax-drop-XXXXXX";
	int file = mkstemp(out);
	struct memtax_error err;
	struct object timed, numbered;

	assert_true(file >= 0);
	close(file);
	registry_cell_path(&registry, &id, "o", object);
	if (drops_build(&registry, object, 0, out, &err) || object_read(object, &timed, &err) ||
	    object_read(out, &numbered, &err))
		fail_msg("%s", err.text);
	unlink(out);
#if defined(__aarch64__)
	/* There gcc orders the operands of a comparison by when it made them: not the same bytes.
	 */
	if (!strcmp(c->toolchain, "gcc"))
		return;
#endif
	if (strcmp(timed.hash, numbered.hash) != 0)
		fail_msg("%s is another object when its checks are numbered", object);
}

static void places(const struct prove_cell *c, size_t *n)
{
	struct cell_id id = { c->workload->name, c->variant, c->toolchain, c->profile, "aligned" };
	struct drops_check *check;
	struct memtax_error err;
	char object[PATH_MAX];

	registry_cell_path(&registry, &id, "o", object);
	check = drops_list(registry.source, object, c->workload->name, n, &err);
	if (!check) {
		fail_msg("%s", err.text);
		return;
	}
	for (size_t i = 0; i < *n; i++) {
		if (check[i].number != (int)i + 1 || !check[i].text[0] ||
		    strncmp(check[i].file, "variants/", 9) != 0)
			fail_msg("%s: check %d at %s:%d `%s`", object, check[i].number,
				 check[i].file, check[i].line, check[i].text);
	}
	free(check);
}

static void test_cells(void **state)
{
	const struct prove_filters filters = { .profile = "kernel" };
	struct prove_cells cells;
	struct memtax_error err;
	size_t numbered = 0;

	(void)state;
	if (prove_cells_find(&cells, &registry, &filters, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < cells.n; i++) {
		const struct prove_cell *c = &cells.cell[i];
		size_t n;

		/* A row of flags has its base's checks, and nobody leaves them out there. */
		if (flag_row_base(&registry, registry_variant(&registry, c->variant),
				  c->workload->name))
			continue;
		places(&cells.cell[i], &n);
		if (n)
			none_left_out(&cells.cell[i]);
		numbered += n > 0;
	}
	assert_true(numbered >= 6);
	prove_cells_free(&cells);
}

/* Names of functions that `line` of a vocabulary header defines with `head`. */
static bool defines(const char *line, const char *head, char name[64])
{
	const char *open = strchr(line, '('), *begin = open;

	if (strncmp(line, head, strlen(head)) || !open)
		return false;
	while (begin > line && !strchr(" *", begin[-1]))
		begin--;
	snprintf(name, 64, "%.*s", (int)(open - begin), begin);
	return true;
}

static bool has_number(const char *name)
{
	char line[400], wanted[100];
	bool found = false;
	FILE *f = fopen(MEMTAX_SOURCE "/variants/bounds/span_drop.h", "r");

	assert_non_null(f);
	snprintf(wanted, sizeof(wanted), "#define %s(...)", name);
	while (!found && fgets(line, sizeof(line), f))
		found = !strncmp(line, wanted, strlen(wanted));
	fclose(f);
	return found;
}

static void test_every_checking_function_has_a_number(void **state)
{
	static const char *const headers[] = { "span.h", "span_u64.h" };
	char path[PATH_MAX], line[400], name[64];
	int n = 0;

	(void)state;
	for (int h = 0; h < 2; h++) {
		FILE *f;

		snprintf(path, sizeof(path), MEMTAX_SOURCE "/variants/bounds/%s", headers[h]);
		f = fopen(path, "r");
		assert_non_null(f);
		while (fgets(line, sizeof(line), f)) {
			if (!defines(line, "SPAN_CHECKED ", name))
				continue;
			n++;
			if (!has_number(name))
				fail_msg("%s is not in span_drop.h", name);
		}
		fclose(f);
	}
	assert_true(n > 30);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cells),
		cmocka_unit_test(test_every_checking_function_has_a_number),
	};

	return cmocka_run_group_tests_name("prove_drops", tests, open_registry, close_registry);
}
