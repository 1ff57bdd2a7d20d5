/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: the buffer is given back and then read. Spans have no lifetimes: the row owned does. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	uint8_t type;
	bool there;

	there = span_get_u8(message, 0, &type);
	message_release(message.p);
#ifdef MISUSE
	there = span_get_u8(message, 0, &type);
#endif
	return there ? type : 22;
}
