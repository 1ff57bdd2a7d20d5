/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ownership: handle not provably live here */
/* expect clang-19: ownership: handle not provably live here */
/* expect check: releasing box 'box' that was not held */
/* expect run: trap */
/* A callee frees on error and the caller frees again: what CVE-2024-1086 came to. */
#include "variants/owned/misuse/box.h"

OWN_INLINE int take(box_own box, int error) OWN_RELEASE(box)
{
	box_free(box);
	return error;
}

int misuse_case(int argument)
{
	BOX_OWN(box);
	int error;

	if (!box_alloc(box))
		return 12;
	error = take(box, argument);
#ifdef MISUSE
	if (error)
		box_free(box);
#endif
	return error - argument;
}
