/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* Not seen: a span is made with the capacity of a buffer, not with what was received. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	static uint8_t buffer[64]; /* what the last message left is still in it */
	struct span received;
	uint8_t last;

	if (!mspan_copy(mspan_of(buffer, sizeof(buffer)), message))
		return 22;
#ifdef MISUSE
	received = span_of(buffer, sizeof(buffer));
#else
	received = span_of(buffer, message.n);
#endif
	return span_get_u8(received, 63, &last) ? last : 22;
}
