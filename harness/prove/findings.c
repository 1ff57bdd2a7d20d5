// SPDX-License-Identifier: GPL-2.0-or-later
#include <string.h>

#include "harness/prove/json_text.h"
#include "harness/prove/prove.h"

/* What was to be, in words. */
static const char *expectation(const json_t *row)
{
	const char *claimed = json_text(row, "claimed");
	bool member = json_is_string(json_object_get(row, "member"));

	if (!strcmp(json_text(row, "kind"), "mechanism"))
		return member ? "must be bitten" : "must be stopped";
	if (claimed[0])
		return claimed;
	return "nothing";
}

static json_t *finding(const json_t *row)
{
	bool twin = strcmp(json_text(row, "twin"), "accepted") != 0;
	const char *what = twin ? json_text(row, "twin") : json_text(row, "what");
	const char *member = json_text(row, "member");

	return json_sprintf("%s, %s%s%s, %s %s: %s (%s, %s, CWE-%lld): %s%s%s%s%s%s",
			    json_text(row, "workload"), json_text(row, "variant"),
			    member[0] ? ", " : "", member, json_text(row, "toolchain"),
			    json_text(row, "profile"), json_text(row, "fault"),
			    json_text(row, "kind"), json_text(row, "class"),
			    json_integer_value(json_object_get(row, "cwe")),
			    twin ? "its benign twin " : "claimed ", twin ? "" : expectation(row),
			    twin ? "" : ", got ", twin ? "" : json_text(row, "outcome"),
			    what[0] ? ": " : "", what);
}

json_t *prove_findings(const json_t *proof)
{
	json_t *findings = json_array(), *row;
	size_t i;

	json_array_foreach(proof, i, row) if (!json_is_true(json_object_get(row, "holds")))
		json_array_append_new(findings, finding(row));
	return findings;
}
