/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: discards 'const' qualifier */
/* expect clang-19: discards qualifiers */
/* expect check: discards qualifiers */
/* expect run: no-compile */
/* The same, where the borrow is declared const: a matter of types. */
#include "variants/owned/misuse/box.h"

OWN_INLINE int look(const box_own box) OWN_SHARED(box)
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
	return value - argument;
}
