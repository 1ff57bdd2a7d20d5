/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: ignoring returned value of type */
/* expect clang-19: ignoring return value of function declared with 'nodiscard' attribute */
/* expect run: no-compile */
/* Whether a message was accepted is not looked at. The type says that it must be. */
#include "variants/cpp/misuse/message.hpp"

static error accept(bytes message)
{
	return message.size() < 4 ? 22 : 0;
}

int misuse_case(pool &, bytes message)
{
#ifdef MISUSE
	accept(message);
	return 0;
#else
	return accept(message).code();
#endif
}
