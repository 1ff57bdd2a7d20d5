/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: releasing box 'copy' that was not held */
/* expect run: ok */
/* The struct of the handle is copied and both are freed. The proof finds two good handles. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
#ifdef MISUSE
	BOX_OWN(copy);
#endif

	if (!box_alloc(box))
		return 12;
	box_set(box, argument);
#ifdef MISUSE
	*copy = *box;
	box_free(copy);
#endif
	box_free(box);
	return 0;
}
