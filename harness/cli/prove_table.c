// SPDX-License-Identifier: GPL-2.0-or-later
#include "harness/cli/prove_table.h"

#include <stdbool.h>
#include <string.h>

enum { MOST = 64, WIDTH = 20 };

static const char *text(const json_t *row, const char *key)
{
	const char *value = json_string_value(json_object_get(row, key));

	return value ? value : "";
}

/* The words of `key` in the rows where `where` is `value`, in order, each once. */
static size_t distinct(const json_t *proof, const char *where, const char *value, const char *key,
		       const char *words[MOST])
{
	size_t i, n = 0;
	json_t *row;

	json_array_foreach(proof, i, row)
	{
		bool there = where && strcmp(text(row, where), value) != 0;

		for (size_t k = 0; k < n; k++)
			there = there || !strcmp(words[k], text(row, key));
		if (!there && n < MOST)
			words[n++] = text(row, key);
	}
	return n;
}

/* What the row's cells answered, over toolchains and profiles: "error", or "crash|leak". */
static void outcomes(const json_t *proof, const char *workload, const char *fault,
		     const char *variant, char cell[80])
{
	size_t i, used = 0;
	json_t *row;

	strcpy(cell, "");
	json_array_foreach(proof, i, row)
	{
		const char *outcome = text(row, "outcome");

		if (strcmp(text(row, "workload"), workload) || strcmp(text(row, "fault"), fault) ||
		    strcmp(text(row, "variant"), variant) ||
		    json_is_string(json_object_get(row, "member")) || strstr(cell, outcome))
			continue;
		used += (size_t)snprintf(cell + used, 80 - used, "%s%s", used ? "|" : "", outcome);
		if (used >= 79)
			return;
	}
	if (!used)
		strcpy(cell, "-");
}

static const json_t *first_of(const json_t *proof, const char *workload, const char *fault)
{
	size_t i;
	json_t *row;

	json_array_foreach(proof, i, row)
	{
		if (!strcmp(text(row, "workload"), workload) && !strcmp(text(row, "fault"), fault))
			return row;
	}
	return NULL;
}

static void print_fault(const json_t *proof, const char *workload, const char *fault,
			const char *const *variants, size_t n, FILE *out)
{
	const json_t *row = first_of(proof, workload, fault);
	char cell[80];

	fprintf(out, "  %-9s %-8s %-32s %-14s", text(row, "kind"), text(row, "class"), fault,
		text(row, "cve"));
	for (size_t v = 0; v < n; v++) {
		outcomes(proof, workload, fault, variants[v], cell);
		fprintf(out, " %-12s", cell);
	}
	fputc('\n', out);
}

static void print_workload(const json_t *proof, const char *workload, FILE *out)
{
	static const char *const kinds[] = { "input", "slip", "mechanism" };
	const char *variants[MOST], *faults[MOST];
	size_t n_variants = distinct(proof, "workload", workload, "variant", variants);
	size_t n_faults = distinct(proof, "workload", workload, "fault", faults);

	fprintf(out, "%s\n  %-9s %-8s %-32s %-14s", workload, "kind", "class", "fault", "models");
	for (size_t v = 0; v < n_variants; v++)
		fprintf(out, " %-12s", variants[v]);
	fputc('\n', out);
	for (size_t k = 0; k < 3; k++)
		for (size_t f = 0; f < n_faults; f++)
			if (!strcmp(text(first_of(proof, workload, faults[f]), "kind"), kinds[k]))
				print_fault(proof, workload, faults[f], variants, n_variants, out);
}

void prove_table(const json_t *proof, FILE *out)
{
	const char *workloads[MOST];
	size_t n = distinct(proof, NULL, NULL, "workload", workloads);

	for (size_t w = 0; w < n; w++)
		print_workload(proof, workloads[w], out);
	fputs("error: refused, or the right answer. no-compile: the row's compiler refuses the "
	      "mistake.\ntrap: converted to a denial of service, not stopped. -: not attempted.\n",
	      out);
}
