/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: silent */
/* expect run: ok */
/* Not caught by anything: what a view points to is kept and read after the box is gone. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	BOX_VIEW(view);
	const int *kept;
	int value;

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	box_view_begin(box, view);
	kept = view->value;
	value = *kept;
	box_view_end(box, view);
	box_free(box);
#ifdef MISUSE
	value = *kept;
#endif
	return value < 0;
}
