/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* Not seen: an owner is made where nobody ends it, and the buffer is held for ever. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &buffers, bytes message)
{
	alignas(received) unsigned char room[sizeof(received)];
	received *skb = new (room) received(buffers.held, message);
	const bool there = !skb->left().empty();

#ifndef MISUSE
	skb->~received();
	if (buffers.held)
		return 22;
#endif
	return there ? 0 : 22;
}
