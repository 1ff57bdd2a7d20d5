/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: assignment of read-only location */
/* expect clang-19: cannot assign to return value */
/* expect run: no-compile */
/* What a peer sent is written to through the span that it is read by. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	message[0] = 0;
#endif
	return message[0] ? 0 : 22;
}
