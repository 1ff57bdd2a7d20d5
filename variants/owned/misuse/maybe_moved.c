/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: box 'box' is not held on every path through here */
/* expect run: trap */
/* Consumed on one branch only, and used after the two join. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	int value;

	if (!box_alloc(box))
		return 12;
	box_set(box, 0);
#ifdef MISUSE
	if (argument == 1)
		box_free(box);
#else
	(void)argument;
#endif
	value = box_get(box);
	box_free(box);
	return value;
}
