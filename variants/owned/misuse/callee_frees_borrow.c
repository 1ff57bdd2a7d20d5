/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: expecting box 'box' to be held at the end of function */
/* expect run: trap */
/* A callee that only borrows the box frees it. */
#include "variants/owned/misuse/box.h"

OWN_INLINE int look(box_own box) OWN_EXCLUSIVE(box)
{
	int value = box_get(box);

#ifdef MISUSE
	box_free(box);
#endif
	return value;
}

int misuse_case(int argument)
{
	BOX_OWN(box);
	int value;

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	value = look(box);
	box_free(box);
	return value - argument;
}
