/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* No mistake here: a function that returns early has given the buffer back, as its owner ended. */
#include "variants/cpp/misuse/message.hpp"

static int open(pool &buffers, bytes message)
{
	const received skb(buffers.held, message);

#ifdef MISUSE
	if (skb.left().size() < 8)
		return 22;
#endif
	return skb.left().empty() ? 22 : 0;
}

int misuse_case(pool &buffers, bytes message)
{
	return open(buffers, message) && buffers.held ? 22 : 0;
}
