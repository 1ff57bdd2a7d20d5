/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: subscripted value is neither array nor pointer nor vector */
/* expect clang-19: subscripted value is not an array, pointer, or vector */
/* A span is subscripted as the pointer that it replaces was. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;

	if (!span_get_u8(message, 0, &type))
		return 22;
#ifdef MISUSE
	type = message[1];
#endif
	return type;
}
