/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: owner not provably free of open views here */
/* expect clang-19: ownership: owner not provably free of open views here */
/* expect check: calling function 'box_set' requires holding box 'box' exclusively */
/* expect run: trap */
/* The box is changed while a view of it is open. */
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
#ifdef MISUSE
	box_set(box, 2);
#endif
	value = box_view_get(view);
	box_view_end(box, view);
	box_free(box);
	return value - argument;
}
