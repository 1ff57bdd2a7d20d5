// SPDX-License-Identifier: GPL-2.0-or-later
/* Which events are planned, and what libpfm4 makes of their names. */
#include <string.h>
#include <perfmon/pfmlib_perf_event.h>
#include "harness/measure/counters_impl.h"

/* libpfm4 brings its own perf_event.h, so the kernel's must not be included in this file. */

enum {
	LOOP = COUNTERS_LOOP_TURNS,
	EXACT = COUNTERS_LOOP_TURNS * COUNTERS_LOOP_INSTRUCTIONS,
	EXACT_SLACK = EXACT / 1000, /* covers the reads themselves and interrupts */
};

const struct counters_planned counters_planned_cycles = {
	.choice = { "cycles" },
	.work = COUNTERS_WORK_LOOP,
	.at_least = 1,
};

const struct counters_planned counters_planned_instructions = {
	.choice = { "instructions" },
	.work = COUNTERS_WORK_LOOP,
	.at_least = EXACT - EXACT_SLACK,
	.at_most = EXACT + EXACT_SLACK,
};

/* Misses need only happen at all: how many is the machine's affair. */
const struct counters_planned counters_planned_own[COUNTERS_PLANNED][COUNTERS_OWN] = {
	{
		{ .choice = { "branches" },
		  .work = COUNTERS_WORK_LOOP,
		  .at_least = LOOP - LOOP / 1000 },
		{ .choice = { "branch-misses" }, .work = COUNTERS_WORK_RANDOM, .at_least = 1 },
	},
	{
		{ .choice = { "L1-dcache-loads" }, .work = COUNTERS_WORK_WALK, .at_least = 1 },
		{ .choice = { "L1-dcache-load-misses" },
		  .work = COUNTERS_WORK_WALK,
		  .at_least = 1 },
	},
	{
/*
 * Where the last level is not counted per core (AMD), the generic event counts misses of the L2;
 * on Arm the generic event is an L1 refill, so the L2's own is asked for. The column bears the
 * name of what was opened.
 */
#if defined(__aarch64__)
		{ .choice = { "LLC-load-misses", "L2D_CACHE_REFILL" },
		  .work = COUNTERS_WORK_WALK,
		  .at_least = 1 },
#else
		{ .choice = { "LLC-load-misses", "cache-misses" },
		  .work = COUNTERS_WORK_WALK,
		  .at_least = 1 },
#endif
		{ .choice = { "dTLB-load-misses" }, .work = COUNTERS_WORK_WALK, .at_least = 1 },
	},
	{
		{ .choice = { "L1-icache-load-misses" },
		  .work = COUNTERS_WORK_CODE,
		  .at_least = 1 },
		{ .choice = { "stalled-cycles-frontend" },
		  .work = COUNTERS_WORK_CODE,
		  .at_least = 1 },
	},
};

int counters_encode(const char *name, struct counters_encoding *encoding, struct memtax_error *err)
{
	struct perf_event_attr attr = { .size = sizeof(attr) };
	pfm_perf_encode_arg_t arg = { .attr = &attr, .size = sizeof(arg) };
	int status = pfm_initialize(); /* again and again is allowed */

	if (status != PFM_SUCCESS)
		return memtax_fail(err, "libpfm4 does not start: %s", pfm_strerror(status));
	status = pfm_get_os_event_encoding(name, PFM_PLM3, PFM_OS_PERF_EVENT_EXT, &arg);
	if (status != PFM_SUCCESS)
		return memtax_fail(err,
				   "libpfm4 knows no event '%s' for this CPU: %s; a newer libpfm4 "
				   "may",
				   name, pfm_strerror(status));
	*encoding = (struct counters_encoding){
		.type = attr.type,
		.config = attr.config,
		.config1 = attr.config1,
		.config2 = attr.config2,
	};
	return 0;
}
