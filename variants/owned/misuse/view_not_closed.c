/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably consumed on every path out of its scope */
/* expect clang-19: ownership: handle not provably consumed on every path out of its scope */
/* expect check: view 'view' is not held on every path through here */
/* expect run: trap */
/* A view is opened and left open. */
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
#ifndef MISUSE
	box_view_end(box, view);
	box_free(box);
#endif
	return value - argument;
}
