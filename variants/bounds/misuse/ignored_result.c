/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ignoring return value of 'span_sub' */
/* expect clang-19: ignoring return value of function declared with 'warn_unused_result' */
/* Whether the part is inside is not looked at. */
#include "variants/bounds/misuse/message.h"

int misuse_case(struct span message)
{
	struct span part;

#ifdef MISUSE
	span_sub(message, 4, 4, &part);
#else
	if (!span_sub(message, 4, 4, &part))
		return 22;
#endif
	return (int)part.n;
}
