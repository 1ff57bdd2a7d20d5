/* SPDX-License-Identifier: GPL-2.0-or-later */
/* gnuplot's SVG made fit to be shown alone and inlined, on light and on dark pages. */
#ifndef MEMTAX_REPORT_SVG_H
#define MEMTAX_REPORT_SVG_H

/*
 * `raw` as gnuplot wrote it; `name` goes before every id in it (several plots share one page),
 * `title` is its description. Returns the new text (caller frees), NULL without memory or if `raw`
 * is no SVG of gnuplot's.
 */
char *svg_dress(const char *raw, const char *name, const char *title);

#endif
