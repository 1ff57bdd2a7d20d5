/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: too many arguments to function 'mspan_copy' */
/* expect clang-19: too many arguments to function call, expected 2, have 3 */
/* A copy is told a length of its own, beside those of its spans. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t copy[8];
	struct mspan to = mspan_of(copy, sizeof(copy));

#ifdef MISUSE
	return mspan_copy(to, message, message.n) ? 0 : 22;
#else
	return mspan_copy(to, message) ? 0 : 22;
#endif
}
