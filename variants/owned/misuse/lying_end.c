/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: silent */
/* expect run: ok */
/* Not caught by anything: a primitive ends the handle and does not free the box. Trust. */
#include "variants/owned/misuse/box.h"

OWN_INLINE void put_away(box_own box) OWN_RELEASE(box) OWN_PRIMITIVE
{
	own_end(&box->life);
#ifndef MISUSE
	box_free_raw(box->box);
#endif
}

int misuse_case(int argument)
{
	BOX_OWN(box);

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	put_away(box);
	return 0;
}
