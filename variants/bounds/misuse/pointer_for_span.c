/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: incompatible type for argument 1 of 'span_get_u8' */
/* expect clang-19: to parameter of incompatible type 'struct span' */
/* A bare pointer, whose length nobody knows, is handed to what reads. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
#ifdef MISUSE
	const uint8_t *from = message.p;
#else
	struct span from = message;
#endif
	uint8_t type;

	return span_get_u8(from, 0, &type) ? type : 22;
}
