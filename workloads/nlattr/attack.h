/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the faults of this workload share: messages written by hand, and the ways in which they are
 * put before a cell (attack.c, attack_options.c). The faults are in faults_*.c, their list in
 * faults.c.
 */
#ifndef MEMTAX_NLATTR_ATTACK_H
#define MEMTAX_NLATTR_ATTACK_H

#include "harness/contract/fault.h"
#include "workloads/nlattr/internal.h"

/* ---- messages: attributes follow each other padded, the last one ends the buffer ------------- */

enum { DRAFT_BYTES = 1024 };

struct draft {
	uint8_t bytes[DRAFT_BYTES];
	uint32_t n; /* so far */
};

/* Begin a message of `type` (RTM_NEW...) with a family header of zeros but for `family`. */
void draft_begin(struct draft *d, uint32_t type, uint8_t family);
/* Append padding and `len` bytes that are no attribute. */
void draft_raw(struct draft *d, const void *bytes, uint32_t len);
/* Append an attribute; its payload is zero where `data` is NULL. Returns where its payload is. */
uint32_t draft_put(struct draft *d, uint32_t type, const void *data, uint32_t len);
uint32_t draft_u32(struct draft *d, uint32_t type, uint32_t value);
/* Open a nested attribute; its length is set by draft_close(). */
uint32_t draft_open(struct draft *d, uint32_t type);
void draft_close(struct draft *d, uint32_t at);
/* A nexthop of RTA_MULTIPATH; closed by draft_close() too. */
uint32_t draft_nexthop(struct draft *d);
/* One Geneve option with `len` bytes of data, in an open LWTUNNEL_IP_OPTS. */
void draft_geneve(struct draft *d, const void *data, uint32_t len);
/* The message is complete: state its length. */
void draft_end(struct draft *d);
/* ... or this instead of it. */
void draft_say_length(struct draft *d, uint32_t len);

/* ---- before a cell ----------------------------------------------------------------------------
 */

static inline const struct nlattr_ops *attack_ops(const struct memtax_stage *stage)
{
	return (const struct nlattr_ops *)stage->ops;
}

/* The message in memory of the stage: between secrets, or (`at_end`) before a page without access.
 */
uint8_t *attack_place(struct memtax_stage *stage, const struct draft *d, bool at_end);
/* A batch of one buffer. */
const struct nlattr_batch *attack_batch(struct memtax_stage *stage, const void *data, uint32_t len);

/* Preparations are done; in an attack the hostile value is in place. */
void attack_reached(struct memtax_stage *stage);

/* Right, or wrong because of `what`. */
void attack_expect(struct memtax_stage *stage, bool right, const char *what);

/*
 * Give the batch to `hot`, put out the digest (it folds what the modelled code stores and sends
 * on), and compare it with that of a correct receiver.
 */
void attack_hot(struct memtax_stage *stage, const struct nlattr_batch *batch);
/* All of it, for a message in one buffer. */
void attack_message(struct memtax_stage *stage, const struct draft *d, bool at_end);

/* recv() and next(); false, and said so, where the cell does not take a buffer that is right. */
bool attack_open(struct memtax_stage *stage, const void *data, uint32_t len);
/* Walk the open table to its end; what the last attr() returned. */
int attack_walk(struct memtax_stage *stage);
/* Open and walk a nested table; 0 or a negative errno. */
int attack_nest(struct memtax_stage *stage, uint32_t type, uint32_t level);

/*
 * The end of an attack by calls: `result` is what the call that should not have been made returned.
 * Negative: refused. Else what it gave is put out, and it is wrong. A twin gives `expected`.
 */
void attack_answer(struct memtax_stage *stage, int result, uint64_t value, uint64_t expected,
		   const char *what);

/*
 * A route with three tunnel options of `len` bytes of data, appended by calls: is the table of the
 * message what it was? The data of the third are what an attacker would have lie over the table,
 * which begins at their byte `skip` (attack_options.c).
 */
void attack_options(struct memtax_stage *stage, const uint32_t len[3], uint32_t skip);
void attack_geneve_overflow(struct memtax_stage *stage);

/* Attacks that more than one fault makes. */
void attack_family(struct memtax_stage *stage);
void attack_use_after_release(struct memtax_stage *stage);
void attack_type_beyond_table(struct memtax_stage *stage);

/* ---- the faults of each file: arrays that end with an entry without a name ----------------------
 */

extern const struct memtax_fault nlattr_faults_link[], nlattr_faults_route[],
	nlattr_faults_lengths[], nlattr_faults_calls[], nlattr_faults_meaning[],
	nlattr_faults_slips[], nlattr_faults_mechanism[];

#endif
