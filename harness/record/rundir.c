/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include "harness/record/rundir.h"

/* More runs in one second than this is a loop gone wild. */
enum { MAX_SAME_NAME = 100 };

void record_time(time_t t, char text[RECORD_TIME_SIZE])
{
	struct tm tm;

	if (!gmtime_r(&t, &tm) || !strftime(text, RECORD_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
		text[0] = '\0';
}

static int make_one(const char *path, struct memtax_error *err)
{
	struct stat st;

	if (mkdir(path, 0755) == 0)
		return 0;
	if (errno != EEXIST)
		return memtax_fail(err, "%s: cannot make this directory: %s; give one with --out",
				   path, strerror(errno));
	if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return memtax_fail(err, "%s: is there, but is no directory; give one with --out", path);
}

static int make_directories(const char *dir, struct memtax_error *err)
{
	char path[PATH_MAX];
	size_t length = strlen(dir);

	if (!length || length >= sizeof(path))
		return memtax_fail(err, "'%.80s': no path of a directory (empty, or too long)",
				   dir);
	memcpy(path, dir, length + 1);
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (make_one(path, err))
			return -1;
		*slash = '/';
	}
	return make_one(path, err);
}

/* Asking access(2) is not enough: root, ACLs and read-only mounts are only told by writing. */
static int try_to_write(const char *dir, struct memtax_error *err)
{
	static const char block[4096] = "memtax tries whether it can write here\n";
	char path[PATH_MAX];
	int error = 0;
	int fd;

	if (snprintf(path, sizeof(path), "%s/.memtax-XXXXXX", dir) >= (int)sizeof(path))
		return memtax_fail(err, "%.200s...: the path is too long; use a shorter one", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return memtax_fail(
			err,
			"%s: cannot make a file here: %s; give a writable directory with --out",
			dir, strerror(errno));
	errno = ENOSPC;
	if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block) || fsync(fd))
		error = errno;
	close(fd);
	unlink(path);
	if (!error)
		return 0;
	return memtax_fail(err, "%s: cannot write here: %s; free space, or give another with --out",
			   dir, strerror(error));
}

int record_check_writable(const char *dir, uint64_t need, struct memtax_error *err)
{
	struct statvfs fs;
	uint64_t space;

	if (make_directories(dir, err) || try_to_write(dir, err))
		return -1;
	if (statvfs(dir, &fs))
		return memtax_fail(err, "%s: cannot ask for free space: %s", dir, strerror(errno));
	space = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (space < need)
		return memtax_fail(err,
				   "%s: %llu MiB free, a run asks for %llu; free space, or give "
				   "another directory with --out",
				   dir, (unsigned long long)(space >> 20),
				   (unsigned long long)(need >> 20));
	return 0;
}

int record_new_run(const char *results, const char *fingerprint, const char *revision, time_t now,
		   char path[PATH_MAX], struct memtax_error *err)
{
	char stamp[sizeof("20261123T173000Z")];
	char parent[PATH_MAX];
	struct tm tm;

	if (!gmtime_r(&now, &tm) || !strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm))
		return memtax_fail(err, "the clock of this machine makes no sense; set it");
	if (snprintf(parent, sizeof(parent), "%s/%s", results, fingerprint) >= (int)sizeof(parent))
		return memtax_fail(err, "%.200s...: the path is too long; use a shorter one",
				   results);
	if (make_directories(parent, err))
		return -1;
	for (int i = 1; i <= MAX_SAME_NAME; i++) {
		char more[16] = "";

		if (i > 1)
			snprintf(more, sizeof(more), "-%d", i);
		if (snprintf(path, PATH_MAX, "%s/%s-%s%s", parent, stamp, revision, more) >=
		    PATH_MAX)
			return memtax_fail(err, "%.200s...: the path is too long", parent);
		if (mkdir(path, 0755) == 0)
			return 0;
		if (errno != EEXIST)
			return memtax_fail(err, "%s: cannot make this directory: %s", path,
					   strerror(errno));
	}
	return memtax_fail(err, "%s/%s-%s: %d runs of this second are there already", parent, stamp,
			   revision, MAX_SAME_NAME);
}
