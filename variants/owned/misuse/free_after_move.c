/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: releasing box 'box' that was not held */
/* expect run: trap */
/* The box is handed on, and freed by who handed it on. */
#include "variants/owned/misuse/box.h"

/* Who keeps it from here on; it frees it in the end. */
OWN_INLINE void give(box_own box) OWN_RELEASE(box)
{
	box_set(box, 0);
	box_free(box);
}

int misuse_case(int argument)
{
	BOX_OWN(box);

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	give(box);
#ifdef MISUSE
	box_free(box);
#endif
	return 0;
}
