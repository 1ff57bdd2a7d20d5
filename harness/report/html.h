/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Markdown report as one page that needs nothing but itself. */
#ifndef MEMTAX_REPORT_HTML_H
#define MEMTAX_REPORT_HTML_H

#include "harness/report/plot.h"

/*
 * `title` goes into the page's head. Images of plots in `plots` are inlined. Returns the text
 * (caller frees), or NULL without memory.
 */
char *html_report(const char *markdown, const char *title, const struct plots *plots);

#endif
