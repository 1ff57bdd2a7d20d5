/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include "harness/record/samples_write.h"

struct samples_writer {
	int fd;
	char path[PATH_MAX];
};

/* Digits of a real: ticks are integers, clocks are not known to ten digits. */
enum { REAL_DIGITS = 10 };

static const char *what_to_do(int error)
{
	switch (error) {
	case ENOSPC:
	case EDQUOT:
		return "free space there, then go on with --resume";
	case EFBIG:
		return "raise the file size limit (ulimit -f), then go on with --resume";
	case EACCES:
	case EPERM:
	case EROFS:
		return "give a directory that you may write with --out";
	case EIO:
		return "look at the kernel log (dmesg) before you trust this disk";
	case EEXIST:
		return "give another directory with --out, or go on with --resume";
	case ENOENT:
		return "is it the directory of a run?";
	case EAGAIN:
		return "another memtax is writing it; wait, or stop that one";
	default:
		return "mend that, then go on with --resume";
	}
}

static int fail(struct memtax_error *err, const char *path, const char *act, int error)
{
	/* A lock that is held says EAGAIN or EACCES, as the system likes. */
	return memtax_fail(err, "%s: cannot %s: %s; %s", path, act, strerror(error),
			   what_to_do(error));
}

/* A file size limit is to be an error of write(), told in words, not a signal that kills. */
static void ignore_file_size_signal(void)
{
	struct sigaction now;

	if (sigaction(SIGXFSZ, NULL, &now) == 0 && now.sa_handler == SIG_DFL)
		signal(SIGXFSZ, SIG_IGN);
}

/*
 * Of the open file, not of the process: a POSIX lock would go when any other descriptor of the file
 * is closed, such as that of samples_read(). The processes that play attacks have the file open
 * too, and die just after the run that was killed: they are waited for.
 */
static int lock_file(int fd)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000 * 1000 };
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

	for (int try = 0; try < 25; try++) {
		if (fcntl(fd, F_OFD_SETLK, &lock) == 0)
			return 0;
		if (errno != EACCES && errno != EAGAIN)
			return -1;
		nanosleep(&pause, NULL);
	}
	errno = EAGAIN;
	return -1;
}

static struct samples_writer *open_writer(const char *dir, int flags, const char *act,
					  struct memtax_error *err)
{
	struct samples_writer *w = calloc(1, sizeof(*w));

	if (!w) {
		memtax_fail(err, "%s/" SAMPLES_FILE ": out of memory", dir);
		return NULL;
	}
	if (snprintf(w->path, sizeof(w->path), "%s/" SAMPLES_FILE, dir) >= (int)sizeof(w->path)) {
		memtax_fail(err, "%.200s...: the path is too long; use a shorter one", dir);
		free(w);
		return NULL;
	}
	w->fd = open(w->path, flags | O_RDWR | O_APPEND | O_CLOEXEC, 0644);
	if (w->fd < 0) {
		fail(err, w->path, act, errno);
		free(w);
		return NULL;
	}
	ignore_file_size_signal();
	if (lock_file(w->fd)) {
		fail(err, w->path, "lock it", errno);
		samples_close(w);
		return NULL;
	}
	return w;
}

struct samples_writer *samples_create(const char *dir, struct memtax_error *err)
{
	return open_writer(dir, O_CREAT | O_EXCL, "create it", err);
}

/* Offset just after the last newline; 0 if there is none. */
static off_t end_of_lines(int fd, off_t size)
{
	char block[4096];

	while (size > 0) {
		off_t start = size > (off_t)sizeof(block) ? size - (off_t)sizeof(block) : 0;
		ssize_t n = pread(fd, block, (size_t)(size - start), start);

		if (n != size - start)
			return -1;
		for (ssize_t i = n - 1; i >= 0; i--)
			if (block[i] == '\n')
				return start + i + 1;
		size = start;
	}
	return 0;
}

static int drop_torn_line(int fd)
{
	struct stat st;
	off_t end;

	if (fstat(fd, &st))
		return -1;
	end = end_of_lines(fd, st.st_size);
	if (end < 0)
		return -1;
	return end == st.st_size ? 0 : ftruncate(fd, end);
}

struct samples_writer *samples_reopen(const char *dir, struct memtax_error *err)
{
	struct samples_writer *w = open_writer(dir, 0, "open it to go on", err);

	if (!w)
		return NULL;
	errno = 0; /* a short read sets none */
	if (drop_torn_line(w->fd)) {
		fail(err, w->path, "cut off its torn last line", errno ? errno : EIO);
		samples_close(w);
		return NULL;
	}
	return w;
}

/*
 * One write(2), so that a kill leaves the line whole or torn at the end. A short write is a full
 * disk: asking for the rest gives the reason; then the part that is there is cut off again.
 */
static int write_whole(struct samples_writer *w, const char *text, size_t size,
		       struct memtax_error *err)
{
	struct stat before;
	ssize_t n;
	int error;

	if (fstat(w->fd, &before))
		return fail(err, w->path, "look at it", errno);
	do {
		n = write(w->fd, text, size);
	} while (n < 0 && errno == EINTR);
	if (n == (ssize_t)size)
		return 0;
	error = errno;
	if (n >= 0) {
		/* Whatever this one adds is cut off too. */
		error = write(w->fd, text + n, size - (size_t)n) < 0 ? errno : ENOSPC;
	}
	if (n > 0 && ftruncate(w->fd, before.st_size))
		return memtax_fail(err,
				   "%s: cannot append (%s), and half a line is left; %s: it drops "
				   "that half",
				   w->path, strerror(error), what_to_do(error));
	return fail(err, w->path, "append a line", error);
}

int samples_append(struct samples_writer *w, json_t *line, struct memtax_error *err)
{
	const size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(REAL_DIGITS);
	size_t size = line ? json_dumpb(line, NULL, 0, flags) : 0;
	char *text = size ? malloc(size + 1) : NULL;
	int ret;

	if (text && json_dumpb(line, text, size, flags) == size) {
		text[size] = '\n';
		ret = write_whole(w, text, size + 1, err);
	} else {
		ret = memtax_fail(err, "%s: a line could not be made: out of memory, or not JSON",
				  w->path);
	}
	free(text);
	json_decref(line);
	return ret;
}

int samples_sync(struct samples_writer *w, struct memtax_error *err)
{
	return fsync(w->fd) ? fail(err, w->path, "bring it to the disk", errno) : 0;
}

void samples_close(struct samples_writer *w)
{
	if (!w)
		return;
	close(w->fd);
	free(w);
}
