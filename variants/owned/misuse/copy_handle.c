/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: invalid initializer */
/* expect clang-19: array initializer must be an initializer list */
/* expect check: array initializer must be an initializer list */
/* expect run: no-compile */
/* A second handle on the same box, so that both could free it. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
#ifdef MISUSE
	box_own copy = box;

	box_free(copy);
#endif
	box_free(box);
	return 0;
}
