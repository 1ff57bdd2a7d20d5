/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of this workload tell each other. Cells do not include it. */
#ifndef MEMTAX_RX_INTERNAL_H
#define MEMTAX_RX_INTERNAL_H

#include <stdbool.h>
#include <stdio.h>
#include "harness/contract/random.h"
#include "harness/contract/workload.h"
#include "workloads/rx/rx.h"

enum { RX_FRAME_MAX = 1518, /* the largest Ethernet frame */ RX_FRAME_ALIGN = 64 };

/*
 * oracle.c: the obvious dissector. Returns enum rx_reason. *hazard (if not NULL) tells of a packet
 * that steps on one of raw's unfixed flaws and so must not be in a timed input; it is not an error.
 */
int rx_oracle_dissect(const uint8_t *frame, size_t len, struct rx_flow *flow, const char **hazard);
uint64_t rx_oracle(const struct memtax_shape *resolved, const struct memtax_segment *segment);

/* frame.c: one generated frame of at most RX_FRAME_MAX bytes; returns its length. */
size_t rx_frame_make(enum rx_input kind, struct memtax_random *random, uint8_t *frame);

/* pcap.c: a capture in memory. */
struct rx_capture {
	uint8_t *bytes;
	struct rx_desc *packet; /* offsets into bytes */
	size_t n;
};

/* Read a classic capture file of Ethernet frames. 0, or -1 with the reason; nothing to free then.
 */
int rx_capture_read(const char *path, struct rx_capture *capture, struct memtax_error *err);
void rx_capture_free(struct rx_capture *capture);

/* input.c, check.c: see struct memtax_workload. */
int rx_resolve(const struct memtax_shape *shape, size_t footprint, struct memtax_shape *resolved,
	       struct memtax_error *err);
size_t rx_arena_size(const struct memtax_shape *resolved);
size_t rx_input_size(const struct memtax_shape *resolved);
int rx_input_make(const struct memtax_shape *resolved, uint64_t seed, const char *data_dir,
		  void *memory, struct memtax_input *input, struct memtax_error *err);
int rx_audit(const struct memtax_ops *ops, void *state, struct memtax_error *err);
int rx_check(const struct memtax_ops *ops, void *state, const struct memtax_shape *resolved,
	     uint64_t seed, struct memtax_error *err);

#endif
