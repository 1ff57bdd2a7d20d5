/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably consumed on every path out of its scope */
/* expect clang-19: ownership: handle not provably consumed on every path out of its scope */
/* expect check: box 'box' is not held on every path through here */
/* expect run: trap */
/* An early return on the error path forgets the box. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);

	if (!box_alloc(box))
		return 12;
	if (argument == 1) {
#ifndef MISUSE
		box_free(box);
#endif
		return 0;
	}
	box_free(box);
	return 0;
}
