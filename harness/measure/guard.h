/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A cell that crashes or hangs takes the measuring process with it. Before it goes, the process
 * says which cell it was, as a `cell_failed` line, and the parent makes the launch again without
 * it.
 */
#ifndef MEMTAX_MEASURE_GUARD_H
#define MEMTAX_MEASURE_GUARD_H

enum { GUARD_SECONDS = 120, GUARD_EXIT_STATUS = 5 };

/* Install the handlers; lines go to `fd`. Once per process. */
void guard_install(int fd, int launch, int attempt);

/* From now on the process runs code of this cell (-1: of none), for GUARD_SECONDS at most. */
void guard_cell(int cell);

/* The cell did what it must not: say so, and end the process. `reason` needs no escapes in JSON. */
__attribute__((noreturn)) void guard_fail(const char *reason);

#endif
