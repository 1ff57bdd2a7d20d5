/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ignoring return value of 'box_alloc' */
/* expect clang-19: ignoring return value of function declared with 'warn_unused_result' */
/* expect check: ignoring return value of function declared with 'warn_unused_result' */
/* expect run: no-compile */
/* Whether there is a box is not asked, and nobody keeps it. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);

#ifdef MISUSE
	box_alloc(box);
#else
	if (box_alloc(box))
		box_free(box);
#endif
	return argument == 2 ? 12 : 0;
}
