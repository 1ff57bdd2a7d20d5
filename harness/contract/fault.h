/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The contract between the fault runner and a workload's faults (workloads/<w>/faults*.c).
 *
 * A fault is one function that attacks a cell through its operations, on a stage that the runner
 * sets up in a child process of its own. With stage->hostile false the same function plays the
 * *twin*: the same calls with the benign value in place of the hostile one, which every row must
 * accept. The function says what it did and what the cell answered by the stage_ calls below; the
 * runner adds what it sees itself (signals, traps, damaged canaries, CPU time, dependence on
 * secrets) and makes one outcome of it.
 *
 * A workload's shared object exports `memtax_faults`, a NULL-terminated list of arrays; each
 * array ends with an entry without a name. Adding a fault is a function and its entry, in one file.
 *
 * Rules for a fault function:
 *  - it is deterministic, and touches the cell through `ops` only;
 *  - memory that the cell gets to see comes from stage_memory() or stage_memory_end();
 *  - what a caller of the cell would look at or send on goes to stage_output(): the runner plays
 *    the attack with two different fillings of secrets, and where the outputs differ the cell has
 *    leaked. Tokens and addresses are not outputs;
 *  - it ends by saying what the cell answered, unless the cell did not come back.
 */
#ifndef MEMTAX_CONTRACT_FAULT_H
#define MEMTAX_CONTRACT_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "harness/contract/cell.h"

#define MEMTAX_FAULTS_SYMBOL "memtax_faults"

enum memtax_fault_kind {
	/* Hostile bytes or calls against the object that is timed. Must bite the baseline. */
	MEMTAX_INPUT,
	/*
	 * One line forgotten at the same point in every row: variants/<v>/slips/<w>-<fault>.patch,
	 * a seeded build. Says what a discipline catches when its user errs.
	 */
	MEMTAX_SLIP,
	/*
	 * What a discipline itself can get wrong. Must bite its must-fail member,
	 * variants/<v>/mustfail/<w>-<fault>.patch, and not the row that the member is made from.
	 */
	MEMTAX_MECHANISM,
};

/* What outcomes are counted by. Finer: the fault's CWE. */
enum memtax_fault_class {
	MEMTAX_SPATIAL,	 /* outside an object: read or written, by index, length or arithmetic */
	MEMTAX_TEMPORAL, /* an object that is gone, given away, or owned twice or by nobody */
	MEMTAX_INIT,	 /* bytes that nobody wrote */
	MEMTAX_TYPE,	 /* an object taken for one of another type, or another meaning */
	MEMTAX_SNAPSHOT, /* a value checked and then read again from who can change it */
	MEMTAX_PROGRESS, /* availability: endless work, a trap that a stranger can reach */
	MEMTAX_CLASSES,
};

struct memtax_stage;

struct memtax_fault {
	const char *name; /* of its workload, in lower case with dashes: "peer-count-too-large" */
	const char *cve;  /* "CVE-2023-35788", or NULL where it models no single one */
	const char *mechanism; /* one sentence: what goes wrong, in the code that is modelled */
	const char *source;    /* the public source that was read to check that, and what it is */
	/*
	 * Where the attack is a caller's mistake that the C interface can always express: the case
	 * variants/<v>/misuse/<name>.c in which a row refuses to compile it. Else NULL.
	 */
	const char *misuse;
	void (*run)(struct memtax_stage *stage);
	enum memtax_fault_kind kind;
	enum memtax_fault_class class;
	unsigned int cwe; /* number of the weakness, as in CWE-125 */
	/* Slips only: built with MEMTAX_PEER_FLIP, so that stage_flip() can change what is read. */
	bool flips;
};

extern const struct memtax_fault *const memtax_faults[] __attribute__((visibility("default")));

/* What a fault function sees itself; the runner records the first. */
enum memtax_verdict {
	MEMTAX_NO_ANSWER,
	MEMTAX_REFUSED, /* a clean error for what is hostile, and nothing happened */
	MEMTAX_RIGHT,	/* the answer that correct code gives: of a twin, or of a harmless attack */
	MEMTAX_WRONG,	/* another answer, without an error: silently wrong */
	MEMTAX_LEAKED,	/* bytes or objects got out, or got lost: stage_output() finds secrets */
	MEMTAX_CORRUPTED, /* what was not to be changed is changed, or has two owners */
};

struct memtax_stage_calls {
	void *(*memory)(struct memtax_stage *stage, size_t size, bool at_end);
	void (*secret)(struct memtax_stage *stage, void *p, size_t size);
	void (*reached)(struct memtax_stage *stage);
	void (*triggered)(struct memtax_stage *stage);
	void (*output)(struct memtax_stage *stage, const void *bytes, size_t size);
	void (*say)(struct memtax_stage *stage, enum memtax_verdict verdict, const char *what);
	void (*flip)(struct memtax_stage *stage, const uint32_t *word, unsigned int nth,
		     uint32_t value);
	void (*stack)(struct memtax_stage *stage);
};

/* The cell has been initialised for `shape` and is used by nobody else. */
struct memtax_stage {
	const struct memtax_ops *ops;
	void *state;
	const struct memtax_shape *shape; /* the headline shape, resolved for a small footprint */
	bool hostile;			  /* false: play the twin */
	const struct memtax_stage_calls *calls;
};

/*
 * `size` bytes, zeroed, 64-aligned; before and after them secrets, which are canaries too: one that
 * changed is the outcome `corrupt`. Never NULL; lasts as long as the child.
 */
static inline void *stage_memory(struct memtax_stage *stage, size_t size)
{
	return stage->calls->memory(stage, size, false);
}

/* The same, ending where a page without access begins: reading one byte beyond is a crash. */
static inline void *stage_memory_end(struct memtax_stage *stage, size_t size)
{
	return stage->calls->memory(stage, size, true);
}

/*
 * [p, p + size) belongs to somebody else from now on: fill it with secrets. For memory that was
 * freed and given to the next one. Not watched for changes: say so with stage_say() if that is
 * what the attack is about.
 */
static inline void stage_secret(struct memtax_stage *stage, void *p, size_t size)
{
	stage->calls->secret(stage, p, size);
}

/* Fill the part of the stack that the next calls will use with secrets: uninitialised variables. */
static inline void stage_stack(struct memtax_stage *stage)
{
	stage->calls->stack(stage);
}

/* Preparations are done; the calls that make the attack (or the twin) begin. */
static inline void stage_reached(struct memtax_stage *stage)
{
	stage->calls->reached(stage);
}

/*
 * The condition of the fault holds: the hostile value is where the cell will meet it. The runner
 * refuses an attack that never triggers, and a twin that does.
 */
static inline void stage_triggered(struct memtax_stage *stage)
{
	stage->calls->triggered(stage);
}

/* Something that the caller of the cell would look at, keep or send on. */
static inline void stage_output(struct memtax_stage *stage, const void *bytes, size_t size)
{
	stage->calls->output(stage, bytes, size);
}

/* What the cell answered, in the fault's own judgement; the first counts. `what` is for people. */
static inline void stage_say(struct memtax_stage *stage, enum memtax_verdict verdict,
			     const char *what)
{
	stage->calls->say(stage, verdict, what);
}

/* Short for the most common end: right if `right`, else wrong with `what`. */
static inline void stage_expect(struct memtax_stage *stage, bool right, const char *what)
{
	stage_say(stage, right ? MEMTAX_RIGHT : MEMTAX_WRONG, right ? "" : what);
}

/*
 * Before the nth peer_load() of `word` (the first is 1) somebody writes `value` there. Only in
 * faults with `flips`. The runner counts a flip that was made as triggered.
 */
static inline void stage_flip(struct memtax_stage *stage, const uint32_t *word, unsigned int nth,
			      uint32_t value)
{
	stage->calls->flip(stage, word, nth, value);
}

#endif
