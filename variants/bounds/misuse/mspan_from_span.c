/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: incompatible type for argument 1 of 'mspan_put_u8' */
/* expect clang-19: passing 'struct span' to parameter of incompatible type 'struct mspan' */
/* A read-only span is handed to what writes. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t copy[8];
#ifdef MISUSE
	struct span to = message;
#else
	struct mspan to = mspan_of(copy, sizeof(copy));
#endif

	(void)copy;
	(void)message;
	return mspan_put_u8(to, 0, 1) ? 0 : 22;
}
