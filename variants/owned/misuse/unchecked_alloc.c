/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: calling function 'box_set' requires holding box 'box' exclusively */
/* expect run: ok */
/* The allocation is not checked (and succeeds when it is run, so that the run is clean). */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);

#ifdef MISUSE
	(void)!box_alloc(box);
#else
	if (!box_alloc(box))
		return 12;
#endif
	box_set(box, argument);
	box_free(box);
	return 0;
}
