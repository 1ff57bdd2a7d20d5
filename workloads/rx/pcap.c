/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rx: classic capture files (pcap 2.4, either byte order, microseconds or nanoseconds). Everything
 * in the file is checked before it is used; the first thing that is wrong is the error.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "workloads/rx/internal.h"

enum {
	FILE_HEADER = 24,
	RECORD_HEADER = 16,
	LINKTYPE_ETHERNET = 1,
	FILE_MAX = 1 << 24, /* bytes; recordings in data/ are small */
};

static const uint32_t magic_micro = 0xa1b2c3d4, magic_nano = 0xa1b23c4d;

__attribute__((format(printf, 2, 3))) static int fail(struct memtax_error *err, const char *format,
						      ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -1;
}

static uint32_t number(const uint8_t *p, bool swap)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return swap ? __builtin_bswap32(v) : v;
}

/* Read the whole file; *size gets its length. NULL with the reason in err. */
static uint8_t *slurp(const char *path, size_t *size, struct memtax_error *err)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes = NULL;
	struct stat st;

	if (!file) {
		fail(err, "%s: %s", path, strerror(errno));
		return NULL;
	}
	if (fstat(fileno(file), &st) || !S_ISREG(st.st_mode))
		fail(err, "%s: not a regular file", path);
	else if (st.st_size > FILE_MAX)
		fail(err, "%s: %lld bytes, more than the %d that a recording may have", path,
		     (long long)st.st_size, FILE_MAX);
	else if (!(bytes = malloc((size_t)st.st_size + 1)))
		fail(err, "%s: out of memory", path);
	else if ((*size = fread(bytes, 1, (size_t)st.st_size, file)) != (size_t)st.st_size) {
		fail(err, "%s: cannot be read to its end", path);
		free(bytes);
		bytes = NULL;
	}
	fclose(file);
	return bytes;
}

/* Is the file header one we read? Tells whether the numbers behind it must be swapped. */
static int read_header(const char *path, const uint8_t *bytes, size_t size, bool *swap,
		       struct memtax_error *err)
{
	uint32_t magic, linktype;

	if (size < FILE_HEADER)
		return fail(err, "%s: %zu bytes, too short for the header of a capture", path,
			    size);
	magic = number(bytes, false);
	*swap = magic != magic_micro && magic != magic_nano;
	if (*swap)
		magic = __builtin_bswap32(magic);
	if (magic != magic_micro && magic != magic_nano)
		return fail(err,
			    "%s: not a classic pcap file (convert pcapng with editcap -F pcap)",
			    path);
	linktype = number(bytes + 20, *swap) & 0x0fffffff;
	if (linktype != LINKTYPE_ETHERNET)
		return fail(err, "%s: link type %u, only Ethernet (1) is read", path, linktype);
	return 0;
}

/*
 * Walk the records; count them, and note them if `packet` is not NULL. Returns their number, or -1.
 */
static long walk(const char *path, const uint8_t *bytes, size_t size, bool swap,
		 struct rx_desc *packet, struct memtax_error *err)
{
	size_t at = FILE_HEADER;
	long n = 0;

	while (at < size) {
		uint32_t stored, original;

		if (size - at < RECORD_HEADER)
			return fail(err, "%s: packet %ld: header cut short at byte %zu", path,
				    n + 1, at);
		stored = number(bytes + at + 8, swap);
		original = number(bytes + at + 12, swap);
		at += RECORD_HEADER;
		if (stored > size - at)
			return fail(err, "%s: packet %ld: %u bytes, but the file ends after %zu",
				    path, n + 1, stored, size - at);
		if (stored > original)
			return fail(err, "%s: packet %ld: %u bytes stored of a packet of %u", path,
				    n + 1, stored, original);
		if (stored > RX_FRAME_MAX)
			return fail(err,
				    "%s: packet %ld: %u bytes, more than the %d of this workload",
				    path, n + 1, stored, RX_FRAME_MAX);
		if (packet)
			packet[n] = (struct rx_desc){ .offset = (uint32_t)at, .len = stored };
		at += stored;
		n++;
	}
	if (!n)
		return fail(err, "%s: no packet in it", path);
	return n;
}

int rx_capture_read(const char *path, struct rx_capture *capture, struct memtax_error *err)
{
	size_t size = 0;
	uint8_t *bytes = slurp(path, &size, err);
	struct rx_desc *packet = NULL;
	bool swap = false;
	long n;

	if (!bytes)
		return -1;
	if (read_header(path, bytes, size, &swap, err) ||
	    (n = walk(path, bytes, size, swap, NULL, err)) < 0)
		goto failed;
	packet = calloc((size_t)n, sizeof(*packet));
	if (!packet) {
		fail(err, "%s: out of memory", path);
		goto failed;
	}
	if (walk(path, bytes, size, swap, packet, err) < 0)
		goto failed;
	*capture = (struct rx_capture){ .bytes = bytes, .packet = packet, .n = (size_t)n };
	return 0;
failed:
	free(packet);
	free(bytes);
	return -1;
}

void rx_capture_free(struct rx_capture *capture)
{
	free(capture->packet);
	free(capture->bytes);
}
