// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Recall: which mutants are made of a small text whose mistakes are known, and what is made of what
 * checkers say. A checker that catches nothing gives recall 0.
 */
#include "tests/unit/prove_fixture.h"
#include "harness/prove/recall.h"
#include "harness/prove/recall_operators.h"
#include "harness/prove/recall_prune.h"

/* One handle with a view, in a header; one function that uses both, beside one that does not. */
static const char header[] =
	"#define BOX_OWN(name) box_own name OWN_SCOPED(box_scope_end) = OWN_NONE\n"
	"#define BOX_VIEW(name) box_view name OWN_SCOPED(view_scope_end) = OWN_NONE\n"
	"/* box_free(h); in a comment is no call */\n"
	"OWN_CHECKED bool box_alloc(struct pool *pool, box_own h)\n"
	"\tOWN_ACQUIRE_IF(true, h) OWN_PRIMITIVE\n"
	"{\n"
	"\treturn own_begin_if(&h->life, true);\n"
	"}\n"
	"\n"
	"OWN_INLINE int box_free(struct pool *pool, box_own h) OWN_RELEASE(h) OWN_PRIMITIVE\n"
	"{\n"
	"\town_end(&h->life);\n"
	"\treturn 0;\n"
	"}\n"
	"\n"
	"OWN_INLINE void box_set(box_own h, int value[2]) OWN_EXCLUSIVE(h)\n"
	"{\n"
	"\town_write(&h->life);\n"
	"}\n"
	"\n"
	"OWN_INLINE void open_it(box_own h, box_view v) OWN_FREEZE(h, v) OWN_PRIMITIVE\n"
	"{\n"
	"\town_freeze(&h->life, &v->life);\n"
	"}\n"
	"\n"
	"OWN_INLINE void shut_it(box_own h, box_view v) OWN_THAW(h, v) OWN_PRIMITIVE\n"
	"{\n"
	"\town_thaw(&h->life, &v->life);\n"
	"}\n";

static const char cell[] = "#include \"variants/v/box.h\"\n"
			   "\n"
			   "static int work(void *state)\n"
			   "{\n"
			   "\tBOX_OWN(box);\n"
			   "\tBOX_VIEW(view);\n"
			   "\n"
			   "\tif (!box_alloc(state, box))\n"
			   "\t\treturn -1;\n"
			   "\topen_it(box, view);\n"
			   "\tnothing();\n"
			   "\tshut_it(box, view);\n"
			   "\tif (state)\n"
			   "\t\tbox_set(box, NULL);\n"
			   "\treturn box_free(state, box);\n"
			   "}\n"
			   "\n"
			   "static int rest(void)\n"
			   "{\n"
			   "\treturn 0;\n"
			   "}\n"
			   "\n"
			   "static const struct ops ops = {\n"
			   "\t.both = { .work = work, .rest = rest },\n"
			   "\t.rest = rest,\n"
			   "\t.none = NULL,\n"
			   "};\n";

static void make_row(struct tree *t, struct row_text *row)
{
	struct memtax_error err;

	tree_make(t);
	strcpy(t->variant.checked, "thread-safety");
	tree_write(t, "variants/v/box.h", header);
	tree_write(t, "variants/v/w.c", cell);
	if (row && recall_text_read(row, t->root, "v", "w", &err))
		fail_msg("%s", err.text);
}

/* ---- the text ------------------------------------------------------------------------------- */

static void functions_are_read(void **state)
{
	const struct function *f;
	struct row_text row;
	struct tree t;

	(void)state;
	make_row(&t, &row);
	assert_int_equal(row.n_sources, 2);
	assert_string_equal(row.sources[1].path, "variants/v/w.c");
	assert_int_equal(row.n_functions, 7);
	assert_int_equal(row.n_types, 2);
	assert_string_equal(recall_type(&row, "const box_own")->macro, "BOX_OWN");
	assert_null(recall_type(&row, "box_own *"));

	f = recall_function(&row, "box_alloc", strlen("box_alloc"));
	assert_non_null(f);
	assert_int_equal(f->n_parameters, 2);
	assert_string_equal(f->parameters[0].type, "struct pool *");
	assert_string_equal(f->parameters[0].name, "pool");
	assert_int_equal(f->n_notes, 2);
	assert_int_equal(f->notes[0].kind, NOTE_ACQUIRE_IF);
	assert_int_equal(f->notes[0].parameter[0], 1);

	f = recall_function(&row, "open_it", strlen("open_it"));
	assert_int_equal(f->notes[0].kind, NOTE_FREEZE);
	assert_int_equal(f->notes[0].parameter[0], 0);
	assert_int_equal(f->notes[0].parameter[1], 1);
	assert_string_equal(recall_function(&row, "box_set", strlen("box_set"))->parameters[1].type,
			    "int *");
	recall_text_free(&row);
	tree_remove(&t);
}

static void statements_are_found(void **state)
{
	const char *const statement[][2] = {
		{ "box_alloc(state", "if (!box_alloc(state, box))\n\t\treturn -1;" },
		{ "-1", "return -1;" },
		{ "box_set(", "box_set(box, NULL);" },
		{ "box_free(", "return box_free(state, box);" },
	};
	const struct function *f;
	struct row_text row;
	struct tree t;

	(void)state;
	make_row(&t, &row);
	f = recall_function(&row, "work", strlen("work"));
	for (size_t i = 0; i < sizeof(statement) / sizeof(statement[0]); i++) {
		const char *text = f->source->text;
		struct range r = recall_statement(f->source, f,
						  (size_t)(strstr(text, statement[i][0]) - text));

		assert_int_equal(r.end - r.start, strlen(statement[i][1]));
		assert_memory_equal(text + r.start, statement[i][1], r.end - r.start);
	}
	recall_text_free(&row);
	tree_remove(&t);
}

/* ---- mutants -------------------------------------------------------------------------------- */

struct known {
	const char *operator; /* the only one of it, */
	const char *text;     /* and what it has in it; NULL: there is no such mutant */
};

static const struct known known[] = {
	{ "use after move",
	  "{ __typeof__( box_free(state, box)) recall_result =  box_free(state, box); "
	  "(void)box_set(box, (int *){ 0 }); return recall_result; }" },
	{ "double free", "\t(void)box_free(state, box); return box_free(state, box);" },
	{ "leak", "return (__typeof__(box_free(state, box))){ 0 };" },
	{ "alias made", "__typeof__(&(box)[0]) recall_alias = (box); "
			"(void)box_free(state, recall_alias); return box_free(state, box);" },
	{ "handle copied", "BOX_OWN(recall_copy); *recall_copy = *box; "
			   "(void)box_free(state, recall_copy); return" },
	{ "owner overwritten", "BOX_OWN(recall_empty); *box = *recall_empty; return (__typeof__" },
	{ "parameter redirected", NULL },
	{ "borrow consumed", "own_write(&h->life); (void)box_free((struct pool *){ 0 }, h);" },
	{ "unchecked begin", "\n\n\t(void)!box_alloc(state, box);\n\topen_it" },
	{ "scope macro dropped, and leak", "\tbox_own box = OWN_NONE;\n\tBOX_VIEW(view);" },
	{ "view closed early",
	  "open_it(box, view); shut_it(box, view);\n\tnothing();\n\t(void)0;" },
	{ "view left open", "open_it(box, view);\n\tnothing();\n\t(void)0;" },
	{ "annotation weakened", "int value[2]) OWN_SHARED(h)\n" },
};

static int kind_of(const char *name)
{
	for (int i = 0; i < recall_n_operators; i++)
		if (!strcmp(recall_operators[i].name, name))
			return i;
	fail_msg("no operator '%s'", name);
	return -1;
}

static size_t count(const struct mutants *m, const char *name, const struct mutant **last)
{
	int kind = kind_of(name);
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (m->mutant[i].kind != kind)
			continue;
		*last = &m->mutant[i];
		n++;
	}
	return n;
}

static void mutants_are_the_known_ones(void **state)
{
	const struct mutant *one = NULL;
	struct mutants mutants;
	struct row_text row;
	struct tree t;

	(void)state;
	make_row(&t, &row);
	assert_int_equal(recall_mutants(&row, &mutants), 0);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t n = count(&mutants, known[i].operator, & one);

		if (n != (known[i].text != NULL))
			fail_msg("%s: %zu mutants", known[i].operator, n);
		if (n && !strstr(one->text, known[i].text))
			fail_msg("%s: made %s", known[i].operator, one->text);
	}
	assert_int_equal(count(&mutants, "annotation dropped", &one), 5);
	assert_string_equal(one->shown, "shut_it: OWN_THAW(h, v)");
	assert_int_equal(count(&mutants, "exempted from analysis", &one), 2);
	assert_int_equal(count(&mutants, "primitive lies", &one), 4);
	assert_int_equal(count(&mutants, "scope macro dropped", &one), 2);
	assert_int_equal(one->line, 6);
	assert_string_equal(one->shown, "BOX_VIEW(view);");
	recall_mutants_free(&mutants);
	recall_text_free(&row);
	tree_remove(&t);
}

static void what_is_not_concerned_is_pruned(void **state)
{
	struct row_text row;
	struct tree t;
	char *text;

	(void)state;
	make_row(&t, &row);
	text = recall_prune(&row, recall_function(&row, "box_free", strlen("box_free")), cell);
	assert_non_null(text);
	assert_non_null(strstr(text, ".work = work, .rest = 0 }"));
	assert_non_null(strstr(text, "\t.rest = 0,\n\t.none = NULL,"));
	free(text);
	recall_text_free(&row);
	tree_remove(&t);
}

/* ---- checkers ------------------------------------------------------------------------------- */

/* Mutants are compiled with -iquote; `answer` is what this compiler does with them. */
static void compiler(const struct tree *t, const char *name, const char *answer)
{
	char text[512], path[128];

	snprintf(text, sizeof(text),
		 "#!/bin/sh\n"
		 "case \"$*\" in *-iquote*) %s ;; esac\nexit 0\n",
		 answer);
	tree_write(t, name, text);
	snprintf(path, sizeof(path), "%s/%s", t->root, name);
	assert_int_equal(chmod(path, 0777), 0);
	tree_command(t, name, "kernel", path);
}

struct sums {
	json_int_t mutants, invalid, caught, survivors, by[3];
};

static void add(const json_t *line, struct sums *s)
{
	static const char *const by[] = { "gcc", "clang-19", "check" };

	s->mutants += json_integer_value(json_object_get(line, "mutants"));
	s->invalid += json_integer_value(json_object_get(line, "invalid"));
	s->caught += json_integer_value(json_object_get(line, "caught"));
	s->survivors += (json_int_t)json_array_size(json_object_get(line, "survivors"));
	for (int i = 0; i < 3; i++)
		s->by[i] += json_integer_value(json_object_get(json_object_get(line, "by"), by[i]));
}

static struct sums run(const struct tree *t)
{
	struct sums sums = { 0 };
	struct memtax_error err;
	json_t *lines = recall_run(&t->registry, &err), *line;
	size_t i;

	if (!lines)
		fail_msg("%s", err.text);
	json_array_foreach(lines, i, line) add(line, &sums);
	json_decref(lines);
	return sums;
}

static void recall_of_a_checker_that_sees_nothing(void **state)
{
	struct sums sums;
	struct tree t;

	(void)state;
	make_row(&t, NULL);
	compiler(&t, "gcc", "exit 0");
	compiler(&t, "clang-19", "exit 0");
	sums = run(&t);
	assert_true(sums.mutants > 20);
	assert_int_equal(sums.invalid, 0);
	assert_int_equal(sums.caught, 0);
	assert_int_equal(sums.survivors, sums.mutants);
	tree_remove(&t);
}

static void only_a_word_on_ownership_is_a_catch(void **state)
{
	struct sums sums;
	struct tree t;

	(void)state;
	make_row(&t, NULL);
	compiler(&t, "gcc", "exit 0");
	compiler(&t, "clang-19", "echo 'error: x [-Werror,-Wthread-safety-analysis]'; exit 1");
	sums = run(&t);
	assert_int_equal(sums.caught, sums.mutants);
	assert_int_equal(sums.by[0], 0);
	assert_int_equal(sums.by[2], sums.mutants);
	assert_int_equal(sums.survivors, 0);
	compiler(&t, "clang-19", "echo 'w.c:1: error: expected expression'; exit 1");
	sums = run(&t);
	assert_int_equal(sums.mutants, 0);
	assert_true(sums.invalid > 20);
	compiler(&t, "clang-19", "echo 'error: ownership: x'; echo 'error: y'; exit 1");
	assert_int_equal(run(&t).mutants, 0);
	tree_remove(&t);
}

static void checker_that_is_missing(void **state)
{
	struct memtax_error err;
	json_t *lines, *by;
	struct tree t;

	(void)state;
	make_row(&t, NULL);
	lines = recall_run(&t.registry, &err);
	assert_int_equal(json_array_size(lines), 0);
	json_decref(lines);
	compiler(&t, "gcc", "exit 0");
	lines = recall_run(&t.registry, &err);
	assert_non_null(lines);
	by = json_object_get(json_array_get(lines, 0), "by");
	assert_true(json_is_integer(json_object_get(by, "gcc")));
	assert_true(json_is_null(json_object_get(by, "check")));
	json_decref(lines);
	tree_remove(&t);
}

static void source_that_is_refused_as_it_is(void **state)
{
	struct memtax_error err;
	struct tree t;

	(void)state;
	make_row(&t, NULL);
	compiler(&t, "gcc", "exit 0");
	tree_write(&t, "gcc", "#!/bin/sh\necho 'error: ownership: x'\nexit 1\n");
	assert_null(recall_run(&t.registry, &err));
	assert_non_null(strstr(err.text, "variants/v/w.c is refused by gcc"));
	tree_remove(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(functions_are_read),
		cmocka_unit_test(statements_are_found),
		cmocka_unit_test(mutants_are_the_known_ones),
		cmocka_unit_test(what_is_not_concerned_is_pruned),
		cmocka_unit_test(recall_of_a_checker_that_sees_nothing),
		cmocka_unit_test(only_a_word_on_ownership_is_a_catch),
		cmocka_unit_test(checker_that_is_missing),
		cmocka_unit_test(source_that_is_refused_as_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
