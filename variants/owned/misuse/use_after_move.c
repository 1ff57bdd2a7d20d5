/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: calling function 'box_get' requires holding box 'box' */
/* expect run: trap */
/* The box is handed on, and read once more. */
#include "variants/owned/misuse/box.h"

OWN_INLINE void give(box_own box) OWN_RELEASE(box)
{
	box_set(box, 0);
	box_free(box);
}

int misuse_case(int argument)
{
	BOX_OWN(box);
	int value;

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	value = box_get(box);
	give(box);
#ifdef MISUSE
	value = box_get(box);
#endif
	return value - argument;
}
