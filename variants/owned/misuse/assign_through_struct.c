/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect check: silent */
/* expect run: ok */
/* Not caught by anything: one live handle is assigned another. A box is lost, one freed twice. */
#include "variants/owned/misuse/box.h"

int misuse_case(int argument)
{
	BOX_OWN(box);
	BOX_OWN(other);

	if (!box_alloc(box))
		return 12;
	if (!box_alloc(other)) {
		box_free(box);
		return 12;
	}
	box_set(box, argument);
#ifdef MISUSE
	*other = *box;
#endif
	box_free(other);
	box_free(box);
	return 0;
}
