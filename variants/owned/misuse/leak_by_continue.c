/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably consumed on every path out of its scope */
/* expect clang-19: ownership: handle not provably consumed on every path out of its scope */
/* expect check: expecting box 'box' to be held at start of each loop */
/* expect run: trap */
/* A loop goes on with the next one and forgets the box of this turn. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	int sum = 0;

	for (int i = 0; i < 2; i++) {
		BOX_OWN(box);

		if (!box_alloc(box))
			return 12;
		box_set(box, i);
		if (i == argument) {
#ifndef MISUSE
			box_free(box);
#endif
			continue;
		}
		sum += box_get(box);
		box_free(box);
	}
	return sum;
}
