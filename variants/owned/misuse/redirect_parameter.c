/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: silent */
/* expect run: trap */
/* A parameter is pointed to another handle, and that one is freed. The check goes by the name. */
#include "variants/owned/misuse/box.h"

/* Frees one box and looks at the other. */
OWN_INLINE int replace(box_own box, box_own other) OWN_RELEASE(box) OWN_EXCLUSIVE(other)
{
#ifdef MISUSE
	box = other;
#endif
	box_free(box);
	return box_get(other);
}

int misuse_case(int argument)
{
	BOX_OWN(box);
	BOX_OWN(other);
	int value;

	if (!box_alloc(box))
		return 12;
	if (!box_alloc(other)) {
		box_free(box);
		return 12;
	}
	box_set(other, argument);
	value = replace(box, other);
	box_free(other);
	return value > argument;
}
