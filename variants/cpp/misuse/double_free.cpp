/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: ok */
/* No mistake here: who gave the buffer back owns nothing, and gives nothing back again. */
#include "variants/cpp/misuse/message.hpp"

static void open(pool &buffers, bytes message)
{
	received skb(buffers.held, message);

	skb = {};
#ifdef MISUSE
	skb = {};
#endif
}

int misuse_case(pool &buffers, bytes message)
{
	open(buffers, message);
	return buffers.held ? 22 : 0;
}
