/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reader must know before any figure of this run. */
#ifndef MEMTAX_REPORT_BANNER_H
#define MEMTAX_REPORT_BANNER_H

#include <jansson.h>
#include <stddef.h>

enum { BANNERS_MOST = 8 };

struct banner {
	const char *title; /* "Partial run" */
	char text[320];	   /* what follows from it */
};

/* Fill in what holds for this run; returns how many, often 0. */
size_t banners_of(const json_t *run, struct banner banner[BANNERS_MOST]);

#endif
