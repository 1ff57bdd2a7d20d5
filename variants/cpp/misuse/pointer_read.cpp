/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: the pointer inside a span is subscripted past its length. Convention. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	const bytes header = message.first(2);

#ifdef MISUSE
	return header.data()[2] ? 0 : 22;
#else
	return header[0] ? 0 : 22;
#endif
}
