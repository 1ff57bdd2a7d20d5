// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "harness/prove/prove.h"

static const char *text(const json_t *row, const char *key)
{
	const char *value = json_string_value(json_object_get(row, key));

	return value ? value : "";
}

/* What was to be, in words. */
static const char *expectation(const json_t *row)
{
	const char *claimed = text(row, "claimed");
	bool member = json_is_string(json_object_get(row, "member"));

	if (!strcmp(text(row, "kind"), "mechanism"))
		return member ? "must be bitten" : "must be stopped";
	if (claimed[0])
		return claimed;
	return "nothing";
}

static json_t *finding(const json_t *row)
{
	bool twin = strcmp(text(row, "twin"), "accepted") != 0;
	const char *what = twin ? text(row, "twin") : text(row, "what");
	const char *member = text(row, "member");

	return json_sprintf(
		"%s, %s%s%s, %s %s: %s (%s, %s, CWE-%lld): %s%s%s%s%s%s", text(row, "workload"),
		text(row, "variant"), member[0] ? ", " : "", member, text(row, "toolchain"),
		text(row, "profile"), text(row, "fault"), text(row, "kind"), text(row, "class"),
		json_integer_value(json_object_get(row, "cwe")),
		twin ? "its benign twin " : "claimed ", twin ? "" : expectation(row),
		twin ? "" : ", got ", twin ? "" : text(row, "outcome"), what[0] ? ": " : "", what);
}

json_t *prove_findings(const json_t *proof)
{
	json_t *findings = json_array(), *row;
	size_t i;

	json_array_foreach(proof, i, row) if (!json_is_true(json_object_get(row, "holds")))
		json_array_append_new(findings, finding(row));
	return findings;
}
