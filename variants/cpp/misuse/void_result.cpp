/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: the result is thrown away by a cast. */
#include "variants/cpp/misuse/message.hpp"

static error accept(bytes message)
{
	return message.size() < 4 ? 22 : 0;
}

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	static_cast<void>(accept(message.first(0)));
	return 0;
#else
	return accept(message).code();
#endif
}
