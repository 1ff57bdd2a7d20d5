/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: calling function 'box_view_get' requires holding view 'view' */
/* expect run: trap */
/* A view is read after it was closed and its owner freed. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	BOX_VIEW(view);
	int value;

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	box_view_begin(box, view);
	value = box_view_get(view);
	box_view_end(box, view);
	box_free(box);
#ifdef MISUSE
	value = box_view_get(view);
#endif
	return value - argument;
}
