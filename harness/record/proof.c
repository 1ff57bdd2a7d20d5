/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include "harness/record/file.h"
#include "harness/record/proof.h"
#include "harness/record/validate.h"

#define ADVICE "restore it, or remove it: the run is shown without its proof then"

static const char *const lists[] = { "proof", "compile", "recall", "effort", "checks" };

enum { LISTS = sizeof(lists) / sizeof(lists[0]) };

int proof_write(const char *dir, const json_t *proof, struct memtax_error *err)
{
	char path[PATH_MAX];

	if (file_path(dir, PROOF_FILE, "", path, err) || validate_proof(proof, path, err))
		return -1;
	return file_write_json(dir, PROOF_FILE, proof, "free space, and prove again", err);
}

static json_t *no_proof(struct memtax_error *err)
{
	json_t *proof = json_object();
	int failed = !proof;

	for (size_t i = 0; !failed && i < LISTS; i++)
		failed = json_object_set_new(proof, lists[i], json_array());
	if (!failed)
		return proof;
	json_decref(proof);
	memtax_fail(err, "out of memory while making the document");
	return NULL;
}

json_t *proof_read(const char *dir, struct memtax_error *err)
{
	char path[PATH_MAX];
	json_error_t error;
	json_t *proof;
	FILE *file;

	if (file_path(dir, PROOF_FILE, "", path, err))
		return NULL;
	file = fopen(path, "re");
	if (!file && errno == ENOENT)
		return no_proof(err);
	if (!file) {
		memtax_fail(err, "%s: cannot read it: %s; " ADVICE, path, strerror(errno));
		return NULL;
	}
	proof = json_loadf(file, JSON_REJECT_DUPLICATES, &error);
	fclose(file);
	if (!proof) {
		memtax_fail(err, "%s:%d: not JSON: %s; " ADVICE, path, error.line, error.text);
		return NULL;
	}
	if (!validate_proof(proof, path, err))
		return proof;
	json_decref(proof);
	return NULL;
}

int proof_put(json_t *run, const json_t *proof)
{
	for (size_t i = 0; i < LISTS; i++)
		if (json_object_set(run, lists[i], json_object_get(proof, lists[i])))
			return -1;
	return 0;
}
