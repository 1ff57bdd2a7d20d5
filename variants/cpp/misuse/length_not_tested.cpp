/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: silent */
/* expect clang-19: silent */
/* expect run: trap */
/* Not seen: nobody asks if the message has eight bytes. Stopped as it runs, by the library. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
#ifndef MISUSE
	if (message.size() < 8)
		return 0;
#endif
	return load<uint64_t>(message.first<8>()) ? 0 : 22;
}
