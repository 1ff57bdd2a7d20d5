/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: a read-only span is made writable by a cast and the constructor. Convention. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;

#ifdef MISUSE
	if (!mspan_put_u8(mspan_of((uint8_t *)message.p, message.n), 0, 0))
		return 22;
#endif
	return span_get_u8(message, 0, &type) ? type : 22;
}
