/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably free for a new object here */
/* expect clang-19: ownership: handle not provably free for a new object here */
/* expect check: acquiring box 'box' that is already held */
/* expect run: trap */
/* A second allocation into the same handle loses the first box. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);

	if (!box_alloc(box))
		return 12;
#ifndef MISUSE
	box_free(box);
#endif
	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	box_free(box);
	return 0;
}
