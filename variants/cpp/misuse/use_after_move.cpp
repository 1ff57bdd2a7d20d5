/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: trap */
/* Not seen: a buffer is read through who gave it on. It owns nothing: stopped as it runs. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &buffers, bytes message)
{
	received skb(buffers.held, message);
	const received other = std::move(skb);
#ifdef MISUSE
	const bytes left = skb.left();
#else
	const bytes left = other.left();
#endif

	return left[0] ? 0 : 22;
}
