/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this workload share; not for cells. */
#ifndef MEMTAX_NLATTR_INTERNAL_H
#define MEMTAX_NLATTR_INTERNAL_H

#include "harness/contract/workload.h"
#include "workloads/nlattr/nlattr.h"

enum {
	NLATTR_SEGMENT_BYTES = 8192, /* everything of a segment: batch, descriptors, buffers */
	NLATTR_SEGMENT_BUFFERS = 24, /* descriptors in it */
	NLATTR_MESSAGE_BYTES =
		4096, /* longest message that is generated or accepted in a recording */
};

/* oracle.c: the digest of one segment; `ops`, unless NULL, gets the attributes looked at. */
uint64_t nlattr_oracle(const struct nlattr_batch *batch, uint64_t *ops);
/* ... and what it finds wrong with the one message (of at least a header) in a buffer. */
int nlattr_message_error(const struct nlattr_batch *batch);

/*
 * rules.c: is this payload right for an attribute of a table level (type from 1 to
 * nlattr_rule_max())? 0, or the errno of the message.
 */
int nlattr_rule(enum nlattr_level level, unsigned type, const uint8_t *p, size_t n);
unsigned nlattr_rule_max(enum nlattr_level level);

/* input.c */
int nlattr_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		      void *memory, struct memtax_input *input, struct memtax_error *err);
size_t nlattr_input_size(const struct memtax_shape *resolved);

/* message.c: one random valid message at `to`, NLATTR_MESSAGE_BYTES long; its aligned length. */
struct memtax_random;
uint32_t nlattr_message_make(struct memtax_random *random, uint8_t *to);
/* Damage it in a way that every row reports. */
void nlattr_message_damage(struct memtax_random *random, uint8_t *message, uint32_t len);

/* recorded.c: the messages of a recording, validated; free with nlattr_recording_free(). */
struct nlattr_recording {
	uint8_t *bytes;
	uint32_t n_messages;
	const uint8_t **message; /* struct nlmsghdr, nlmsg_len bytes each */
};
int nlattr_recording_load(const char *data_dir, struct nlattr_recording *recording,
			  struct memtax_error *err);
void nlattr_recording_free(struct nlattr_recording *recording);

/* single.c */
uint64_t nlattr_drive_single(const struct memtax_ops *ops, void *state, const void *batch);

/* check.c */
int nlattr_audit(const struct memtax_ops *ops, void *state, struct memtax_error *err);
int nlattr_check(const struct memtax_ops *ops, void *state, const struct memtax_shape *resolved,
		 uint64_t seed, struct memtax_error *err);
/* check_edges.c: the part of it that is not random. */
int nlattr_check_edges(const struct nlattr_ops *ops, void *state, struct memtax_error *err);

/* Write one line to `err`, return -1. */
__attribute__((format(printf, 2, 3))) int nlattr_fail(struct memtax_error *err, const char *format,
						      ...);

#endif
