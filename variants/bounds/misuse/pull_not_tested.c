/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: the NULL of a pull that failed is read through, and crashes. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	const uint8_t *header = span_pull(&message, 4);

#ifndef MISUSE
	if (!header)
		return 22;
#endif
	return header[3];
}
