/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: use of deleted function */
/* expect clang-19: call to implicitly-deleted copy constructor of 'const received' */
/* expect run: no-compile */
/* A second owner of one buffer: it would be given back twice. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &buffers, bytes message)
{
	received skb(buffers.held, message);
#ifdef MISUSE
	const received other = skb;
#else
	const received other = std::move(skb);
#endif

	return other.left().empty() ? 22 : 0;
}
