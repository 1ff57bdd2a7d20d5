// SPDX-License-Identifier: GPL-2.0-or-later
/* What counters_probe() found, as it is kept in samples.ndjson. */
#include "harness/measure/counters.h"

json_t *counters_report_json(const struct counters_report *report)
{
	json_t *sets = json_array(), *missing = json_array();

	for (size_t i = 0; i < report->n_sets; i++) {
		json_t *names = json_array();

		for (size_t j = 0; j < report->set[i].n; j++)
			json_array_append_new(names, json_string(report->set[i].event[j].name));
		json_array_append_new(sets, names);
	}
	for (size_t i = 0; i < report->n_missing; i++) {
		const struct counters_missing *m = &report->missing[i];

		json_array_append_new(missing, json_pack("{s:s, s:s}", "event", m->name, "reason",
							 m->reason.text));
	}
	return json_pack("{s:b, s:s, s:o, s:o}", "available", report->available, "reason",
			 report->reason.text, "sets", sets, "missing", missing);
}
