/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: a span outlives the owner of its buffer, and is read. Spans have no lifetimes. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &buffers, bytes message)
{
	bytes left;
	{
		const received skb(buffers.held, message);

		left = skb.left();
#ifndef MISUSE
		return left[0] ? 0 : 22;
#endif
	}
	return left[0] ? 0 : 22;
}
