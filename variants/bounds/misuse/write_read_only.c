/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: assignment of read-only location */
/* expect clang-19: read-only variable is not assignable */
/* What a peer sent is written to through the span that it is read by. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;

	if (!span_get_u8(message, 0, &type))
		return 22;
#ifdef MISUSE
	message.p[0] = 0;
#endif
	return type;
}
