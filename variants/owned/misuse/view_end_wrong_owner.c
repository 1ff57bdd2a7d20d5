/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: releasing box 'other' using shared access, expected exclusive access */
/* expect run: trap */
/* A view of one box is closed on another, which leaves its owner frozen. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	BOX_OWN(other);
	BOX_VIEW(view);
	int value;

	if (!box_alloc(box))
		return 12;
	if (!box_alloc(other)) {
		box_free(box);
		return 12;
	}
	box_set(box, argument);
	box_view_begin(box, view);
	value = box_view_get(view);
#ifdef MISUSE
	box_view_end(other, view);
#else
	box_view_end(box, view);
#endif
	box_free(other);
	box_free(box);
	return value - argument < 0;
}
