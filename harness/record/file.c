/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "harness/record/file.h"

int file_path(const char *dir, const char *name, const char *more, char path[PATH_MAX],
	      struct memtax_error *err)
{
	if (snprintf(path, PATH_MAX, "%s/%s%s", dir, name, more) < PATH_MAX)
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

/* The file that takes the other's place: written and on the disk. Returns 0, or -1 with errno. */
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

static int put_in_place(const char *dir, const char *name, const char *text, size_t size,
			const char *advice, struct memtax_error *err)
{
	char path[PATH_MAX], temporary[PATH_MAX];
	int error;

	if (file_path(dir, name, "", path, err) || file_path(dir, name, ".new", temporary, err))
		return -1;
	if (write_temporary(temporary, text, size) == 0 && rename(temporary, path) == 0 &&
	    sync_directory(dir) == 0)
		return 0;
	error = errno;
	unlink(temporary);
	return memtax_fail(err, "%s: cannot write it: %s; %s", path, strerror(error), advice);
}

int file_write_json(const char *dir, const char *name, const json_t *json, const char *advice,
		    struct memtax_error *err)
{
	char *text = json_dumps(json, JSON_INDENT(1) | JSON_REAL_PRECISION(FILE_REAL_DIGITS));
	size_t size;
	int ret;

	if (!text)
		return memtax_fail(err, "%s/%s: out of memory, or not JSON", dir, name);
	size = strlen(text);
	text[size] = '\n'; /* in the place of the terminator: `size` says where it ends */
	ret = put_in_place(dir, name, text, size + 1, advice, err);
	free(text);
	return ret;
}
