/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: discards qualifiers */
/* expect clang-19: but function is not marked const */
/* expect run: no-compile */
/* What borrowed a buffer to read it pulls bytes off. */
#include "variants/cpp/misuse/message.hpp"

static size_t look(const received &skb)
{
#ifdef MISUSE
	skb.pull(1);
#endif
	return skb.left().size();
}

int misuse_case(pool &buffers, bytes message)
{
	const received skb(buffers.held, message);

	return look(skb) ? 0 : 22;
}
