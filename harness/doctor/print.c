// SPDX-License-Identifier: GPL-2.0-or-later
/* The examination for a person at a terminal. */
#include <string.h>
#include "harness/doctor/checks.h"

static const char *grade_in_words(const char *grade)
{
	static const struct {
		const char *grade, *words;
	} table[] = {
		{ "metal-pmu", "a machine of its own, with hardware counters" },
		{ "metal-tsc", "a machine of its own, timed without hardware counters" },
		{ "vm-pmu", "a virtual machine, or maybe one, with hardware counters" },
		{ "vm-tsc", "a virtual machine, or maybe one, timed without hardware counters" },
		{ "emulated", "emulated: nothing measured here is a cost" },
	};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (!strcmp(table[i].grade, grade))
			return table[i].words;
	return "";
}

static void print_finding(const struct doctor_finding *f, FILE *out, bool colour)
{
	static const char *const colours[] = {
		[DOCTOR_OK] = "\033[32m",
		[DOCTOR_WARN] = "\033[33m",
		[DOCTOR_FAIL] = "\033[1;31m",
		[DOCTOR_UNKNOWN] = "\033[2m",
	};

	fprintf(out, "  %s%-7s%s  %-9s  %s\n", colour ? colours[f->status] : "",
		doctor_status_name(f->status), colour ? "\033[0m" : "", f->check, f->found);
	if (f->status == DOCTOR_OK)
		return;
	fprintf(out, "  %-7s  %-9s  why:  %s\n", "", "", f->why);
	if (f->mend[0])
		fprintf(out, "  %-7s  %-9s  mend: %s\n", "", "", f->mend);
}

void doctor_print(const struct doctor_examination *examination, FILE *out, bool colour)
{
	static const enum doctor_status order[] = { DOCTOR_FAIL, DOCTOR_WARN, DOCTOR_UNKNOWN,
						    DOCTOR_OK };
	const char *grade = doctor_grade(examination);

	fprintf(out, "grade %s: %s\n\n", grade, grade_in_words(grade));
	for (size_t o = 0; o < sizeof(order) / sizeof(order[0]); o++)
		for (size_t i = 0; i < examination->n; i++)
			if (examination->finding[i].status == order[o])
				print_finding(&examination->finding[i], out, colour);
}
