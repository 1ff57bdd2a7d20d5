/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "harness/record/document.h"
#include "harness/record/results.h"
#include "harness/record/samples_read.h"
#include "harness/record/validate.h"

/* Figures are rounded when they are made (numbers.h); what was copied has as many digits. */
enum { REAL_DIGITS = 10 };

static int document_path(const char *dir, const char *more, char path[PATH_MAX],
			 struct memtax_error *err)
{
	if (snprintf(path, PATH_MAX, "%s/" DOCUMENT_FILE "%s", dir, more) < PATH_MAX)
		return 0;
	return memtax_fail(err, "%.200s...: the path is too long; use a shorter one", dir);
}

static int write_all(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t n = write(fd, text, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		size -= (size_t)n;
	}
	return 0;
}

static int sync_directory(const char *dir)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int failed;

	if (fd < 0)
		return -1;
	failed = fsync(fd);
	close(fd);
	return failed;
}

/* The file that becomes run.json: written and on the disk. Returns 0, or -1 with errno. */
static int write_temporary(const char *path, const char *text, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	int failed, error;

	if (fd < 0)
		return -1;
	failed = write_all(fd, text, size) || fsync(fd);
	error = errno;
	if (close(fd) && !failed) {
		failed = 1;
		error = errno;
	}
	errno = error;
	return failed ? -1 : 0;
}

static int put_in_place(const char *dir, const char *text, size_t size, struct memtax_error *err)
{
	char path[PATH_MAX], temporary[PATH_MAX];
	int error;

	if (document_path(dir, "", path, err) || document_path(dir, ".new", temporary, err))
		return -1;
	if (write_temporary(temporary, text, size) == 0 && rename(temporary, path) == 0 &&
	    sync_directory(dir) == 0)
		return 0;
	error = errno;
	unlink(temporary);
	return memtax_fail(err,
			   "%s: cannot write it: %s; mend that and run `memtax report` on the run: "
			   "the samples are kept",
			   path, strerror(error));
}

bool document_same(const json_t *a, const json_t *b)
{
	const size_t flags = JSON_COMPACT | JSON_SORT_KEYS | JSON_REAL_PRECISION(REAL_DIGITS);
	char *text_a = json_dumps(a, flags), *text_b = json_dumps(b, flags);
	bool same = text_a && text_b && strcmp(text_a, text_b) == 0;

	free(text_a);
	free(text_b);
	return same;
}

int document_write(const char *dir, const json_t *run, struct memtax_error *err)
{
	char *text = json_dumps(run, JSON_INDENT(1) | JSON_REAL_PRECISION(REAL_DIGITS));
	size_t size;
	int ret;

	if (!text)
		return memtax_fail(err, "%s/" DOCUMENT_FILE ": out of memory, or not JSON", dir);
	size = strlen(text);
	text[size] = '\n'; /* in the place of the terminator: `size` says where it ends */
	ret = put_in_place(dir, text, size + 1, err);
	free(text);
	return ret;
}

json_t *document_read(const char *dir, struct memtax_error *err)
{
	char path[PATH_MAX];
	json_error_t error;
	json_t *run;
	FILE *file;

	if (document_path(dir, "", path, err))
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

json_t *document_make(const char *dir, struct memtax_error *err)
{
	struct samples *s = samples_read(dir, err);
	json_t *run = s ? results_build(s, err) : NULL;

	samples_free(s);
	if (run && document_write(dir, run, err)) {
		json_decref(run);
		return NULL;
	}
	return run;
}
