/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a cell a mutant cannot concern need not be compiled with it. An operation that reaches
 * the changed function by no call is taken out of the cell's table, and the compiler then drops
 * what only it used. That halves the time recall takes; nothing else depends on it.
 */
#ifndef MEMTAX_PROVE_RECALL_PRUNE_H
#define MEMTAX_PROVE_RECALL_PRUNE_H

#include "harness/prove/recall_text.h"

/*
 * `text` is the row's .c file, changed or not; `changed` the function that the mutant changed.
 * Returns the text with every initialiser `= FUNCTION` zero where FUNCTION does not reach
 * `changed`. To be freed; NULL without memory.
 */
char *recall_prune(const struct row_text *row, const struct function *changed, const char *text);

#endif
