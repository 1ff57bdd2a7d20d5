/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <string.h>
#include "harness/record/document.h"
#include "harness/record/validate.h"

enum kind {
	TEXT = 1,
	NUMBER = 2,
	WHOLE = 4,
	FLAG = 8,
	LIST = 16,
	OBJECT = 32,
	NOTHING = 64, /* null is allowed */
	LATER = 128,  /* documents from before there was such a thing lack it */
};

struct member {
	const char *name;
	int kinds;
	const struct member *inside; /* of an object, or of every entry of a list; or NULL */
};

#define END { NULL, 0, NULL }

static const struct member estimate[] = {
	{ "value", NUMBER | NOTHING, NULL },
	{ "lo", NUMBER | NOTHING, NULL },
	{ "hi", NUMBER | NOTHING, NULL },
	END,
};
static const struct member spread[] = {
	{ "value", NUMBER | NOTHING, NULL }, { "lo", NUMBER | NOTHING, NULL },
	{ "hi", NUMBER | NOTHING, NULL },    { "hodges_lehmann", OBJECT, estimate },
	{ "layouts", LIST, NULL },	     { "p10", NUMBER | NOTHING, NULL },
	{ "p90", NUMBER | NOTHING, NULL },   END,
};
static const struct member per_op[] = {
	{ "ns", OBJECT, estimate },
	{ "cycles", OBJECT, estimate },
	END,
};
static const struct member rounds[] = {
	{ "used", WHOLE, NULL },
	{ "quiet", WHOLE, NULL },
	END,
};
static const struct member contended[] = {
	{ "rounds", WHOLE, NULL },
	{ "layouts", WHOLE, NULL },
	{ "delta_cycles", OBJECT, estimate },
	{ "ratio_to_base", OBJECT, estimate },
	END,
};
static const struct member result[] = {
	{ "workload", TEXT, NULL },
	{ "shape", TEXT, NULL },
	{ "footprint", TEXT, NULL },
	{ "profile", TEXT, NULL },
	{ "entry", TEXT, NULL },
	{ "unit", TEXT, NULL },
	{ "headline", FLAG, NULL },
	{ "variant", TEXT, NULL },
	{ "role", TEXT, NULL },
	{ "toolchain", TEXT, NULL },
	{ "provider", TEXT, NULL },
	{ "object", TEXT, NULL },
	{ "text_bytes", WHOLE, NULL },
	{ "base", TEXT | NOTHING, NULL },
	{ "base_toolchain", TEXT | NOTHING | LATER, NULL },
	{ "runtime", TEXT | LATER, NULL },
	{ "layouts", WHOLE, NULL },
	{ "rounds", OBJECT, rounds },
	{ "quiet_share", NUMBER | NOTHING, NULL },
	{ "per_op", OBJECT | NOTHING, per_op },
	{ "delta_cycles", OBJECT | NOTHING, spread },
	{ "ratio_to_base", OBJECT | NOTHING, spread },
	{ "contended", OBJECT | NOTHING, contended },
	{ "p", NUMBER | NOTHING, NULL },
	{ "p_holm", NUMBER | NOTHING, NULL },
	{ "verdict", TEXT, NULL },
	{ "tags", LIST, NULL },
	{ "failed", TEXT | NOTHING, NULL },
	END,
};
static const struct member geomean[] = {
	{ "value", NUMBER | NOTHING, NULL },
	{ "within", OBJECT, estimate },
	{ "between", OBJECT, estimate },
	{ "min_leave_one_out", NUMBER | NOTHING, NULL },
	{ "max_leave_one_out", NUMBER | NOTHING, NULL },
	END,
};
static const struct member summary[] = {
	{ "variant", TEXT, NULL },	{ "toolchain", TEXT, NULL },
	{ "profile", TEXT, NULL },	{ "entry", TEXT, NULL },
	{ "footprint", TEXT, NULL },	{ "workloads", WHOLE, NULL },
	{ "geomean", OBJECT, geomean }, END,
};
static const struct member across[] = {
	{ "workload", TEXT, NULL },
	{ "shape", TEXT, NULL },
	{ "footprint", TEXT, NULL },
	{ "profile", TEXT, NULL },
	{ "entry", TEXT, NULL },
	{ "variant", TEXT, NULL },
	{ "toolchain", TEXT, NULL },
	{ "to_variant", TEXT, NULL },
	{ "to_toolchain", TEXT, NULL },
	{ "layouts", WHOLE, NULL },
	{ "delta_cycles", OBJECT, estimate },
	{ "ratio", OBJECT, estimate },
	END,
};
static const struct member across_summary[] = {
	{ "variant", TEXT, NULL },	{ "toolchain", TEXT, NULL },
	{ "to_variant", TEXT, NULL },	{ "to_toolchain", TEXT, NULL },
	{ "profile", TEXT, NULL },	{ "entry", TEXT, NULL },
	{ "footprint", TEXT, NULL },	{ "workloads", WHOLE, NULL },
	{ "geomean", OBJECT, geomean }, END,
};
static const struct member boundary[] = {
	{ "workload", TEXT, NULL },
	{ "shape", TEXT, NULL },
	{ "footprint", TEXT, NULL },
	{ "profile", TEXT, NULL },
	{ "variant", TEXT, NULL },
	{ "toolchain", TEXT, NULL },
	{ "batch", OBJECT, estimate },
	{ "single", OBJECT, estimate },
	{ "call", OBJECT, estimate },
	{ "call_over_base", OBJECT | NOTHING, estimate },
	END,
};
static const struct member machine[] = {
	{ "fingerprint", TEXT, NULL },
	{ "cpu", TEXT, NULL },
	{ "arch", TEXT, NULL },
	{ "kernel", TEXT, NULL },
	{ "virtual", TEXT | NOTHING, NULL },
	END,
};
static const struct member source[] = {
	{ "revision", TEXT, NULL },
	{ "dirty", FLAG, NULL },
	{ "stale", FLAG, NULL },
	END,
};
static const struct member plan[] = {
	{ "layouts", WHOLE, NULL },
	{ "rounds", WHOLE, NULL },
	{ "launches", WHOLE, NULL },
	{ "launches_done", WHOLE, NULL },
	{ "family", FLAG, NULL },
	{ "groups", LIST, NULL },
	END,
};
static const struct member counters[] = {
	{ "available", FLAG, NULL },
	{ "sets", LIST, NULL },
	END,
};
static const struct member doctor[] = {
	{ "check", TEXT, NULL },
	{ "status", TEXT, NULL },
	END,
};
static const struct member refusal[] = {
	{ "workload", TEXT, NULL },
	{ "variant", TEXT, NULL },
	{ "reason", TEXT, NULL },
	END,
};
static const struct member proof[] = {
	{ "workload", TEXT, NULL },
	{ "variant", TEXT, NULL },
	{ "role", TEXT, NULL },
	{ "guarantee", TEXT | NOTHING | LATER, NULL },
	{ "toolchain", TEXT, NULL },
	{ "profile", TEXT, NULL },
	{ "fault", TEXT, NULL },
	{ "kind", TEXT, NULL },
	{ "class", TEXT, NULL },
	{ "cwe", WHOLE, NULL },
	{ "cve", TEXT | NOTHING, NULL },
	{ "mechanism", TEXT, NULL },
	{ "source", TEXT, NULL },
	{ "outcome", TEXT, NULL },
	{ "at_run_time", TEXT, NULL },
	{ "what", TEXT, NULL },
	{ "twin", TEXT, NULL },
	{ "by", TEXT | NOTHING, NULL },
	{ "claimed", TEXT | NOTHING, NULL },
	{ "tier", TEXT | NOTHING, NULL },
	{ "holds", FLAG, NULL },
	{ "member", TEXT | NOTHING, NULL },
	END,
};
static const struct member compile[] = {
	{ "variant", TEXT, NULL }, { "case", TEXT, NULL },
	{ "summary", TEXT, NULL }, { "checker", TEXT, NULL },
	{ "profile", TEXT, NULL }, { "expected", TEXT, NULL },
	{ "result", TEXT, NULL },  { "reason", TEXT, NULL },
	{ "holds", FLAG, NULL },   END,
};
static const struct member survivor[] = {
	{ "file", TEXT, NULL },
	{ "line", WHOLE, NULL },
	{ "text", TEXT, NULL },
	END,
};
static const struct member recall[] = {
	{ "variant", TEXT, NULL },	 { "workload", TEXT, NULL },
	{ "operator", TEXT, NULL },	 { "summary", TEXT, NULL },
	{ "mutants", WHOLE, NULL },	 { "invalid", WHOLE, NULL },
	{ "caught", WHOLE, NULL },	 { "by", OBJECT, NULL },
	{ "survivors", LIST, survivor }, END,
};
static const struct member effort[] = {
	{ "variant", TEXT, NULL },
	{ "workload", TEXT, NULL },
	{ "language", TEXT | LATER, NULL },
	{ "lines", WHOLE, NULL },
	{ "tokens", WHOLE, NULL },
	{ "lines_changed", WHOLE | NOTHING, NULL },
	{ "tokens_changed", WHOLE | NOTHING, NULL },
	{ "annotations", WHOLE, NULL },
	{ "casts", WHOLE, NULL },
	{ "constructors", WHOLE, NULL },
	{ "suppressions", WHOLE, NULL },
	{ "unsafe_lines", WHOLE, NULL },
	{ "shell_lines", WHOLE | NOTHING | LATER, NULL },
	{ "unsafe_blocks", WHOLE | NOTHING | LATER, NULL },
	{ "safety_comments", WHOLE | NOTHING | LATER, NULL },
	{ "escapes", WHOLE | NOTHING | LATER, NULL },
	{ "base", TEXT | NOTHING | LATER, NULL },
	{ "flags", OBJECT | NOTHING | LATER, NULL },
	END,
};
static const struct member checks[] = {
	{ "variant", TEXT, NULL },
	{ "workload", TEXT, NULL },
	{ "toolchain", TEXT, NULL },
	{ "profile", TEXT, NULL },
	{ "number", WHOLE, NULL },
	{ "file", TEXT, NULL },
	{ "line", WHOLE, NULL },
	{ "text", TEXT, NULL },
	{ "survives", FLAG, NULL },
	{ "caught_by", TEXT | NOTHING, NULL },
	{ "equivalent", TEXT | NOTHING, NULL },
	{ "text_bytes", WHOLE, NULL },
	{ "delta_cycles", OBJECT | NOTHING, estimate },
	END,
};
static const struct member proof_file[] = {
	{ "proof", LIST, proof },   { "compile", LIST, compile }, { "recall", LIST, recall },
	{ "effort", LIST, effort }, { "checks", LIST, checks },	  END,
};
static const struct member document[] = {
	{ "id", TEXT, NULL },
	{ "state", TEXT, NULL },
	{ "kind", TEXT, NULL },
	{ "command", TEXT, NULL },
	{ "started_at", TEXT, NULL },
	{ "finished_at", TEXT | NOTHING, NULL },
	{ "resumes", WHOLE, NULL },
	{ "seed", WHOLE, NULL },
	{ "grade", TEXT, NULL },
	{ "machine", OBJECT, machine },
	{ "source", OBJECT, source },
	{ "toolchains", LIST, NULL },
	{ "doctor", LIST, doctor },
	{ "plan", OBJECT, plan },
	{ "counters", OBJECT, counters },
	{ "results", LIST, result },
	{ "controls", LIST, result },
	{ "summary", LIST, summary },
	{ "across", LIST | LATER, across },
	{ "across_summary", LIST | LATER, across_summary },
	{ "boundary", LIST | LATER, boundary },
	{ "proof", LIST, proof },
	{ "compile", LIST | LATER, compile },
	{ "recall", LIST | LATER, recall },
	{ "effort", LIST | LATER, effort },
	{ "checks", LIST | LATER, checks },
	{ "refusals", LIST, refusal },
	END,
};

static int kind_of(const json_t *v)
{
	switch (v ? json_typeof(v) : JSON_NULL) {
	case JSON_STRING:
		return TEXT;
	case JSON_INTEGER:
		return WHOLE | NUMBER;
	case JSON_REAL:
		return NUMBER;
	case JSON_TRUE:
	case JSON_FALSE:
		return FLAG;
	case JSON_ARRAY:
		return LIST;
	case JSON_OBJECT:
		return OBJECT;
	case JSON_NULL:
		return v ? NOTHING : 0;
	}
	return 0;
}

struct where {
	const char *path, *advice;
	char member[160]; /* results[3].ratio_to_base */
	struct memtax_error *err;
};

/* Tables nest four deep; the document's own depth is not followed. */
static int check_object(struct where *w, const json_t *object, const struct member *members);

static int check_list(struct where *w, const json_t *list, const struct member *members)
{
	size_t end = strlen(w->member), i;
	const json_t *entry;

	json_array_foreach(list, i, entry)
	{
		snprintf(w->member + end, sizeof(w->member) - end, "[%zu]", i);
		if (!json_is_object(entry))
			return memtax_fail(w->err, "%s: %s is no object; %s", w->path, w->member,
					   w->advice);
		if (check_object(w, entry, members))
			return -1;
	}
	w->member[end] = '\0';
	return 0;
}

static int check_member(struct where *w, const json_t *object, const struct member *m)
{
	const json_t *value = json_object_get(object, m->name);
	size_t end = strlen(w->member);
	int ret = 0;

	snprintf(w->member + end, sizeof(w->member) - end, "%s%s", end ? "." : "", m->name);
	if (!(value ? kind_of(value) & m->kinds : m->kinds & LATER))
		return memtax_fail(w->err, "%s: %s is %s; %s", w->path, w->member,
				   value ? "of another type" : "missing", w->advice);
	if (m->inside && json_is_array(value))
		ret = check_list(w, value, m->inside);
	else if (m->inside && json_is_object(value))
		ret = check_object(w, value, m->inside);
	w->member[end] = '\0';
	return ret;
}

static int check_object(struct where *w, const json_t *object, const struct member *members)
{
	for (; members->name; members++)
		if (check_member(w, object, members))
			return -1;
	return 0;
}

int validate_document(const json_t *run, const char *path, struct memtax_error *err)
{
	struct where w = {
		.path = path,
		.err = err,
		.advice = "restore the file, or remove it and run `memtax report` to make it from "
			  "samples.ndjson",
	};
	const char *schema = json_string_value(json_object_get(run, "schema"));

	if (!schema)
		return memtax_fail(err, "%s: no member 'schema': not a run document", path);
	if (strcmp(schema, DOCUMENT_SCHEMA) != 0)
		return memtax_fail(err,
				   "%s: schema '%.80s' is not '" DOCUMENT_SCHEMA "', which this "
				   "memtax reads; use the memtax that wrote it",
				   path, schema);
	return check_object(&w, run, document);
}

int validate_proof(const json_t *kept, const char *path, struct memtax_error *err)
{
	struct where w = {
		.path = path,
		.err = err,
		.advice = "restore the file, or remove it: the run is shown without its proof then",
	};

	return check_object(&w, kept, proof_file);
}
