/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What killed runs left in the build: folders of linked layouts, layout-<pid>. */
#ifndef MEMTAX_MEASURE_STALE_H
#define MEMTAX_MEASURE_STALE_H

/* Remove those of processes that are no more. What cannot be removed stays. */
void stale_layouts_remove(const char *build);

#endif
