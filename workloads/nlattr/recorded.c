// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Recordings of rtnetlink dumps: data/rtnetlink.rec, written by tools/record.c.
 *
 * The format: the line "memtax rtnetlink recording 1\n", then messages as the kernel sent them
 * (struct nlmsghdr and what follows), each padded to four bytes, up to the end of the file. Byte
 * order is little endian. A message is accepted if it is of a kind that the workload handles, is
 * no longer than NLATTR_MESSAGE_BYTES, and a receiver with every fix finds nothing wrong with it:
 * the pre-fix code of raw must be able to survive a recording.
 */
#include "workloads/nlattr/internal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "data/rtnetlink.rec"
#define MAGIC "memtax rtnetlink recording 1\n"

enum { FILE_BYTES_MAX = 4 << 20 };

int nlattr_fail(struct memtax_error *err, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

/* Would a receiver with every fix accept this message without error? */
static int message_is_right(const uint8_t *message, uint32_t len)
{
	const struct nlattr_buffer buffer = { .data = message, .len = len };
	const struct nlattr_batch batch = { .buffer = &buffer, .n_buffers = 1 };

	return nlattr_message_error(&batch) == 0;
}

/* Read the whole file; NULL with the reason in `err`. */
static uint8_t *slurp(const char *path, size_t *n, struct memtax_error *err)
{
	FILE *f = fopen(path, "rb");
	uint8_t *bytes;

	if (!f) {
		nlattr_fail(err, "%s: %s; record one with workloads/nlattr/tools/record.c", path,
			    strerror(errno));
		return NULL;
	}
	bytes = malloc(FILE_BYTES_MAX + 1);
	*n = bytes ? fread(bytes, 1, FILE_BYTES_MAX + 1, f) : 0;
	if (!bytes || ferror(f)) {
		nlattr_fail(err, "%s: cannot read it: %s", path, strerror(errno));
		free(bytes);
		bytes = NULL;
	} else if (*n > FILE_BYTES_MAX) {
		nlattr_fail(err, "%s: longer than %d bytes; record a smaller one", path,
			    (int)FILE_BYTES_MAX);
		free(bytes);
		bytes = NULL;
	}
	fclose(f);
	return bytes;
}

/* The message at `off`: its length, or 0 with what is wrong. */
static uint32_t check_message(const char *path, const uint8_t *bytes, size_t n, size_t off,
			      struct memtax_error *err)
{
	struct nlmsghdr header;

	if (n - off < sizeof(header)) {
		nlattr_fail(err, "%s: byte %zu: cut short in a message header; record it again",
			    path, off);
		return 0;
	}
	memcpy(&header, bytes + off, sizeof(header));
	if (header.nlmsg_len <= sizeof(header) || header.nlmsg_len > NLATTR_MESSAGE_BYTES) {
		nlattr_fail(
			err, "%s: byte %zu: message length %u is not in %zu..%d; record it again",
			path, off, header.nlmsg_len, sizeof(header) + 1, (int)NLATTR_MESSAGE_BYTES);
		return 0;
	}
	if (header.nlmsg_len > n - off) {
		nlattr_fail(err, "%s: byte %zu: message of %u bytes is cut short; record it again",
			    path, off, header.nlmsg_len);
		return 0;
	}
	if (header.nlmsg_type < NLMSG_MIN_TYPE ||
	    !message_is_right(bytes + off, header.nlmsg_len)) {
		nlattr_fail(err,
			    "%s: byte %zu: message of type %u is malformed or of no known kind; "
			    "record it again",
			    path, off, header.nlmsg_type);
		return 0;
	}
	return header.nlmsg_len;
}

int nlattr_recording_load(const char *data_dir, struct nlattr_recording *recording,
			  struct memtax_error *err)
{
	const size_t magic = sizeof(MAGIC) - 1;
	char path[4096];
	size_t n;

	*recording = (struct nlattr_recording){ 0 };
	if (snprintf(path, sizeof(path), "%s/%s", data_dir, FILE_NAME) >= (int)sizeof(path))
		return nlattr_fail(err, "%.100s...: path too long", data_dir);
	recording->bytes = slurp(path, &n, err);
	if (!recording->bytes)
		return -1;
	if (n < magic || memcmp(recording->bytes, MAGIC, magic)) {
		nlattr_recording_free(recording);
		return nlattr_fail(err, "%s: does not begin with the line '%.*s'", path,
				   (int)magic - 1, MAGIC);
	}
	recording->message = calloc(n / sizeof(struct nlmsghdr) + 1, sizeof(*recording->message));
	if (!recording->message) {
		nlattr_recording_free(recording);
		return nlattr_fail(err, "%s: out of memory", path);
	}
	for (size_t off = magic; off < n;) {
		uint32_t len = check_message(path, recording->bytes, n, off, err);

		if (!len) {
			nlattr_recording_free(recording);
			return -1;
		}
		recording->message[recording->n_messages++] = recording->bytes + off;
		off += NLMSG_ALIGN(len);
	}
	if (!recording->n_messages) {
		nlattr_recording_free(recording);
		return nlattr_fail(err, "%s: no message in it; record it again", path);
	}
	return 0;
}

void nlattr_recording_free(struct nlattr_recording *recording)
{
	free(recording->bytes);
	free(recording->message);
	*recording = (struct nlattr_recording){ 0 };
}
