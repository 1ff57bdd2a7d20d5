// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Mechanism faults: what the disciplines themselves can get wrong. The members that do are
 * variants/V/mustfail/nlattr-FAULT.patch.
 */
#include "workloads/nlattr/attack.h"

/*
 * A message of a cache line says that it is longer than the buffer; the memory behind it is of the
 * same slab. For the twin both sizes are the same.
 */
static void span_of_capacity(struct memtax_stage *stage)
{
	struct draft d;

	draft_begin(&d, RTM_NEWLINK, 0);
	draft_put(&d, IFLA_IFALIAS, "nineteen characters", 20);
	draft_u32(&d, IFLA_MTU, 1500);
	draft_end(&d);
	if (stage->hostile)
		d.n -= 4;
	attack_message(stage, &d, false);
}

const struct memtax_fault nlattr_faults_mechanism[] = {
	{ .name = "span-of-capacity",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 131,
	  .mechanism =
		  "a span is made with the size of the memory behind a buffer instead of the bytes "
		  "that were received",
	  .source = "rule 1 of variants/bounds/span.h: its constructors are trusted",
	  .run = span_of_capacity },
	{ .name = "unchecked-table",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_SPATIAL,
	  .cwe = 129,
	  .mechanism =
		  "the one function that may index tb[] does not compare the type with its size",
	  .source =
		  "has() in variants/bounds/nlattr_attr.h: a plain subscript behind a test by hand",
	  .run = attack_type_beyond_table },
	{ .name = "tables-outlive-buffer",
	  .kind = MEMTAX_MECHANISM,
	  .class = MEMTAX_TEMPORAL,
	  .cwe = 416,
	  .mechanism = "release leaves the depth as it is, which is all that says between two "
		       "calls that "
		       "there are tables",
	  .source = "tables_resume() in variants/owned/nlattr.c: an OWN_PRIMITIVE that believes it",
	  .run = attack_use_after_release },
	{ 0 },
};
