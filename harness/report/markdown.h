/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The whole report as Markdown; report.html is made from it. */
#ifndef MEMTAX_REPORT_MARKDOWN_H
#define MEMTAX_REPORT_MARKDOWN_H

#include <jansson.h>

#include "harness/report/plot.h"

/* Returns the text (caller frees), or NULL without memory. `plots` may hold none; `first` is what
 * view_first_blocks() found. */
char *markdown_report(const json_t *run, const struct plots *plots, const struct blocks *first);

#endif
