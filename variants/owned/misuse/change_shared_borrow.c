/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: calling function 'box_set' requires holding box 'box' exclusively */
/* expect run: ok */
/* A callee changes what it borrowed to read. The linear proof knows no kinds of borrow. */
#include "variants/owned/misuse/box.h"

OWN_INLINE int look(box_own box) OWN_SHARED(box)
{
#ifdef MISUSE
	box_set(box, 0);
#endif
	return box_get(box);
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
	return value == 0 || value == argument ? 0 : 22;
}
