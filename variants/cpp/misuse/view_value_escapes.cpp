/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: a function returns a span of the buffer whose owner ends with it. */
#include "variants/cpp/misuse/message.hpp"

static bytes open(pool &buffers, bytes message)
{
	const received skb(buffers.held, message);

	return skb.left();
}

int misuse_case(pool &buffers, bytes message)
{
#ifdef MISUSE
	return open(buffers, message)[0] ? 0 : 22;
#else
	return open(buffers, message).size() == message.size() ? 0 : 22;
#endif
}
