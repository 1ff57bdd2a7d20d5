/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: the result is thrown away by a cast. What was handed out is empty or zero then. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;

#ifdef MISUSE
	(void)!span_get_u8(message, 0, &type);
#else
	if (!span_get_u8(message, 0, &type))
		return 22;
#endif
	return type;
}
