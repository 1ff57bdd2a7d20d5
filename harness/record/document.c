/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "harness/record/check_costs.h"
#include "harness/record/document.h"
#include "harness/record/file.h"
#include "harness/record/proof.h"
#include "harness/record/results.h"
#include "harness/record/samples_read.h"
#include "harness/record/validate.h"

bool document_same(const json_t *a, const json_t *b)
{
	const size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(FILE_REAL_DIGITS);
	char *text_a = json_dumps(a, flags), *text_b = json_dumps(b, flags);
	bool same = text_a && text_b && strcmp(text_a, text_b) == 0;

	free(text_a);
	free(text_b);
	return same;
}

int document_write(const char *dir, const json_t *run, struct memtax_error *err)
{
	return file_write_json(dir, DOCUMENT_FILE, run,
			       "mend that and run `memtax report` on the run: the samples are kept",
			       err);
}

json_t *document_read(const char *dir, struct memtax_error *err)
{
	char path[PATH_MAX];
	json_error_t error;
	json_t *run;
	FILE *file;

	if (file_path(dir, DOCUMENT_FILE, "", path, err))
		return NULL;
	file = fopen(path, "re");
	if (!file) {
		memtax_fail(err, "%s: cannot read it: %s; is it the directory of a run?", path,
			    strerror(errno));
		return NULL;
	}
	run = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
	fclose(file);
	if (!run) {
		memtax_fail(err,
			    "%s:%d: not JSON: %s; restore the file, or remove it and run `memtax "
			    "report` to make it from samples.ndjson",
			    path, error.line, error.text);
		return NULL;
	}
	if (validate_document(run, path, err)) {
		json_decref(run);
		return NULL;
	}
	return run;
}

/* `run` with the proof that was made in `dir`; it is dropped on failure. */
static json_t *with_proof(json_t *run, const char *dir, struct memtax_error *err)
{
	json_t *proof = proof_read(dir, err);
	json_t *costs = json_incref(json_object_get(run, "checks"));
	int failed = proof ? proof_put(run, proof) ||
				     check_costs_put(json_object_get(run, "checks"), costs)
			   : -1;

	json_decref(costs);
	if (proof && failed)
		memtax_fail(err, "out of memory while making the document");
	json_decref(proof);
	if (!failed)
		return run;
	json_decref(run);
	return NULL;
}

json_t *document_build(const char *dir, struct memtax_error *err)
{
	struct samples *s = samples_read(dir, err);
	json_t *run = s ? results_build(s, err) : NULL;

	samples_free(s);
	return run ? with_proof(run, dir, err) : NULL;
}

json_t *document_make(const char *dir, struct memtax_error *err)
{
	json_t *run = document_build(dir, err);

	if (run && document_write(dir, run, err)) {
		json_decref(run);
		return NULL;
	}
	return run;
}
