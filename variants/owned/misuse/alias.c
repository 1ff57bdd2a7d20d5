/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: releasing box 'alias' that was not held */
/* expect run: trap */
/* The box is freed by another name, and again by its own. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
#ifdef MISUSE
	__typeof__(&box[0]) alias = box;
#endif

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
#ifdef MISUSE
	box_free(alias);
#endif
	box_free(box);
	return 0;
}
