/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: box 'box' is not held on every path through here */
/* expect run: ok */
/* A live handle is overwritten by an empty one, so that nobody frees the box. The check alone. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
#ifdef MISUSE
	BOX_OWN(empty);
#endif

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
#ifdef MISUSE
	*box = *empty;
#else
	box_free(box);
#endif
	return 0;
}
