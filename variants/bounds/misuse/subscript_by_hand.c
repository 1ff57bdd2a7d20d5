/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: the pointer inside a span is subscripted past its length. Convention. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;

	if (!span_get_u8(message, 0, &type))
		return 22;
#ifdef MISUSE
	type = message.p[message.n];
#endif
	return type;
}
