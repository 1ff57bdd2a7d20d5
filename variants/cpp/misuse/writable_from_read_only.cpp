/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expect gcc: no matching function for call to 'copy */
/* expect clang-19: no matching function for call to 'copy' */
/* expect run: no-compile */
/* A read-only span is handed to what writes. */
#include "variants/cpp/misuse/message.hpp"

int misuse_case(pool &, bytes message)
{
	uint8_t room[8] = {};

#ifdef MISUSE
	copy(message, room);
#else
	copy(room, message);
#endif
	return room[0] ? 0 : 22;
}
