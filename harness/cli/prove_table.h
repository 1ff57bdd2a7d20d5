/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A proof for a terminal: fault by row, a table for each workload. */
#ifndef MEMTAX_CLI_PROVE_TABLE_H
#define MEMTAX_CLI_PROVE_TABLE_H

#include <jansson.h>
#include <stdio.h>

/* Where toolchains or profiles differ, a cell says all outcomes there are. */
void prove_table(const json_t *proof, FILE *out);

#endif
