/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: the owner pulls bytes off, and what was seen of them before is read all the same. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &buffers, bytes message)
{
	received skb(buffers.held, message);
	const bytes left = skb.left();

#ifdef MISUSE
	skb.pull(left.size());
#endif
	return left[0] ? 0 : 22;
}
