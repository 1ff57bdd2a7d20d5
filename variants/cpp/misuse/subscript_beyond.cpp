/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: trap */
/* Not seen: a span is subscripted past its length. Stopped as it runs, by the library. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	return message[message.size()] ? 0 : 22;
#else
	return message[0] ? 0 : 22;
#endif
}
