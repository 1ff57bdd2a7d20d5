/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: box 'box' is not held on every path through here */
/* expect run: ok */
/* A handle declared without its macro: the proof does not look as its scope ends. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
#ifdef MISUSE
	box_own box = OWN_NONE;
#else
	BOX_OWN(box);
#endif

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
#ifndef MISUSE
	box_free(box);
#endif
	return 0;
}
