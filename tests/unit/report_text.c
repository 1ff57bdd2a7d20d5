/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Figures, widths, tables and escapes, against what a person would write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "harness/report/format.h"
#include "harness/report/notes.h"
#include "harness/report/table.h"

static void figures(void **state)
{
	(void)state;
	assert_string_equal(figure_signed(1.25, 1).s, "+1.2");
	assert_string_equal(figure_signed(-3, 1).s, "\u22123.0");
	assert_string_equal(figure_signed(-0.04, 1).s, "0.0");
	assert_string_equal(figure_signed(0.04, 1).s, "0.0");
	assert_string_equal(figure_signed(NAN, 1).s, DASH);
	assert_string_equal(figure_plain(INFINITY, 1).s, DASH);
	assert_string_equal(figure_plain(1e300, 3).s, DASH);
	assert_string_equal(figure_interval(-0.1, 2, 1).s, "[\u22120.1 +2.0]");
	assert_string_equal(figure_interval(NAN, 2, 1).s, DASH);
	assert_string_equal(figure_range(0, 2, 0).s, "0 .. +2");
	assert_string_equal(figure_significant(412.4).s, "412");
	assert_string_equal(figure_significant(41.24).s, "41.2");
	assert_string_equal(figure_significant(4.124).s, "4.12");
	assert_string_equal(figure_significant(0).s, "0");
	assert_string_equal(figure_percent(0.934).s, "93 %");
	assert_string_equal(figure_p(0.0004).s, "< 0.001");
	assert_string_equal(figure_bytes(32768).s, "32 KiB");
	assert_string_equal(figure_bytes(1.5 * 1024 * 1024).s, "1.5 MiB");
	assert_string_equal(figure_hertz(2.6e9).s, "2.60 GHz");
}

static void decimals_follow_base_and_interval(void **state)
{
	(void)state;
	assert_int_equal(figure_decimals(1000, NAN), 0);
	assert_int_equal(figure_decimals(41, NAN), 1);
	assert_int_equal(figure_decimals(41, 5.0), 1);	/* at most 0.25 % of the base */
	assert_int_equal(figure_decimals(41, 0.06), 2); /* half of the interval shows */
	assert_int_equal(figure_decimals(41, 1e-9), 2); /* not finer than 0.025 % */
	assert_int_equal(figure_decimals(0, 0), 4);
	assert_int_equal(figure_decimals(NAN, 0.1), 1);
}

static void widths(void **state)
{
	(void)state;
	assert_int_equal(text_width("Δ −1.2 –¹"), 9);
	assert_int_equal(text_width("e\u0301"), 1);
	assert_int_equal(text_width("日本"), 4);
	assert_int_equal(text_width("\xff\xc3"), 2);
	assert_int_equal(text_width(""), 0);
}

static void escaping(void **state)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	markdown_escape("a|b *c* <d> [+1 +2] [x](y) branch_misses _z_ p < 0.1 &lt;", out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, "a\\|b \\*c\\* \\<d> [+1 +2] [x\\](y) branch_misses \\_z\\_ "
				  "p < 0.1 \\&lt;");
	free(text);
}

static struct table *sample(void)
{
	struct table *t = table_new();

	assert_non_null(t);
	table_column(t, "row", ALIGN_LEFT);
	table_column(t, "Δ", ALIGN_RIGHT);
	table_column(t, "words", ALIGN_LEFT);
	table_row(t);
	table_text(t, TONE_STRONG, "é");
	table_text(t, TONE_PLAIN, "−1");
	table_text(t, TONE_PLAIN, "one two three four five six");
	table_row(t);
	table_text(t, TONE_PLAIN, "longer");
	table_span(t, TONE_BAD, "failed: a|b\tc\n");
	table_text(t, TONE_PLAIN, "dropped");
	return t;
}

static char *printed(const struct table *t, size_t width, bool markdown)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	if (markdown)
		table_markdown(t, out);
	else
		table_print(t, out, width, false);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void tables(void **state)
{
	struct table *t = sample();
	char *text = printed(t, 32, false);

	(void)state;
	assert_string_equal(text, "  row      Δ  words\n"
				  "  é       −1  one two three four\n"
				  "              five six\n"
				  "  longer  failed: a|b c \n");
	free(text);
	text = printed(t, 0, true);
	assert_string_equal(text, "| row | Δ | words |\n|----|---:|----|\n"
				  "| é | −1 | one two three four five six |\n"
				  "| longer |  | failed: a\\|b c  |\n");
	free(text);
	assert_int_equal(table_rows(t), 2);
	assert_false(table_failed(t));
	table_free(t);
	assert_true(table_failed(NULL));
	table_text(NULL, TONE_PLAIN, "nothing happens");
}

static void notes(void **state)
{
	struct notes n = { 0 };

	(void)state;
	assert_string_equal(notes_add(&n, "why %d", 1).s, "¹");
	assert_string_equal(notes_add(&n, "why %d", 2).s, "²");
	assert_string_equal(notes_add(&n, "why 1").s, "¹");
	for (int i = 3; i <= NOTES_MOST + 2; i++)
		notes_add(&n, "why %d", i);
	assert_int_equal(n.n, NOTES_MOST);
	assert_string_equal(note_mark(11).s, "¹²");
	notes_free(&n);
	assert_int_equal(n.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(figures), cmocka_unit_test(decimals_follow_base_and_interval),
		cmocka_unit_test(widths),  cmocka_unit_test(escaping),
		cmocka_unit_test(tables),  cmocka_unit_test(notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
