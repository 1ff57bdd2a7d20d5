/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: silent */
/* expect run: ok */
/* Not caught by anything: the pointer inside the handle is taken out by hand. Convention only. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	struct box *raw;

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
	raw = box->box;
	box_free(box);
#ifdef MISUSE
	raw->value = 0;
#else
	(void)raw;
#endif
	return 0;
}
