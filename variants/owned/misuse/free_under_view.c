/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: owner not provably free of open views here */
/* expect clang-19: ownership: owner not provably free of open views here */
/* expect check: releasing box 'box' using exclusive access, expected shared access */
/* expect run: trap */
/* The box is freed while a view of it is open: what CVE-2022-42719 came to. */
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
	box_free(box);
	value = box_view_get(view);
	box_view_end(box, view);
#else
	value = box_view_get(view);
	box_view_end(box, view);
	box_free(box);
#endif
	return value - argument;
}
